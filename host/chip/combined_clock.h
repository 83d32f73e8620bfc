// The time line of a connection whose chip is simulated in this process.
//
// A virtual chip works in virtual time: what takes it 42 ms is computed in a fraction of one. The network is
// real. On this clock both pass, so that times and deadlines are those of a device with a real chip.
#pragma once

#include "signet/port/linux/system_clock.h"

namespace signet::chip {

/// Real time plus the chip's. `chip` must outlive it.
class CombinedClock final : public Clock {
 public:
  explicit CombinedClock(Clock& chip) : chip_(chip) {}

 private:
  Instant doNow() override { return real_.now() + chip_.now().time_since_epoch(); }
  void doSleepFor(Duration duration) override { real_.sleepFor(duration); }

  port::SystemClock real_;
  Clock& chip_;
};

}  // namespace signet::chip
