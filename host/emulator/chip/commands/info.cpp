// Info: revision, validity of a key, the flags of the volatile state.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/engine/machine.h"
#include "host/emulator/chip/memory/public_key_slot.h"

namespace signet::emulator {

namespace {

using namespace std::chrono_literals;

enum InfoMode : std::uint8_t { kRevision = 0, kKeyValid = 1, kState = 2, kGpio = 3 };

constexpr std::array kInfoForms = {
    Form{.modeMask = 0xFF, .mode = kRevision},
    Form{.modeMask = 0xFF, .mode = kKeyValid},
    Form{.modeMask = 0xFF, .mode = kState},
    Form{.modeMask = 0xFF, .mode = kGpio},
};

/// A private key made by GenKey or PrivWrite; a public key whose nibble says "valid", also where PubInfo does
/// not ask for it (seen on silicon). For other slots the answer has no meaning.
Response keyValid(const Machine& machine, unsigned slot) {
  const ConfigView config = machine.config();
  bool valid = false;
  if (config.keyConfig(slot).isPrivate()) {
    valid = (machine.eeprom().privateKeyValid >> slot & 1) != 0;
  } else if (config.isPublicKeySlot(slot)) {
    valid = isValidated(machine.eeprom(), slot);
  }
  return Response::data(std::array<std::uint8_t, 4>{valid ? std::uint8_t{1} : std::uint8_t{0}});
}

Response volatileFlags(const VolatileState& state) {
  const auto second = static_cast<std::uint8_t>(
      state.tempKey.valid << 7 | (state.authorization.keyId & 0x0F) << 3 | state.authorization.valid << 2 |
      state.sramSeedUpdated << 1 | state.eepromSeedUpdated);
  return Response::data(std::array<std::uint8_t, 4>{state.tempKey.flags(), second});
}

Response runInfo(Machine& machine, const Command& command) {
  switch (command.p1) {
    case kRevision: return Response::data(machine.config().revision());
    case kKeyValid: return keyValid(machine, command.slot());
    case kState: return volatileFlags(machine.state);
    default: return StatusCode::executionError;  // the pin is SCL: only single-wire parts have a GPIO
  }
}

}  // namespace

const CommandEntry kInfo{0x30, "Info", 100us, 1ms, TempKeyRule::untouched, kInfoForms, runInfo};

}  // namespace signet::emulator
