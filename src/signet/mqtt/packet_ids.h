// PacketIds: which packet identifiers are in use (section 2.2.1): those of messages in the store, which keep
// theirs over connections, and those of requests, SUBSCRIBE and UNSUBSCRIBE, which end with the connection.
#pragma once

#include <array>
#include <cstdint>

#include "signet/mqtt/store.h"

namespace signet::mqtt {

class PacketIds {
 public:
  /// How many requests can wait for their answers at once.
  static constexpr std::size_t kMostRequests = 4;

  /// `store` must outlive this.
  explicit PacketIds(const Store& store) : store_(store) {}

  /// An identifier that neither a message in the store nor a request has. Never 0. It is in use as soon as a
  /// message in the store has it.
  std::uint16_t next();

  /// An identifier for a request, used until endRequest(). 0: kMostRequests are waiting.
  std::uint16_t beginRequest();
  /// The request is answered, or was not sent after all. Nothing happens for an identifier that
  /// no request has.
  void endRequest(std::uint16_t packetId);
  /// The connection is lost, and with it the answers.
  void forgetRequests() { requests_ = {}; }

 private:
  bool isUsed(std::uint16_t packetId) const;

  const Store& store_;
  std::uint16_t last_ = 0;
  std::array<std::uint16_t, kMostRequests> requests_{};  ///< 0: free
};

}  // namespace signet::mqtt
