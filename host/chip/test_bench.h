// A chip model on a virtual bus, and the driver over it, for tests: where the two readings of the datasheet meet.
#pragma once

#include "host/emulator/bus/port.h"
#include "host/emulator/chip/chip.h"
#include "signet/atecc/device.h"

namespace signet::chip {

/// A chip with power, in virtual time. Chips with the same content and the same history give the same random numbers.
struct TestBoard {
  explicit TestBoard(const emulator::Eeprom& content = emulator::Eeprom::factory(1),
                     unsigned clockHz = 1'000'000, const emulator::ChipOptions& options = seeded())
      : bus(time, clockHz), chip(content, options) {
    bus.attach(chip);
    bus.wait(std::chrono::milliseconds(1));  // from power to the first wake pulse
  }

  static emulator::ChipOptions seeded() {
    emulator::ChipOptions options;
    options.randomSeed = 7;
    return options;
  }

  emulator::VirtualTime time;
  emulator::VirtualBus bus;
  emulator::Chip chip;
  emulator::BusPort port{bus};
  emulator::ClockPort clock{bus};
};

struct TestBench : TestBoard {
  using TestBoard::TestBoard;

  atecc::Session session{port, clock};
  atecc::Device device{session};
};

}  // namespace signet::chip
