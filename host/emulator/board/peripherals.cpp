#include "host/emulator/board/peripherals.h"

#include <fmt/format.h>

namespace signet::emulator {

NoSuchRegister::NoSuchRegister(const char* does, std::uint32_t address)
    : std::runtime_error(fmt::format(
          "the firmware {} 0x{:08X}, a register that the virtual board does not have", does, address)) {}

void Peripherals::tellLed(Time at) {
  if (ledOn() == ledWasOn_) return;
  ledWasOn_ = ledOn();
  if (hooks_.led) hooks_.led(at, ledWasOn_);
}

}  // namespace signet::emulator
