#include "host/emulator/board/peripherals.h"

#include <fmt/format.h>

namespace signet::emulator {
namespace {

enum Register : std::uint32_t {
  uartFifo = 0x60000000,
  uartStatus = 0x6000001C,
  gpioOut = 0x60000300,
  gpioOutSet = 0x60000304,
  gpioOutClear = 0x60000308,
  gpioEnable = 0x6000030C,
  gpioEnableSet = 0x60000310,
  gpioEnableClear = 0x60000314,
  gpioIn = 0x60000318,
  random = 0x3FF20E44,
};

constexpr std::uint32_t kPins = 0xFFFF;

NoSuchRegister noSuchRegister(const char* does, std::uint32_t address) {
  return NoSuchRegister(fmt::format(
      "the firmware {} 0x{:08X}, a register that the virtual board does not have", does, address));
}

}  // namespace

std::uint32_t Peripherals::read(std::uint32_t address) {
  switch (address) {
    case uartFifo:              // nothing is ever received
    case uartStatus: return 0;  // and what is sent is gone at once
    case gpioOut: return out_;
    case gpioEnable: return enable_;
    case gpioIn: return levels();
    case random: return hooks_.random();
    default: throw noSuchRegister("reads", address);
  }
}

void Peripherals::write(Time at, std::uint32_t address, std::uint32_t value) {
  if (address == uartFifo) {
    if (hooks_.console) hooks_.console(static_cast<char>(value));
    return;
  }
  writeGpio(address, value);
  drivePins(at);
}

void Peripherals::writeGpio(std::uint32_t address, std::uint32_t value) {
  switch (address) {
    case gpioOut: out_ = value; break;
    case gpioOutSet: out_ |= value; break;
    case gpioOutClear: out_ &= ~value; break;
    case gpioEnable: enable_ = value; break;
    case gpioEnableSet: enable_ |= value; break;
    case gpioEnableClear: enable_ &= ~value; break;
    default: throw noSuchRegister("writes", address);
  }
  out_ &= kPins;
  enable_ &= kPins;
}

void Peripherals::reset(Time at) {
  out_ = 0;
  enable_ = 0;
  drivePins(at);
}

void Peripherals::drivePins(Time at) {
  wire_.drive(at, {!drivesLow(kSda), !drivesLow(kScl)});
  if (ledOn() == ledWasOn_) return;
  ledWasOn_ = ledOn();
  if (hooks_.led) hooks_.led(at, ledWasOn_);
}

std::uint32_t Peripherals::levels() const {
  std::uint32_t levels = kPins & ~(enable_ & ~out_);
  const Lines lines = wire_.levels();
  if (!lines.sda) levels &= ~(1U << kSda);
  if (!lines.scl) levels &= ~(1U << kScl);
  if (buttonPressed_) levels &= ~(1U << kButton);
  return levels;
}

}  // namespace signet::emulator
