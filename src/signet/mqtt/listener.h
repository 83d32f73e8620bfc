// Listener: what happens in an MQTT session, told to the application.
#pragma once

#include <cstdint>
#include <string_view>

#include "signet/core/bytes.h"
#include "signet/core/status.h"
#include "signet/mqtt/packets.h"
#include "signet/mqtt/property.h"
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

/// Which calls of the client are allowed from within these, signet/mqtt/client.h says.
class Listener {
 public:
  virtual void onConnected(const Connack&) {}
  /// The session has ended or was refused: reason from the broker, or `status` for this side's view.
  virtual void onDisconnected(Status status, ReasonCode reason) { (void)status, (void)reason; }
  virtual void onMessage(const IncomingMessage&) {}
  virtual void onPayload(Bytes) {}
  virtual void onMessageEnd() {}
  /// The broker has accepted the message, or (isError(reason)) rejected it for good. Not called for QoS 0.
  virtual void onPublished(std::uint16_t packetId, ReasonCode reason) { (void)packetId, (void)reason; }
  /// A message was dropped: to make room (queueFull), or because the broker accepts none
  /// so large (packetTooLarge).
  virtual void onDropped(Status why) { (void)why; }
  virtual void onSubscribed(std::uint16_t packetId, Bytes reasons) { (void)packetId, (void)reasons; }
  virtual void onUnsubscribed(std::uint16_t packetId, Bytes reasons) { (void)packetId, (void)reasons; }
  virtual void onAuth(const Notice&) {}

 protected:
  ~Listener() = default;
};

}  // namespace signet::mqtt
