// What a Connection reports to the application.
#pragma once

#include <cstdint>

#include "signet/core/bytes.h"
#include "signet/core/clock.h"
#include "signet/core/status.h"
#include "signet/mqtt/client.h"
#include "signet/tls/client.h"

namespace signet::device {

enum class Phase : std::uint8_t {
  stopped,    ///< until start()
  waiting,    ///< for the next try
  opening,    ///< name look-up and TCP
  handshake,  ///< TLS
  joining,    ///< CONNECT is sent, CONNACK awaited
  connected,  ///< the MQTT session stands
  leaving,    ///< DISCONNECT is on its way out
};
/// The name as written above. Static storage.
const char* phaseName(Phase phase);

/// What was agreed with the broker. Valid during the call.
struct Agreed {
  const mqtt::Connack& connack;              ///< session present, and the broker's limits as properties
  const tls::ConnectionInfo* tls = nullptr;  ///< null: no TLS
};

/// Why a connection ended or did not come about. Valid during the call.
struct Disconnection {
  Phase during = Phase::stopped;  ///< the phase that failed
  /// Statuses of net::Transport (opening), of tls::Client (handshake), and besides:
  ///   timeout          no answer within the phase's limit; connected: the broker is silent (keep-alive)
  ///   refusedByBroker  `reason` says why
  ///   closed           the broker ended the session: `reason`, or success when it just closed the stream
  ///   protocolError    the broker does what MQTT does not allow
  ///   clockNotSet      the date is not known yet, so no certificate could be judged
  Status status = Status::ok;
  mqtt::ReasonCode reason = mqtt::ReasonCode::success;
  const tls::Failure* tls = nullptr;  ///< the details, when it was TLS that failed
  Instant retryAt{};                  ///< when the next try begins
  unsigned failures = 0;              ///< in a row, this one included
};
/// The whole story in a sentence, cut off if it does not fit. 320 bytes are enough. Returns `out` as text.
const char* describe(const Disconnection& disconnection, MutableBytes out);

/// Handlers may call publish(), subscribe(), unsubscribe() and stop() of the connection, nothing else.
class Events {
 public:
  virtual void onPhase(Phase phase) { (void)phase; }
  virtual void onConnected(const Agreed& agreed) { (void)agreed; }
  virtual void onDisconnected(const Disconnection& why) { (void)why; }

  /// One of Settings::subscriptions was answered: the granted QoS, or an error.
  virtual void onSubscription(const mqtt::Subscription& subscription, mqtt::ReasonCode reason) {
    (void)subscription, (void)reason;
  }
  /// All of them were, on this connection; with a session that the broker kept this follows onConnected().
  virtual void onReady() {}
  /// The answer to a subscribe() of the application.
  virtual void onSubscribed(std::uint16_t packetId, Bytes reasons) { (void)packetId, (void)reasons; }
  virtual void onUnsubscribed(std::uint16_t packetId, Bytes reasons) { (void)packetId, (void)reasons; }

  /// A message: its head, its payload in pieces, its end. Only what has ended is whole: when the connection
  /// breaks in the middle, a new onMessage() follows instead (QoS 1 and 2: with the same message).
  virtual void onMessage(const mqtt::IncomingMessage& message) { (void)message; }
  virtual void onPayload(Bytes piece) { (void)piece; }
  virtual void onMessageEnd() {}

  /// The broker has accepted a message of QoS 1 or 2, or (isError(reason)) rejected it for good.
  virtual void onPublished(std::uint16_t packetId, mqtt::ReasonCode reason) { (void)packetId, (void)reason; }
  /// A message was dropped: to make room (queueFull), or as too large for the broker (packetTooLarge).
  virtual void onDropped(Status why) { (void)why; }

 protected:
  ~Events() = default;
};

}  // namespace signet::device
