// GenKey: makes private keys, and returns or digests public ones.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/commands/keys.h"

namespace signet::emulator {

namespace {

constexpr std::uint8_t kModeCreate = 0x04;
constexpr std::uint8_t kModeDigest = 0x08;
constexpr std::uint8_t kModeStoredPublic = 0x10;

/// TempKey can take the digest of a public key of `slot`. That ReqRandom counts is table 9-24.
bool mayDigest(const Machine& machine, unsigned slot) {
  return machine.state.tempKey.valid && randomMet(machine, slot);
}

/// Mixes a public key into TempKey and remembers whose it was.
void digestKey(Machine& machine, const Command& command, const p256::PublicKey& key) {
  std::array<std::uint8_t, 3> parameters{command.p1, command.p2Low(), command.p2High()};
  if (!command.data.empty()) std::copy_n(command.data.begin(), parameters.size(), parameters.begin());
  TempKey tempKey = tempKeyWith(
      machine.state.tempKey,
      publicKeyDigest(machine.state.tempKey.value, parameters, machine.config().serialNumber(), key));
  tempKey.genKeyData = true;
  tempKey.genDigData = false;
  tempKey.keyId = static_cast<std::uint8_t>(command.slot());
  machine.state.tempKey = tempKey;
}

/// The slot's own permission: bit 13 to replace the key, PubInfo to return its public half. Both bind once
/// the data zone is locked; a locked slot is never replaced.
bool slotAllows(const Machine& machine, const Command& command) {
  const ConfigView config = machine.config();
  const unsigned slot = command.slot();
  const bool creates = command.mode(kModeCreate);
  if (creates && config.slotLocked(slot)) return false;
  if (!config.dataLocked()) return true;
  return creates ? config.slotConfig(slot).genKeyAllowed() : config.keyConfig(slot).pubInfo();
}

void storeKey(Machine& machine, unsigned slot, const p256::PrivateKey& key) {
  Eeprom& eeprom = machine.lasting.at(Moment::done);
  std::copy(key.begin(), key.end(), eeprom.slot(slot).begin() + kPrivateKeyOffset);
  eeprom.privateKeyValid |= static_cast<std::uint16_t>(1U << slot);
}

/// Modes 00, 04, 08, 0C, once everything allows them.
Response answerPublicKey(Machine& machine, const Command& command) {
  std::optional<p256::PrivateKey> key;
  if (command.mode(kModeCreate)) {
    machine.renewSeed();
    key = p256::generate(machine.randomFill());
  } else {
    key = privateKeyIn(machine, command.slot());
    if (!key) return StatusCode::executionError;
  }
  if (machine.takeEccFault()) return StatusCode::eccFault;
  const auto publicKey = p256::publicKeyOf(*key);
  // A key that came in by an image file may be out of range.
  if (!publicKey) return badEccInput(machine);
  if (command.mode(kModeCreate)) storeKey(machine, command.slot(), *key);
  if (command.mode(kModeDigest)) digestKey(machine, command, *publicKey);
  return Response::data(*publicKey);
}

Response runPrivateSlot(Machine& machine, const Command& command) {
  const unsigned slot = command.slot();
  if (!isPrivateKeySlot(machine, slot) || !slotAllows(machine, command)) return StatusCode::executionError;
  if (command.mode(kModeDigest) && !mayDigest(machine, slot)) return StatusCode::executionError;
  if (!authorizationMet(machine, {slot})) return StatusCode::executionError;
  return answerPublicKey(machine, command);
}

Response runStoredPublic(Machine& machine, const Command& command) {
  const unsigned slot = command.slot();
  if (!machine.config().isPublicKeySlot(slot)) return StatusCode::executionError;
  if (!machine.state.tempKey.valid) return StatusCode::executionError;
  // The intrusion latch does not concern GenKey (KeyConfig bit 12).
  const StatusCode allowed = checkKeyUse(machine, slot, {.intrusion = false});
  if (allowed != StatusCode::success) return allowed;
  if (machine.takeEccFault()) return StatusCode::eccFault;
  digestKey(machine, command, storedPublicKey(machine.eeprom(), slot));
  return StatusCode::success;
}

Response runGenKey(Machine& machine, const Command& command) {
  if (!machine.config().configLocked()) return StatusCode::executionError;
  return command.mode(kModeStoredPublic) ? runStoredPublic(machine, command)
                                         : runPrivateSlot(machine, command);
}

// Bits 2 and 3 choose among the modes of private slots and are ignored with bit 4.
constexpr Form kGenKeyForms[] = {
    {.modeMask = 0xF3, .mode = 0x00},
    {.modeMask = 0xF3, .mode = kModeStoredPublic, .minSize = 3, .maxSize = 3, .toleratedSize = 0},
};

}  // namespace

const CommandEntry kGenKey{0x40,
                           "GenKey",
                           std::chrono::milliseconds(11),
                           std::chrono::milliseconds(115),
                           TempKeyRule::keepsOnSuccess,
                           kGenKeyForms,
                           runGenKey};

}  // namespace signet::emulator
