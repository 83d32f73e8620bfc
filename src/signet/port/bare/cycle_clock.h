// CycleClock: signet's time line from the processor's cycle counter.
#pragma once

#include "signet/core/clock.h"
#include "signet/port/bare/registers.h"

namespace signet::port::bare {

/// Microseconds since it was made. now() must be called at least once in every 2^32 cycles (53 seconds at 80
/// MHz): an overflow of the counter that is not seen is lost.
class CycleClock final : public Clock {
 public:
  /// `registers` must outlive it.
  CycleClock(Registers& registers, unsigned cyclesPerMicrosecond)
      : registers_(registers), perMicrosecond_(cyclesPerMicrosecond), last_(registers.cycles()) {}

 private:
  Instant doNow() override;
  void doSleepFor(Duration duration) override;

  Registers& registers_;
  std::uint32_t perMicrosecond_;
  std::uint32_t last_;
  std::uint32_t spare_ = 0;  ///< cycles that do not make a microsecond yet
  Duration passed_{};
};

}  // namespace signet::port::bare
