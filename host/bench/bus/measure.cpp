#include "host/bench/bus/measure.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "host/emulator/bus/port.h"

namespace signet::bench {
namespace {

/// A locked part with the factory configuration: slot 1 has a key, the others are as they left the factory.
emulator::Eeprom lockedFactoryPart() {
  emulator::Eeprom eeprom = emulator::Eeprom::factory(1);
  constexpr std::size_t kLockValue = 86, kLockConfig = 87;
  eeprom.config[kLockValue] = eeprom.config[kLockConfig] = 0;
  return eeprom;
}

/// A device over the chip model, all in virtual time.
struct ModelRig {
  explicit ModelRig(unsigned clockHz) : bus(time, clockHz) {
    bus.attach(chip);
    bus.wait(std::chrono::milliseconds(1));  // from power to the first wake pulse
  }

  emulator::VirtualTime time;
  emulator::VirtualBus bus;
  emulator::Chip chip{lockedFactoryPart(), {.randomSeed = 1}};
  emulator::BusPort port{bus};
  emulator::ClockPort clock{bus};
  atecc::Session session{port, clock};
  atecc::Device device{session};
};

/// Every run begins with a chip whose watchdog is far away.
Result<double> timeOnce(const Operation& operation, atecc::Device& chip, Clock& clock,
                        const BenchInputs& inputs) {
  SIGNET_TRY(chip.session().sleep());
  if (!operation.asleep) SIGNET_TRY(chip.session().wake());
  const Instant begin = clock.now();
  SIGNET_TRY(operation.run(chip, inputs));
  return std::chrono::duration<double, std::milli>(clock.now() - begin).count();
}

Measurement measure(const Operation& operation, atecc::Device& chip, Clock& clock, unsigned clockHz,
                    const BenchInputs& inputs, unsigned repeats) {
  Measurement m{operation.name, clockHz, Status::ok, 0, limitMs(operation.work, clockHz)};
  std::vector<double> times;
  for (unsigned i = 0; i < repeats; ++i) {
    const Result<double> time = timeOnce(operation, chip, clock, inputs);
    if (!time.ok()) {
      m.status = time.status();
      return m;
    }
    times.push_back(*time);
  }
  std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
  m.ms = times[times.size() / 2];
  return m;
}

}  // namespace

Result<std::vector<Measurement>> measureChip(atecc::Device& chip, Clock& clock, unsigned clockHz,
                                             unsigned repeats, bool changeChip, const BenchSlots& slots) {
  SIGNET_ASSIGN(const BenchInputs inputs, prepareInputs(chip, slots));
  std::vector<Measurement> measurements;
  for (const Operation& operation : operations()) {
    if (operation.changesChip && !changeChip) continue;
    measurements.push_back(measure(operation, chip, clock, clockHz, inputs, repeats));
  }
  return measurements;
}

std::vector<Measurement> measureModel() {
  std::vector<Measurement> all;
  for (const unsigned clockHz : kClockRates) {
    ModelRig rig(clockHz);
    const Result<atecc::PublicKey> key = rig.device.createKey(BenchSlots().key);
    const auto measured = measureChip(rig.device, rig.clock, clockHz, 1, true);
    if (!key.ok() || !measured.ok()) throw std::runtime_error("the chip model refuses the bench's own chip");
    all.insert(all.end(), measured->begin(), measured->end());
  }
  return all;
}

std::vector<Figure> figuresOf(const std::vector<Measurement>& measurements) {
  std::vector<Figure> figures;
  for (const Measurement& m : measurements) {
    if (m.status != Status::ok) continue;
    std::string clock = clockName(m.clockHz);
    std::erase(clock, ' ');
    figures.push_back({fmt::format("bus/{}/{}", clock, m.operation), m.ms, "ms", m.limitMs});
  }
  return figures;
}

std::string clockName(unsigned clockHz) {
  if (clockHz % 1'000'000 == 0) return fmt::format("{} MHz", clockHz / 1'000'000);
  return fmt::format("{} kHz", clockHz / 1000);
}

}  // namespace signet::bench
