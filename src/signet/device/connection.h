// Connection: a device's connection to its broker, kept up for ever. Look-up, TCP, TLS, MQTT session; after a
// failure again, with exponential back-off and jitter; subscriptions renewed when the broker has lost them;
// what waits in the store sent as soon as the session stands.
//
//     Connection connection({transport, &tls, &date}, memory, store, events, options);
//     connection.start(settings);
//     loop:  connection.poll(clock.now());
//            wait for the transport, at the longest until connection.nextPoll()
//     connection.publish({"devices/a/telemetry", payload, Qos::atLeastOnce}, &id);      // at any time
//
// SecureConnection (secure_connection.h) is this with all the memory that it needs.
//
// Phases, and how each ends if nothing happens:
//
//     stopped ─ start() ─> opening ──> handshake ──> joining ──> connected ─ stop() ─> leaving ─> stopped
//                             │ 30 s       │ 30 s       │ 20 s        │ keep-alive       │ 5 s
//                             └────────────┴─────┬──────┴─────────────┘
//                                             waiting (back-off), then opening again
//
// Blocking: poll() never waits for the network. With TLS it computes, in the chip: prepare() while TCP
// connects (about 35 ms), and the steps of the handshake (40 ms each).
//
// Memory: the caller's, nothing is allocated. Not thread safe. Methods of Events are called from within
// poll(), start() and stop().
#pragma once

#include <cstdint>

#include "signet/core/bytes.h"
#include "signet/core/clock.h"
#include "signet/core/status.h"
#include "signet/device/events.h"
#include "signet/mqtt/client.h"
#include "signet/net/stream.h"
#include "signet/time/backoff.h"
#include "signet/time/date.h"
#include "signet/tls/client.h"

namespace signet::device {

/// What a connection runs over. Not owned; all must outlive it.
struct Link {
  net::Transport& transport;
  tls::Client* tls = nullptr;        ///< null: MQTT in clear, for tests and brokers on the same machine
  time::DateSource* date = nullptr;  ///< needed with TLS
};

/// Buffers between transport and MQTT client, any size from 1 byte on, and those of the MQTT client.
struct ConnectionMemory {
  MutableBytes received;
  MutableBytes unsent;
  mqtt::ClientMemory mqtt;
};

/// The broker to connect to, and the identity to use. Everything pointed at must stay valid until the
/// connection is stopped.
struct Settings {
  const char* host = nullptr;  ///< a name or an IPv4 or IPv6 address
  std::uint16_t port = 8883;

  // With TLS.
  const char* serverName = nullptr;     ///< name in the server's certificate; null: `host`
  tls::Identity* identity = nullptr;    ///< null: no client certificate
  const char* alpn = nullptr;           ///< "x-amzn-mqtt-ca" for AWS IoT on port 443
  tls::SavedSession* resume = nullptr;  ///< where a TLS session is kept for the next connection; null: none
  bool requireClientAuth = true;        ///< a server that asks for no certificate is refused

  // MQTT. With version 5 and a Session Expiry Interval, `cleanStart` is for the first connection only: the
  // session is gone on with after that.
  mqtt::ConnectPacket session;
  /// Made one after the other after the first connect, and again when the broker has no session of ours.
  Span<const mqtt::Subscription> subscriptions;
};

struct ConnectionOptions {
  Duration openLimit = std::chrono::seconds(30);       ///< look-up and TCP; the port may have shorter ones
  Duration handshakeLimit = std::chrono::seconds(30);  ///< TLS
  Duration leaveLimit = std::chrono::seconds(5);       ///< for what is still on its way out after stop()
  /// How long a connection must have lasted for the back-off to start over. A broker that takes a device in
  /// and throws it out again is not asked every second.
  Duration stableAfter = std::chrono::seconds(30);
  time::BackoffOptions backoff;
  std::uint64_t jitterSeed = 0;  ///< different for every device: serial number, random number
  mqtt::ClientOptions mqtt;      ///< connackTimeout is the limit of joining
};

class Connection final : private mqtt::Listener {
 public:
  /// Store and events must outlive it. Precondition: with TLS there is a date.
  Connection(const Link& link, const ConnectionMemory& memory, mqtt::Store& store, Events& events,
             const ConnectionOptions& options = {});
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Begins to connect with the next poll(), and from then on keeps the connection up.
  ///   invalidArgument  no host, or a CONNECT packet or subscription that breaks a rule of MQTT
  ///   bufferTooSmall   memory.mqtt.control cannot hold CONNECT, or one of the subscriptions
  /// Precondition: phase() is stopped.
  Status start(const Settings& settings);
  /// Says goodbye and ends: DISCONNECT goes behind what is being sent, Phase::stopped follows. A connection
  /// that does not stand yet is given up at once. From within an event it takes effect at the end of poll().
  /// Messages that are not acknowledged stay in the store; to have them delivered first, wait for idle().
  void stop(Instant now);
  /// Does all that can be done now.
  void poll(Instant now);
  /// When to call poll() again at the latest, even if the transport does not move. Instant::max(): never. A
  /// connection that failed with clockNotSet continues with the first poll() that finds the date set.
  Instant nextPoll() const;
  /// Whether the transport should also be watched for room to write (or for being connected).
  bool wantsWrite() const;

