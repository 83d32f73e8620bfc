#include "host/emulator/chip/commands/keys.h"

namespace signet::emulator {

bool isPrivateKeySlot(const Machine& machine, unsigned slot) {
  const KeyConfig key = machine.config().keyConfig(slot);
  return key.isPrivate() && key.isP256() && machine.config().slotConfig(slot).isSecret();
}

std::optional<p256::PrivateKey> privateKeyIn(const Machine& machine, unsigned slot) {
  if ((machine.eeprom().privateKeyValid >> slot & 1) == 0) return std::nullopt;
  return p256::PrivateKey::from(machine.eeprom().slot(slot).subspan(kPrivateKeyOffset));
}

bool isTrustedPublicKey(const Machine& machine, unsigned slot) {
  return machine.config().isPublicKeySlot(slot) &&
         (!machine.config().validatedPublicKey(slot) || isValidated(machine.eeprom(), slot));
}

gendig::SlotState slotState(const Machine& machine, unsigned slot) {
  const auto bytes = [](std::uint16_t word) {
    return std::array<std::uint8_t, 2>{static_cast<std::uint8_t>(word), static_cast<std::uint8_t>(word >> 8)};
  };
  const ConfigView config = machine.config();
  return {bytes(config.slotConfig(slot).word), bytes(config.keyConfig(slot).word), !config.slotLocked(slot)};
}

void overwriteSlot(Eeprom& eeprom, unsigned slot, ByteSpan value) {
  std::copy(value.begin(), value.end(), eeprom.slot(slot).begin());
  if (ConfigView(eeprom).validatedPublicKey(slot)) setValidity(eeprom, slot, kKeyInvalid);
}

StatusCode badEccInput(const Machine& machine) {
  return machine.options.badEccInput == BadEccInput::eccFault ? StatusCode::eccFault
                                                              : StatusCode::executionError;
}

TempKey tempKeyWith(const TempKey& previous, const Digest& value) {
  TempKey result = previous;
  result.value = SecretBytes<32>::from(value);
  result.valid = true;
  result.trail.reset();
  return result;
}

}  // namespace signet::emulator
