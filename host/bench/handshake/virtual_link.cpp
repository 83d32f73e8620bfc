#include "host/bench/handshake/virtual_link.h"

#include <algorithm>

namespace signet::bench {

std::optional<Instant> VirtualLink::nextArrival() const {
  if (opening_) return openAt_;
  if (!open_) return {};
  if (!arrivals_.empty()) return arrivals_.front().at;
  if (peer_->ending() != Ending::none && !endSeen_) return clock_.now();
  return {};
}

Status VirtualLink::doOpen(const char*, std::uint16_t, Instant now) {
  peer_ = server_();
  arrivals_.clear();
  flights_.clear();
  open_ = endSeen_ = false;
  opening_ = true;
  openAt_ = now + 2 * oneWay_;
  flights_.push_back({true, 0, now, now + oneWay_});
  flights_.push_back({false, 0, now + oneWay_, openAt_});
  return Status::ok;
}

Status VirtualLink::doPollOpen(Instant now) {
  if (opening_ && now < openAt_) return Status::wouldBlock;
  open_ = open_ || opening_;
  opening_ = false;
  return open_ ? Status::ok : Status::closed;
}

Result<std::size_t> VirtualLink::doRead(MutableBytes buffer) {
  if (!open_) return Status::closed;
  if (arrivals_.empty()) {
    const Ending ending = peer_->ending();
    endSeen_ = ending != Ending::none;
    if (ending == Ending::none) return Status::wouldBlock;
    return ending == Ending::closed ? Status::closed : Status::connectionReset;
  }
  Arrival& next = arrivals_.front();
  if (next.at > clock_.now()) return Status::wouldBlock;
  const std::size_t count = std::min({buffer.size(), next.bytes.size(), longestRead_});
  std::copy_n(next.bytes.begin(), count, buffer.begin());
  next.bytes.erase(next.bytes.begin(), next.bytes.begin() + static_cast<std::ptrdiff_t>(count));
  if (next.bytes.empty()) arrivals_.pop_front();
  return count;
}

Result<std::size_t> VirtualLink::doWrite(Bytes bytes) {
  if (!open_) return Status::closed;
  if (bytes.empty()) return Status::invalidArgument;
  const Instant now = clock_.now(), there = now + oneWay_;
  flights_.push_back({true, bytes.size(), now, there});
  std::vector<std::uint8_t> answer = peer_->receive(bytes);
  if (!answer.empty()) {
    flights_.push_back({false, answer.size(), there, there + oneWay_});
    arrivals_.push_back({there + oneWay_, std::move(answer)});
  }
  return bytes.size();
}

void VirtualLink::doClose() {
  open_ = opening_ = false;
}

}  // namespace signet::bench