  /// As of mqtt::Client, at any time: messages wait in the store until there is a connection. They are sent
  /// by poll(), for which nextPoll() says "at once" then.
  Status publish(const mqtt::Message& message, std::uint16_t* packetId = nullptr) {
    busy_ = true;
    return mqtt_.publish(message, packetId);
  }
  /// As of mqtt::Client; notConnected outside of Phase::connected.
  Status publishFrom(const mqtt::Message& message, std::uint32_t size, mqtt::PayloadSource& source) {
    busy_ = true;
    return mqtt_.publishFrom(message, size, source);
  }
  /// A subscription that is not made again by itself, unlike Settings::subscriptions.
  Status subscribe(Span<const mqtt::Subscription> subscriptions, std::uint16_t* packetId = nullptr,
                   Span<const mqtt::Property> properties = {}) {
    busy_ = true;
    return mqtt_.subscribe(subscriptions, packetId, properties);
  }
  Status unsubscribe(Span<const std::string_view> filters, std::uint16_t* packetId = nullptr) {
    busy_ = true;
    return mqtt_.unsubscribe(filters, packetId);
  }

  Phase phase() const { return phase_; }
  /// Nothing waits to be sent or acknowledged.
  bool idle() const { return mqtt_.idle() && unsentSize_ == 0; }
  /// When the next try begins; earlier when it is the date that is waited for. Precondition: Phase::waiting.
  Instant retryAt() const { return deadline_; }

 private:
  // mqtt::Listener
  void onConnected(const mqtt::Connack& connack) override;
  void onDisconnected(Status status, mqtt::ReasonCode reason) override;
  void onMessage(const mqtt::IncomingMessage& message) override { events_.onMessage(message); }
  void onPayload(Bytes bytes) override { events_.onPayload(bytes); }
  void onMessageEnd() override { events_.onMessageEnd(); }
  void onPublished(std::uint16_t id, mqtt::ReasonCode reason) override { events_.onPublished(id, reason); }
  void onDropped(Status why) override { events_.onDropped(why); }
  void onSubscribed(std::uint16_t packetId, Bytes reasons) override;
  void onUnsubscribed(std::uint16_t id, Bytes reasons) override { events_.onUnsubscribed(id, reasons); }

  // connection.cpp: from one phase to the next. True: something has changed, call again.
  void run();
  bool step();
  bool mayOpen();
  bool beginOpening();
  bool pollOpening();
  bool beginHandshake();
  bool pollHandshake();
  bool beginJoining();
  bool pollSession();
  bool pollLeaving();
  bool failed(Status status);
  void enter(Phase phase);
  void end();
  bool keepsSession() const;

  // exchange.cpp: bytes between MQTT client and stream.
  Status exchange();
  Status hearTheRest(Status cause);
  Status receiveSome();
  Status fillReceived();
  Status handOn(Status filled);
  Status sendSome();
  void makeSubscriptions();
  net::Stream& stream() const;

  Link link_;
  MutableBytes received_;
  MutableBytes unsent_;
  Events& events_;
  ConnectionOptions options_;
  Settings settings_;
  mqtt::Client mqtt_;
  time::Backoff backoff_;

  Phase phase_ = Phase::stopped;
  Instant now_{};
  Instant deadline_{};  ///< of this phase; of waiting: when it is over
  Instant connectedSince_{};
  bool awaitsDate_ = false;  ///< waiting, because there was none
  bool prepared_ = false;    ///< the chip has done what it can do ahead
  bool polling_ = false;     ///< an event may be on its way
  bool stopping_ = false;    ///< stop() was called from within an event
  bool busy_ = false;        ///< there is more to do at once
  bool hadSession_ = false;  ///< a session was made since start()

  std::size_t receivedSize_ = 0;
  std::size_t unsentSize_ = 0;

  std::size_t nextSubscription_ = 0;
  std::uint16_t subscribing_ = 0;  ///< packet identifier of the SUBSCRIBE that is not answered yet

  Status lostStatus_ = Status::ok;  ///< what the MQTT client returned when it ended the session
  mqtt::ReasonCode lostReason_ = mqtt::ReasonCode::success;
};

}  // namespace signet::device
