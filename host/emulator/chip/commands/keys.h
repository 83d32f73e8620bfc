// What the commands that use a slot's key have in common: which slots hold what, and how keys are fetched.
#pragma once

#include <cstdint>
#include <optional>

#include "host/emulator/chip/crypto/messages.h"
#include "host/emulator/chip/engine/checks.h"
#include "host/emulator/chip/engine/machine.h"
#include "host/emulator/chip/memory/public_key_slot.h"

namespace signet::emulator {

/// A private key stands behind four pad bytes in its slot (table 14-1).
inline constexpr std::size_t kPrivateKeyOffset = 4;

/// The command's parameters as the hashed messages take them.
inline Params paramsOf(const Command& command) {
  return {command.p1, command.p2};
}

/// Slot `slot` may take part in SHA-256 computations: private keys never do (KeyConfig.Private).
inline bool isHashKey(const Machine& machine, unsigned slot) {
  return keysUsable(machine) && !machine.config().keyConfig(slot).isPrivate();
}

/// A secret key: the first 32 bytes of its slot.
inline SecretBytes<32> hashKey(const Machine& machine, unsigned slot) {
  return SecretBytes<32>::from(machine.eeprom().slot(slot));
}

/// Slot `slot` is configured for a P-256 private key: Private, KeyType and IsSecret. It need not
/// hold one yet.
bool isPrivateKeySlot(const Machine& machine, unsigned slot);

/// The private key of a slot; nothing until GenKey or PrivWrite has made one.
std::optional<p256::PrivateKey> privateKeyIn(const Machine& machine, unsigned slot);

/// Slot `slot` is configured for a public key that may be trusted: where KeyConfig.PubInfo asks for
/// validation, it has been validated.
bool isTrustedPublicKey(const Machine& machine, unsigned slot);

/// The configuration of a slot as GenDig and Sign(internal) hash it.
gendig::SlotState slotState(const Machine& machine, unsigned slot);

/// Overwrites the first bytes of a slot with something that is not a validated public key. A value written
/// over a public key by other means than Write must not pass for one, whatever nibble it starts with.
void overwriteSlot(Eeprom& eeprom, unsigned slot, ByteSpan value);

/// The answer to a point off the curve or a private key out of range.
StatusCode badEccInput(const Machine& machine);

/// TempKey after a command put `value` into it: valid, all else as `previous`.
TempKey tempKeyWith(const TempKey& previous, const Digest& value);

}  // namespace signet::emulator
