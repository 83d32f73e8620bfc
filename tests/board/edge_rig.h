// The driver for the ESP8266's pins against the model of those pins: two readings of one register map, over
// the edges of a wire, with the chip behind it. Time is counted in cycles; each access to a register costs
// some.
#pragma once

#include "host/emulator/board/nodemcu_peripherals.h"
#include "signet/port/bare/cycle_clock.h"
#include "signet/port/bare/soft_i2c.h"
#include "signet/port/esp8266/i2c_pins.h"
#include "tests/support/test_part.h"

namespace signet::test {

/// Loads and stores that take so long at 80 MHz.
class ModelRegisters final : public port::bare::Registers {
 public:
  static constexpr unsigned kMegahertz = 80;
  static constexpr unsigned kAccess = 10;

  ModelRegisters(emulator::VirtualTime& time, emulator::Peripherals& peripherals)
      : time_(time), peripherals_(peripherals) {}

 private:
  std::uint32_t doRead(std::uint32_t address) override {
    pass(kAccess);
    return peripherals_.read(address);
  }
  void doWrite(std::uint32_t address, std::uint32_t value) override {
    pass(kAccess);
    peripherals_.write(time_.now(), address, value);
  }
  std::uint32_t doCycles() override {
    pass(2);
    return static_cast<std::uint32_t>(cycles_);
  }
  void doRest(std::uint32_t cycle) override { pass(cycle - static_cast<std::uint32_t>(cycles_)); }

  void pass(std::uint64_t cycles) {
    cycles_ += cycles;
    time_.waitUntil(emulator::Time(std::chrono::nanoseconds(cycles_ * 1000 / kMegahertz)));
  }

  emulator::VirtualTime& time_;
  emulator::Peripherals& peripherals_;
  std::uint64_t cycles_ = 0;
};

struct EdgeRig {
  explicit EdgeRig(const emulator::Eeprom& content, unsigned clockHz = 400'000)
      : chip(content, {.randomSeed = 7}),
        i2c(registers, port::esp8266::i2cPins(registers, 4, 5),
            {.clockHz = clockHz, .cyclesPerMicrosecond = 80}) {
    bus.attach(chip, "chip");
    clock.sleepFor(std::chrono::milliseconds(1));
  }

  emulator::VirtualTime time;
  emulator::VirtualBus bus{time};
  emulator::Chip chip;
  emulator::EdgeWire wire{time, bus};
  emulator::NodemcuPeripherals peripherals{wire, {{}, {}, [] { return 4U; }}};
  ModelRegisters registers{time, peripherals};
  port::bare::SoftI2c i2c;
  port::bare::CycleClock clock{registers, ModelRegisters::kMegahertz};
};

}  // namespace signet::test
