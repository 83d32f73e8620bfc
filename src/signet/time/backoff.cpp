#include "signet/time/backoff.h"

namespace signet::time {

/// splitmix64: any seed will do, also 0.
std::uint64_t Backoff::draw() {
  random_ += 0x9E3779B97F4A7C15U;
  std::uint64_t z = random_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

Duration Backoff::next() {
  Duration limit = options_.base;
  for (unsigned i = 0; i < failures_ && limit < options_.cap; ++i) limit *= 2;
  if (limit > options_.cap) limit = options_.cap;
  if (failures_ < 0xFFFF) ++failures_;
  const auto steps = static_cast<std::uint64_t>(limit.count()) + 1;
  return Duration(static_cast<Duration::rep>(draw() % steps));
}

}  // namespace signet::time
