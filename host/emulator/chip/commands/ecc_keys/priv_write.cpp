// PrivWrite: puts a private key made elsewhere into a slot.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/commands/keys.h"

namespace signet::emulator {

namespace {

constexpr std::uint8_t kModeEncrypted = 0x40;
constexpr std::uint8_t kValueSize = 36;
constexpr std::uint8_t kMacSize = 32;

/// Whether the slot accepts a private key from outside at all.
bool slotAllows(const Machine& machine, unsigned slot) {
  const ConfigView config = machine.config();
  if (!config.configLocked() || !isPrivateKeySlot(machine, slot) || config.slotLocked(slot)) return false;
  return !config.dataLocked() || config.slotConfig(slot).privWriteAllowed();
}

/// In clear only before the data lock. Encrypted: until then any TempKey will do; after it only one made from
/// the slot's WriteKey.
bool modeAllowed(const Machine& machine, const Command& command) {
  const TempKey& tempKey = machine.state.tempKey;
  const bool dataLocked = machine.config().dataLocked();
  if (!command.mode(kModeEncrypted)) return !dataLocked;
  return dataLocked ? tempKey.isGenDigOf(machine.config().slotConfig(command.slot()).writeKey())
                    : tempKey.valid;
}

/// The 36 bytes in clear.
PrivWriteValue valueOf(const Machine& machine, const Command& command) {
  const PrivWriteValue sent = PrivWriteValue::from(command.data);
  return command.mode(kModeEncrypted) ? privWriteCipher(sent, machine.state.tempKey.value) : sent;
}

bool macHolds(const Machine& machine, const Command& command, const PrivWriteValue& value) {
  if (!command.mode(kModeEncrypted)) return true;  // in clear it may be left out, and is ignored
  const Digest mac =
      privWriteMac(machine.state.tempKey.value, paramsOf(command), machine.config().serialNumber(), value);
  return equalConstantTime(mac, command.data.last(kMacSize));
}

Response runPrivWrite(Machine& machine, const Command& command) {
  const unsigned slot = command.slot();
  if (!slotAllows(machine, slot) || !modeAllowed(machine, command)) return StatusCode::executionError;
  const PrivWriteValue value = valueOf(machine, command);
  if (!macHolds(machine, command, value)) return statusOf(machine.options.badMac);
  if (!p256::isScalar(std::span(value).last<32>())) return badEccInput(machine);

  const auto valid = static_cast<std::uint16_t>(1U << slot);
  // Cut off in the middle, the slot holds no valid key.
  machine.lasting.at(Moment::torn).privateKeyValid &= static_cast<std::uint16_t>(~valid);
  Eeprom& eeprom = machine.lasting.at(Moment::done);
  std::copy(value.begin(), value.end(), eeprom.slot(slot).begin());
  eeprom.privateKeyValid |= valid;
  return StatusCode::success;
}

constexpr Form kPrivWriteForms[] = {
    {.modeMask = 0xFF,
     .mode = 0x00,
     .minSize = kValueSize + kMacSize,
     .maxSize = kValueSize + kMacSize,
     .toleratedSize = kValueSize},
    {.modeMask = 0xFF,
     .mode = kModeEncrypted,
     .minSize = kValueSize + kMacSize,
     .maxSize = kValueSize + kMacSize},
};

}  // namespace

const CommandEntry kPrivWrite{0x46,
                              "PrivWrite",
                              std::chrono::microseconds(800),
                              std::chrono::milliseconds(48),
                              TempKeyRule::clears,
                              kPrivWriteForms,
                              runPrivWrite};

}  // namespace signet::emulator
