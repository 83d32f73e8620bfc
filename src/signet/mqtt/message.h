// What an application publishes: a message in memory, or one whose payload is made while it is sent.
#pragma once

#include <cstdint>
#include <string_view>

#include "signet/core/bytes.h"
#include "signet/core/status.h"
#include "signet/mqtt/property.h"
#include "signet/mqtt/types.h"

namespace signet::mqtt {

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
  /// Fills `out` with the bytes from `offset` on. An error ends the connection: a half-sent packet
  /// cannot be withdrawn.
  Status read(std::uint32_t offset, MutableBytes out) { return doRead(offset, out); }

 protected:
  ~PayloadSource() = default;

 private:
  virtual Status doRead(std::uint32_t offset, MutableBytes out) = 0;
};

}  // namespace signet::mqtt
