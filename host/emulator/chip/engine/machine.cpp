#include "host/emulator/chip/engine/machine.h"

namespace signet::emulator {

std::array<std::uint8_t, 32> Machine::randomNumber() {
  std::array<std::uint8_t, 32> number;
  if (config().configLocked()) {
    random.fill(number, eeprom().rngSeed);
  } else {
    // Until the configuration is locked the number is a fixed pattern (Random).
    for (std::size_t i = 0; i < number.size(); ++i) number[i] = i % 4 < 2 ? 0xFF : 0x00;
  }
  return number;
}

void Machine::renewSeed() {
  if (state.eepromSeedUpdated || !config().configLocked()) return;
  std::array<std::uint8_t, 32> fresh;
  random.fill(fresh, eeprom().rngSeed);
  lasting.at(Moment::early).rngSeed = fresh;
  state.eepromSeedUpdated = true;
  extraTime += options.seedRenewal;
}

void Machine::prepareGenerator(std::uint8_t mode) {
  if ((mode & kModeNoSeedUpdate) == 0) {
    renewSeed();
  } else if (config().configLocked()) {
    state.sramSeedUpdated = true;
  }
}

}  // namespace signet::emulator
