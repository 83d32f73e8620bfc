#include "signet/mqtt/packet_ids.h"

namespace signet::mqtt {

inline bool PacketIds::isUsed(std::uint16_t packetId) const {
  for (const std::uint16_t request : requests_) {
    if (request == packetId) return true;
  }
  for (Store::Handle h = store_.next(Store::kNone); h != Store::kNone; h = store_.next(h)) {
    if (store_.get(h).packetId == packetId) return true;
  }
  return false;
}

std::uint16_t PacketIds::next() {
  do {
    ++last_;
  } while (last_ == 0 || isUsed(last_));
  return last_;
}

std::uint16_t PacketIds::beginRequest() {
  for (std::uint16_t& place : requests_) {
    if (place == 0) return place = next();
  }
  return 0;
}

void PacketIds::endRequest(std::uint16_t packetId) {
  for (std::uint16_t& place : requests_) {
    if (place == packetId) place = 0;
  }
}

}  // namespace signet::mqtt
