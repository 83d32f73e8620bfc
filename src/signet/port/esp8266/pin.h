// One pin, GPIO0 to GPIO15. GPIO16 belongs to another block of the chip.
#pragma once

#include "signet/core/check.h"
#include "signet/port/esp8266/registers.h"

namespace signet::port::esp8266 {

/// Whoever makes a pin an output decides its level first, so that it never shows the wrong one.
class Pin {
 public:
  /// Precondition: number < 16.
  constexpr Pin(Registers& registers, unsigned number) : registers_(registers), mask_(1U << number) {
    SIGNET_CHECK(number < 16);
  }

  bool high() { return (registers_.read(reg::kGpioIn) & mask_) != 0; }
  /// Push-pull output with this level.
  void drive(bool high) {
    registers_.write(high ? reg::kGpioOutSet : reg::kGpioOutClear, mask_);
    registers_.write(reg::kGpioEnableSet, mask_);
  }

 private:
  Registers& registers_;
  std::uint32_t mask_;
};

}  // namespace signet::port::esp8266
