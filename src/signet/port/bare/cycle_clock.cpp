#include "signet/port/bare/cycle_clock.h"

#include <algorithm>

namespace signet::port::bare {

// 32-bit arithmetic throughout: this runs with every turn of the main loop, and the LX106 has
// no 64-bit division.
Instant CycleClock::doNow() {
  const std::uint32_t cycles = registers_.cycles();
  const std::uint32_t elapsed = cycles - last_;
  last_ = cycles;
  spare_ += elapsed % perMicrosecond_;
  std::uint32_t microseconds = elapsed / perMicrosecond_;
  if (spare_ >= perMicrosecond_) {
    spare_ -= perMicrosecond_;
    ++microseconds;
  }
  passed_ += Duration(microseconds);
  return Instant(passed_);
}

void CycleClock::doSleepFor(Duration duration) {
  constexpr Duration kLongestRest = std::chrono::seconds(1);  // far below a turn of the counter
  const Instant end = now() + duration;
  for (Instant time = now(); time < end; time = now()) {
    const auto part = static_cast<std::uint32_t>(std::min(end - time, kLongestRest).count());
    registers_.rest(registers_.cycles() + part * perMicrosecond_);
  }
}

}  // namespace signet::port::bare
