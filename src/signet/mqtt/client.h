// MQTT client, 3.1.1 and 5, sans-IO: bytes of a transport go in and come out, time is an argument, memory
// is the caller's.
//
//     RamStore store(memory, receivedIds);
//     Client client({in, control, scratch}, store, listener);
//     client.connect(options, now);
//     loop:  n = client.pull(buffer)          -> write to the transport
//            client.receive(bytes, now)       <- read from the transport
//            client.tick(now)                    at least at nextTick()
//
// Messages to publish wait in the Store, in order, also while there is no connection; those of QoS 1 and 2
// stay until they are acknowledged, and are sent again after a reconnect. Payloads are streamed both ways:
// out of the store (or a PayloadSource) as the transport takes them, and in to the listener as they come. No
// buffer has to hold a whole message.
//
// Its parts: a PacketReader finds the packets in the received bytes; an Outbox keeps what is to be sent in
// order; the client itself knows the session, its time limits, and what may be sent when.
//
// Not thread safe. Listener methods are called from within receive() and tick(); they may call publish(),
// subscribe(), unsubscribe() and disconnect(), nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "signet/core/bytes.h"
#include "signet/core/clock.h"
#include "signet/core/status.h"
#include "signet/mqtt/listener.h"
#include "signet/mqtt/message.h"
#include "signet/mqtt/outbox.h"
#include "signet/mqtt/packet_reader.h"
#include "signet/mqtt/packets.h"
#include "signet/mqtt/store.h"
#include "signet/mqtt/topic_alias.h"
#include "signet/mqtt/types.h"

namespace signet::mqtt {

struct ClientMemory {
  MutableBytes in;  ///< the largest packet from the broker, without the payload of a PUBLISH
  MutableBytes
      control;  ///< packets on their way out other than PUBLISH; must hold CONNECT; 64 bytes more are good
  MutableBytes scratch;  ///< topic, properties and fixed header of a PUBLISH on its way out
  /// Version 5, TopicAliases::kPlace bytes each: aliases of topics that this client publishes to, as many as
  /// the broker takes as well; and those that the broker may use. None is fine.
  MutableBytes sentAliases = {};
  MutableBytes receivedAliases = {};
};

struct ClientOptions {
  WhenFull whenFull = WhenFull::refuse;
  Duration connackTimeout = std::chrono::seconds(20);
  Duration pingTimeout = std::chrono::seconds(10);
  /// How many messages of QoS 1 and 2 may be unacknowledged at once; the broker may lower it.
  std::uint16_t maxInflight = 16;
};

class Client {
 public:
  enum class State : std::uint8_t { disconnected, connecting, connected, failed };

  /// Store and listener must outlive the client.
  Client(const ClientMemory& memory, Store& store, Listener& listener, const ClientOptions& options = {});

  /// Whether connect() and subscribe() would take these, and memory.control can hold them.
  ///   invalidArgument, bufferTooSmall
  /// Precondition: not connected.
  Status check(const ConnectPacket& packet) const;
  Status check(const Subscription& subscription, Version version) const;
  /// Begins a session on a new transport. Drops what was half sent or half received on the one before.
  ///   invalidArgument  the packet breaks a rule of the specification
  ///   bufferTooSmall   memory.control cannot hold it
  Status connect(const ConnectPacket& packet, Instant now);
  /// The transport is gone. Unacknowledged messages stay in the store.
  void connectionLost();

  /// Puts a message into the store. `packetId`, if not null: 0 for QoS 0, else what
  /// onPublished() will report.
  ///   invalidArgument  topic or properties break a rule
  ///   packetTooLarge   larger than the store or scratch memory can ever hold
  ///   queueFull        no room now (WhenFull::refuse)
  Status publish(const Message& message, std::uint16_t* packetId = nullptr) {
    return outbox_.publish(message, packetId);
  }
  /// Sends a payload of `size` bytes from `source`, QoS 0, after what is in the store already. Topic and
  /// properties of `message` must stay where they are until its sending begins, `source` until it ends.
  ///   notConnected; queueFull: another source is still being sent; invalidArgument; packetTooLarge
  Status publishFrom(const Message& message, std::uint32_t size, PayloadSource& source) {
    return outbox_.publishFrom(message, size, source);
  }
  /// notConnected, invalidArgument, queueFull (no room in memory.control now)
  Status subscribe(Span<const Subscription> subscriptions, std::uint16_t* packetId = nullptr,
                   Span<const Property> properties = {});
  Status unsubscribe(Span<const std::string_view> filters, std::uint16_t* packetId = nullptr,
                     Span<const Property> properties = {});
  Status auth(ReasonCode reason, Span<const Property> properties);
  /// Ends the session; what pull() still gives should be sent before the transport is closed.
  Status disconnect(ReasonCode reason = ReasonCode::success, Span<const Property> properties = {});

  /// Fills `out` with bytes for the transport; how many. 0: nothing to send now.
  std::size_t pull(MutableBytes out, Instant now);
  /// Consumes bytes from the transport; returns how many: less than all when acknowledgements must be pulled
  /// first. protocolError, refusedByBroker, closed (the broker sent DISCONNECT): the connection has ended,
  /// and the listener was called.
  Result<std::size_t> receive(Bytes bytes, Instant now);
  /// The transport accepts nothing any more, but may still have bytes for receive(): acknowledgements that
  /// wait for pull() are dropped, so that they do not hold it up.
  void discardControl() { outbox_.discardControl(); }
  /// Keep-alive and time limits. timeout: the broker is silent, the connection is over.
  Status tick(Instant now);
  /// When tick() has something to do next; Instant::max() when never.
  Instant nextTick() const;

  State state() const { return state_; }
  /// Nothing is waiting to be sent or acknowledged.
  bool idle() const { return outbox_.idle(); }

 private:
  // client_send.cpp
  Status encode(WireWriter& writer, ConnectPacket packet) const;
  Status endRequest(Status status, std::uint16_t id, std::uint16_t* packetId);

  // client_receive.cpp
  bool isExpected() const;
  void processPacket(Instant now);
  void processConnack(const Connack& connack, Instant now);
  void processPubrel(const Ack& ack);
  void processPublish();
  bool resolveAlias(PublishHeader& header);
  void endMessage();
  void fail(Status status, ReasonCode reason);
  void failProtocol(ReasonCode reason = ReasonCode::protocolError);

  State state_ = State::disconnected;
  Version version_ = Version::v5;
  Status failure_ = Status::ok;
  bool cleanStart_ = true;
  bool pingPending_ = false;
  bool delivering_ = false;  ///< receiving_ is for the listener, not a QoS 2 message that it has
  std::uint16_t maxInflight_;
  Duration connackTimeout_;
  Duration pingTimeout_;
  Duration keepAlive_{};
  Instant lastSent_{};
  Instant waitingSince_{};  ///< for CONNACK or PINGRESP

  Store& store_;
  Listener& listener_;
  PacketReader reader_;
  PublishHeader receiving_;  ///< the message whose payload is being received
  Outbox outbox_;
  TopicAliases receivedAliases_;
};

}  // namespace signet::mqtt
