// SystemClock: signet's time line on Linux. Microseconds since boot, never a wall clock.
#pragma once

#include "signet/core/clock.h"

namespace signet::port {

/// CLOCK_MONOTONIC. Thread safe; holds no state.
class SystemClock final : public Clock {
 private:
  Instant doNow() override;
  /// Sleeps to the end also when signals arrive.
  void doSleepFor(Duration duration) override;
};

}  // namespace signet::port
