// MQTT client, 3.1.1 and 5, sans-IO: bytes of a transport go in and come out, time is an argument, memory is
// the caller's.
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
// Not thread safe. Listener methods are called from within receive() and tick(); they may call publish(),
// subscribe(), unsubscribe() and disconnect(), nothing else.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "signet/core/bytes.h"
#include "signet/core/clock.h"
#include "signet/core/status.h"
#include "signet/mqtt/packet_reader.h"
#include "signet/mqtt/packets.h"
#include "signet/mqtt/store.h"
#include "signet/mqtt/topic_alias.h"
#include "signet/mqtt/types.h"

namespace signet::mqtt {

/// A message that arrives. Views are valid during the call.
struct IncomingMessage {
  std::string_view topic;
  PropertyList properties;
  std::uint32_t payloadSize = 0;
  Qos qos = Qos::atMostOnce;
  bool retain = false;
  bool duplicate = false;
};

/// What happens, told to the application.
class Listener {
 public:
  virtual void onConnected(const Connack&) {}
  /// The session has ended or was refused: reason from the broker, or `status` for this side's view.
  virtual void onDisconnected(Status status, ReasonCode reason) { (void)status, (void)reason; }
  virtual void onMessage(const IncomingMessage&) {}
  virtual void onPayload(Bytes) {}
  virtual void onMessageEnd() {}
  /// The broker has taken the message, or (isError(reason)) refused it for good. Not called for QoS 0.
  virtual void onPublished(std::uint16_t packetId, ReasonCode reason) { (void)packetId, (void)reason; }
  /// A message was dropped: to make room (queueFull), or because the broker takes none so large
  /// (packetTooLarge).
  virtual void onDropped(Status why) { (void)why; }
  virtual void onSubscribed(std::uint16_t packetId, Bytes reasons) { (void)packetId, (void)reasons; }
  virtual void onUnsubscribed(std::uint16_t packetId, Bytes reasons) { (void)packetId, (void)reasons; }
  virtual void onAuth(const Notice&) {}

 protected:
  ~Listener() = default;
};

/// What becomes of a message when the store is full.
enum class WhenFull : std::uint8_t {
  refuse,      ///< publish() answers queueFull
  dropNewest,  ///< this message is dropped, publish() answers ok
  dropOldest,  ///< the oldest messages that have not been sent yet make room
};

struct Message {
  std::string_view topic;
  Bytes payload;
  Qos qos = Qos::atMostOnce;
  bool retain = false;
  Span<const Property> properties;  ///< version 5 only; no topic alias, the client sees to that
};

/// A payload that is made or read while it is sent. Only for QoS 0: it is not kept for sending again.
class PayloadSource {
 public:
  /// Fills `out` with the bytes from `offset` on. An error ends the connection: a half-sent packet cannot be
  /// taken back.
  Status read(std::uint32_t offset, MutableBytes out) { return doRead(offset, out); }

 protected:
  ~PayloadSource() = default;

 private:
  virtual Status doRead(std::uint32_t offset, MutableBytes out) = 0;
};

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

  /// Puts a message into the store. `packetId`, if not null: 0 for QoS 0, else what onPublished() will tell.
  ///   invalidArgument  topic or properties break a rule
  ///   packetTooLarge   larger than the store or scratch memory can ever hold
  ///   queueFull        no room now (WhenFull::refuse)
  Status publish(const Message& message, std::uint16_t* packetId = nullptr);
  /// Sends a payload of `size` bytes from `source`, QoS 0, after what is in the store already.
  ///   notConnected; queueFull: another source is still being sent; invalidArgument; packetTooLarge
  Status publishFrom(const Message& message, std::uint32_t size, PayloadSource& source);
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
  /// Takes bytes from the transport; how many were taken: less than all when acknowledgements must be pulled
  /// first. protocolError, refusedByBroker, closed (the broker said goodbye): the connection is over,
  /// listener told.
  Result<std::size_t> receive(Bytes bytes, Instant now);
  /// The transport takes nothing any more, but may still have bytes for receive(): acknowledgements that wait
  /// for pull() are dropped, so that they do not hold it up.
  void discardControl() { controlSize_ = 0; }
  /// Keep-alive and time limits. timeout: the broker is silent, the connection is over.
  Status tick(Instant now);
  /// When tick() has something to do next; Instant::max() when never.
  Instant nextTick() const;

  State state() const { return state_; }
  /// Nothing is waiting to be sent or acknowledged.
  bool idle() const;

 private:
  // client_send.cpp
  Status encode(WireWriter& writer, ConnectPacket packet) const;
  static Status check(const Message& message);
  Status append(Status encoded, const WireWriter& writer);
  bool appendAck(PacketType type, std::uint16_t packetId, ReasonCode reason);
  MutableBytes controlRoom() const;
  bool startNext();
  void useAlias(PublishHeader& header, std::size_t propertiesSize, std::uint32_t payloadSize);
  void startStored(Store::Handle handle);
  bool startSource();
  std::size_t copyPublish(MutableBytes out);
  void finishPublish();
  std::uint16_t newPacketId();
  bool isPacketIdUsed(std::uint16_t packetId) const;
  bool dropOldest();
  unsigned inflight() const;
  Result<std::uint16_t> beginRequest();
  void endRequest(std::uint16_t packetId);
  Status sendRequest(std::uint16_t id, Status encoded, const WireWriter& writer, std::uint16_t* packetId);

  // client_receive.cpp
  void processPacket(Instant now);
  void processPublish();
  bool resolveAlias(PublishHeader& header);
  void endMessage();
  void processConnack(const Connack& connack, Instant now);
  void processAck(PacketType type, const Ack& ack);
  void processPubrel(const Ack& ack);
  void resumeSession(bool sessionPresent);
  bool isExpected() const;
  Store::Handle findSent(std::uint16_t packetId) const;
  void fail(Status status, ReasonCode reason);
  void failProtocol(ReasonCode reason = ReasonCode::protocolError);

  MutableBytes control_;
  MutableBytes scratch_;
  Store& store_;
  Listener& listener_;
  ClientOptions options_;
  State state_ = State::disconnected;
  Version version_ = Version::v5;
  Status failure_ = Status::ok;

  // The broker's limits (CONNACK).
  std::uint16_t receiveMaximum_ = 0xFFFF;
  std::uint32_t maximumPacketSize_ = 0xFFFFFFFF;
  bool cleanStart_ = true;

  TopicAliases sentAliases_;
  TopicAliases receivedAliases_;

  // Time.
  Duration keepAlive_{};
  Instant lastSent_{};
  Instant waitingSince_{};
  bool pingPending_ = false;

  // On its way out.
  std::size_t controlSize_ = 0;
  std::uint16_t lastPacketId_ = 0;
  std::array<std::uint16_t, 4> requests_{};  ///< SUBSCRIBE and UNSUBSCRIBE that wait for their answer
  Store::Handle sending_ = Store::kNone;
  PayloadSource* source_ = nullptr;  ///< waiting, or being sent
  bool sourceStarted_ = false;
  Message sourceMessage_;
  std::uint32_t sourceSize_ = 0;
  bool publishing_ = false;
  std::size_t headerSize_ = 0;
  std::size_t headerSent_ = 0;
  std::uint32_t payloadSize_ = 0;
  std::uint32_t payloadSent_ = 0;
  std::size_t payloadOffset_ = 0;  ///< within the stored content

  // On its way in.
  PacketReader reader_;
  PublishHeader receiving_;
  bool delivering_ = false;
};

}  // namespace signet::mqtt
