#include "tests/tls/hostile_peer.h"

namespace signet::test {

const char* evilName(Evil evil) {
  switch (evil) {
    case Evil::stall: return "stall";
    case Evil::close: return "close";
    case Evil::reset: return "reset";
    case Evil::garbage: return "garbage";
    case Evil::flip: return "flip";
    case Evil::flood: return "flood";
  }
  return "";
}

std::vector<std::uint8_t> HostilePeer::receive(Bytes bytes) {
  if (struck_ && evil_ != Evil::flip && evil_ != Evil::garbage) return {};
  std::vector<std::uint8_t> answer = honest_->receive(bytes);
  const std::size_t size = answer.size();
  if (struck_ ? evil_ == Evil::garbage : sent_ + size > from_) {
    spoil(answer, struck_ ? 0 : from_ - sent_);
    struck_ = true;
  }
  sent_ += size;
  return answer;
}

void HostilePeer::spoil(std::vector<std::uint8_t>& answer, std::size_t at) {
  if (evil_ == Evil::flip) {
    answer[at] ^= static_cast<std::uint8_t>(1U << at % 8);
    return;
  }
  if (evil_ != Evil::garbage) answer.resize(at);
  if (evil_ == Evil::flood) answer.resize(at + 65536);
  for (std::size_t i = at; i < answer.size(); ++i) {
    noise_ = noise_ * 1664525 + 1013904223;
    answer[i] = static_cast<std::uint8_t>(noise_ >> 24);
  }
}

bench::Ending HostilePeer::ending() const {
  if (struck_ && evil_ == Evil::close) return bench::Ending::closed;
  if (struck_ && evil_ == Evil::reset) return bench::Ending::reset;
  return struck_ && evil_ != Evil::flip && evil_ != Evil::garbage ? bench::Ending::none : honest_->ending();
}

}  // namespace signet::test
