#include "host/emulator/board/nodemcu_peripherals.h"

namespace signet::emulator {
namespace {

enum NodemcuRegister : std::uint32_t {
  uartFifo = 0x60000000,
  uartStatus = 0x6000001C,
  gpioOut = 0x60000300,
  gpioOutSet = 0x60000304,
  gpioOutClear = 0x60000308,
  gpioEnable = 0x6000030C,
  gpioEnableSet = 0x60000310,
  gpioEnableClear = 0x60000314,
  gpioIn = 0x60000318,
  randomNumber = 0x3FF20E44,
};

constexpr std::uint32_t kPins = 0xFFFF;

}  // namespace

std::uint32_t NodemcuPeripherals::read(std::uint32_t address) {
  switch (address) {
    case uartFifo:              // nothing is ever received
    case uartStatus: return 0;  // and what is sent is gone at once
    case gpioOut: return out_;
    case gpioEnable: return enable_;
    case gpioIn: return levels();
    case randomNumber: return random();
    default: throw NoSuchRegister("reads", address);
  }
}

void NodemcuPeripherals::write(Time at, std::uint32_t address, std::uint32_t value) {
  if (address == uartFifo) return send(static_cast<char>(value));
  writeGpio(address, value);
  drivePins(at);
}

void NodemcuPeripherals::writeGpio(std::uint32_t address, std::uint32_t value) {
  switch (address) {
    case gpioOut: out_ = value; break;
    case gpioOutSet: out_ |= value; break;
    case gpioOutClear: out_ &= ~value; break;
    case gpioEnable: enable_ = value; break;
    case gpioEnableSet: enable_ |= value; break;
    case gpioEnableClear: enable_ &= ~value; break;
    default: throw NoSuchRegister("writes", address);
  }
  out_ &= kPins;
  enable_ &= kPins;
}

void NodemcuPeripherals::reset(Time at) {
  out_ = 0;
  enable_ = 0;
  drivePins(at);
}

void NodemcuPeripherals::drivePins(Time at) {
  wire().drive(at, {!drivesLow(kSda), !drivesLow(kScl)});
  tellLed(at);
}

std::uint32_t NodemcuPeripherals::levels() const {
  std::uint32_t levels = kPins & ~(enable_ & ~out_);
  const Lines lines = wire().levels();
  if (!lines.sda) levels &= ~(1U << kSda);
  if (!lines.scl) levels &= ~(1U << kScl);
  if (buttonPressed()) levels &= ~(1U << kButton);
  return levels;
}

}  // namespace signet::emulator
