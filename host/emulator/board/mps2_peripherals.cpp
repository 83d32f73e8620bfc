#include "host/emulator/board/mps2_peripherals.h"

namespace signet::emulator {
namespace {

enum Mps2Register : std::uint32_t {
  uartData = 0x40004000,
  uartState = 0x40004004,
  uartControl = 0x40004008,
  uartBaudDivider = 0x40004010,
  fpgaLed = 0x40028000,
  fpgaButton = 0x40028008,
  shieldControl = 0x40029000,  // read: levels; written: releases
  shieldControlClear = 0x40029004,
};

constexpr std::uint32_t kLeds = 3;
constexpr std::uint32_t kTransmitEnable = 1;
constexpr std::uint32_t kLeastDivider = 16;

}  // namespace

std::uint32_t Mps2Peripherals::read(std::uint32_t address) {
  switch (address) {
    case uartState: return 0;  // what is sent is gone at once, and nothing is ever received
    case uartControl: return uartControl_;
    case uartBaudDivider: return baudDivider_;
    case fpgaLed: return leds_;
    case fpgaButton: return buttonPressed() ? 1 : 0;
    case shieldControl: return levels();
    default: throw NoSuchRegister("reads", address);
  }
}

void Mps2Peripherals::write(Time at, std::uint32_t address, std::uint32_t value) {
  switch (address) {
    case uartData:
    case uartControl:
    case uartBaudDivider: writeUart(address, value); break;
    case fpgaLed: leds_ = value & kLeds; break;
    case shieldControl: writeLines(at, released_ | (value & kLines)); break;
    case shieldControlClear: writeLines(at, released_ & ~value); break;
    default: throw NoSuchRegister("writes", address);
  }
  tellLed(at);
}

/// A transmitter that is off, or without a speed, sends nothing.
void Mps2Peripherals::writeUart(std::uint32_t address, std::uint32_t value) {
  if (address == uartControl) {
    uartControl_ = value;
  } else if (address == uartBaudDivider) {
    baudDivider_ = value;
  } else if ((uartControl_ & kTransmitEnable) != 0 && baudDivider_ >= kLeastDivider) {
    send(static_cast<char>(value));
  }
}

void Mps2Peripherals::writeLines(Time at, std::uint32_t released) {
  released_ = released;
  wire().drive(at, {(released & kSda) != 0, (released & kScl) != 0});
}

std::uint32_t Mps2Peripherals::levels() const {
  const Lines lines = wire().levels();
  return (lines.sda ? kSda : 0) | (lines.scl ? kScl : 0);
}

void Mps2Peripherals::reset(Time at) {
  leds_ = 0;
  uartControl_ = 0;
  baudDivider_ = 0;
  writeLines(at, kLines);
  tellLed(at);
}

}  // namespace signet::emulator
