// Sign: ECDSA over a digest from outside, or over a statement of the chip about its own keys.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/commands/keys.h"

namespace signet::emulator {

namespace {

constexpr std::uint8_t kModeExternal = 0x80;

bool mayForeignDigestsBeSigned(const Machine& machine, unsigned slot) {
  const ConfigView config = machine.config();
  if (!config.dataLocked() && !machine.options.signPermissionBeforeDataLock) return true;
  return config.slotConfig(slot).externalSignatures();
}

/// Only TempKeys whose making the message can describe are signed: GenDig of a data slot, GenKey's digest.
bool mayOwnDigestBeSigned(const Machine& machine, unsigned slot) {
  const ConfigView config = machine.config();
  const TempKey& tempKey = machine.state.tempKey;
  return config.dataLocked() && config.slotConfig(slot).internalSignatures() &&
         (tempKey.genDigData || tempKey.genKeyData);
}

/// What is signed.
Digest digestToSign(const Machine& machine, const Command& command) {
  const TempKey& tempKey = machine.state.tempKey;
  if (command.mode(kModeExternal)) return tempKey.value;
  const unsigned slot = tempKey.keyId;
  const bool keyValid = machine.config().validatedPublicKey(slot) && isValidated(machine.eeprom(), slot);
  const TempKeyOrigin origin{slotState(machine, slot), tempKey.flags(), keyValid};
  const SecretBytes<55> message = SecretBytes<55>::from(
      signInternalMessage(tempKey.value, paramsOf(command), origin, machine.config().serialNumber()));
  return sha256({message});
}

Response runSign(Machine& machine, const Command& command) {
  const unsigned slot = command.slot();
  if (!keysUsable(machine) || !isPrivateKeySlot(machine, slot)) return StatusCode::executionError;
  if (!machine.state.tempKey.valid) return StatusCode::executionError;
  const bool allowed = command.mode(kModeExternal) ? mayForeignDigestsBeSigned(machine, slot)
                                                   : mayOwnDigestBeSigned(machine, slot);
  const auto key = privateKeyIn(machine, slot);
  if (!allowed || !key) return StatusCode::executionError;
  // Sign is not among the commands of KeyConfig.ReqRandom.
  const StatusCode met = checkKeyUse(machine, slot, {.random = false});
  if (met != StatusCode::success) return met;

  if (machine.takeEccFault()) return StatusCode::eccFault;
  const auto signature = p256::sign(*key, digestToSign(machine, command), machine.randomFill());
  if (!signature) return badEccInput(machine);
  return Response::data(*signature);
}

// External: bit 6 is ignored. Internal: bit 6 includes the serial number, bit 0 makes it a
// statement for Verify(Invalidate).
constexpr Form kSignForms[] = {
    {.modeMask = 0xBF, .mode = kModeExternal},
    {.modeMask = 0xBE, .mode = 0x00},
};

}  // namespace

const CommandEntry kSign{
    0x41,       "Sign", std::chrono::milliseconds(42), std::chrono::milliseconds(50), TempKeyRule::clears,
    kSignForms, runSign};

}  // namespace signet::emulator
