// The driver of SDA and SCL by a board's registers against the model of those: two readings of one register
// map, over the edges of a wire, with the chip behind it. Time is counted in cycles; each access to a
// register costs some.
#pragma once

#include "host/emulator/board/mps2_peripherals.h"
#include "host/emulator/board/nodemcu_peripherals.h"
#include "signet/port/bare/cycle_clock.h"
#include "signet/port/bare/soft_i2c.h"
#include "signet/port/esp8266/i2c_pins.h"
#include "signet/port/mps2/shield_i2c.h"
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

inline port::bare::I2cLines linesOf(const emulator::NodemcuPeripherals&, port::bare::Registers& registers) {
  return port::esp8266::i2cPins(registers, 4, 5);
}
inline port::bare::I2cLines linesOf(const emulator::Mps2Peripherals&, port::bare::Registers&) {
  return port::mps2::kShieldI2c;
}

/// Model: the peripherals of a board.
template <typename Model>
struct EdgeRigOf {
  explicit EdgeRigOf(const emulator::Eeprom& content, unsigned clockHz = 400'000,
                     std::uint64_t randomSeed = 7)
      : chip(content, {.randomSeed = randomSeed}),
        i2c(registers, linesOf(peripherals, registers), {.clockHz = clockHz, .cyclesPerMicrosecond = 80}) {
    bus.attach(chip, "chip");
    clock.sleepFor(std::chrono::milliseconds(1));
  }

  emulator::VirtualTime time;
  emulator::VirtualBus bus{time};
  emulator::Chip chip;
  emulator::EdgeWire wire{time, bus};
  Model peripherals{wire, {{}, {}, [] { return 4U; }}};
  ModelRegisters registers{time, peripherals};
  port::bare::SoftI2c i2c;
  port::bare::CycleClock clock{registers, ModelRegisters::kMegahertz};
};

using EdgeRig = EdgeRigOf<emulator::NodemcuPeripherals>;
using ShieldRig = EdgeRigOf<emulator::Mps2Peripherals>;

}  // namespace signet::test
