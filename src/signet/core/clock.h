// Time is an argument: code that waits is handed a Clock, so that tests run in virtual time and
// figures are exact.
#pragma once

#include <chrono>
#include <cstdint>

namespace signet {

/// Tag of signet's time line: microseconds since some fixed instant of the port's choice
/// (boot, process start).
struct MonotonicTime {
  using rep = std::int64_t;
  using period = std::micro;
  using duration = std::chrono::duration<rep, period>;
  using time_point = std::chrono::time_point<MonotonicTime, duration>;
  static constexpr bool is_steady = true;  // NOLINT(readability-identifier-naming): the name of std::chrono
};

using Duration = MonotonicTime::duration;
using Instant = MonotonicTime::time_point;

/// A monotonic clock and the means to wait for it. Implemented by each port; never a wall clock.
class Clock {
 public:
  Instant now() { return doNow(); }

  /// Waits at least `duration`. Zero and negative durations return at once.
  void sleepFor(Duration duration) {
    if (duration > Duration::zero()) doSleepFor(duration);
  }

 protected:
  ~Clock() = default;

 private:
  virtual Instant doNow() = 0;
  virtual void doSleepFor(Duration duration) = 0;
};

}  // namespace signet
