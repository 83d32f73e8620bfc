// Verify: ECDSA signatures under a key that is stored or sent along, and the validation of
// stored public keys by a key above them.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/commands/keys.h"

namespace signet::emulator {

namespace {

constexpr std::uint8_t kStored = 0x00;
constexpr std::uint8_t kValidateExternal = 0x01;
constexpr std::uint8_t kExternal = 0x02;
constexpr std::uint8_t kValidate = 0x03;
constexpr std::uint8_t kInvalidate = 0x07;

constexpr std::uint16_t kCurveP256 = 0x0004;
constexpr std::uint8_t kSignatureSize = 64;
constexpr std::uint8_t kExternalKeySize = 64;
constexpr std::uint8_t kOtherDataSize = 19;
/// OtherData[17]: PubKeyValid of the signed statement; it distinguishes a validation from an invalidation.
constexpr std::size_t kOtherDataKeyValid = 17;

template <std::size_t N>
std::array<std::uint8_t, N> field(const Command& command, std::size_t offset) {
  std::array<std::uint8_t, N> result;
  std::copy_n(command.data.begin() + offset, N, result.begin());
  return result;
}

/// Runs the verification itself: success, mismatch, or what went wrong.
StatusCode verifyDigest(Machine& machine, const Command& command, const p256::PublicKey& key,
                        const Digest& digest) {
  if (machine.takeEccFault()) return StatusCode::eccFault;
  if (!p256::isPoint(key)) return badEccInput(machine);
  const auto signature = field<kSignatureSize>(command, 0);
  return p256::verify(key, digest, signature) ? StatusCode::success : StatusCode::mismatch;
}

Response runExternal(Machine& machine, const Command& command) {
  if (command.p2 != kCurveP256) return StatusCode::parseError;
  if (!machine.state.tempKey.valid) return StatusCode::executionError;
  return verifyDigest(machine, command, field<kExternalKeySize>(command, kSignatureSize),
                      machine.state.tempKey.value);
}

Response runStored(Machine& machine, const Command& command) {
  const unsigned slot = command.slot();
  if (!keysUsable(machine) || !isTrustedPublicKey(machine, slot)) return StatusCode::executionError;
  if (!machine.state.tempKey.valid) return StatusCode::executionError;
  const StatusCode allowed = checkKeyUse(machine, slot);
  if (allowed != StatusCode::success) return allowed;
  const StatusCode result =
      verifyDigest(machine, command, storedPublicKey(machine.eeprom(), slot), machine.state.tempKey.value);
  if (result == StatusCode::success) {
    machine.state.authorization = {true, static_cast<std::uint8_t>(slot)};
  }
  return result;
}

/// The policies of the verifying key; and of slot 15, whose uses are counted also when it is the one
/// to be validated.
StatusCode checkValidationUse(Machine& machine, unsigned slot, unsigned parent) {
  const StatusCode allowed = checkKeyUse(machine, parent);
  if (allowed != StatusCode::success) return allowed;
  const bool countsItself = slot == 15 && parent != slot;
  return !countsItself || consumeUse(machine, slot) ? StatusCode::success : StatusCode::executionError;
}

/// Verifies under the slot's parent, SlotConfig.ReadKey, and on success marks the key. That is no Write:
/// neither LockValue nor SlotLocked keeps it from happening.
Response verifyByParent(Machine& machine, const Command& command, const Digest& digest, std::uint8_t mark) {
  const unsigned slot = command.slot();
  const unsigned parent = machine.config().slotConfig(slot).readKey();
  if (!isTrustedPublicKey(machine, parent)) return StatusCode::executionError;
  const StatusCode allowed = checkValidationUse(machine, slot, parent);
  if (allowed != StatusCode::success) return allowed;
  const StatusCode result = verifyDigest(machine, command, storedPublicKey(machine.eeprom(), parent), digest);
  if (result == StatusCode::success) setValidity(machine.lasting.at(Moment::done), slot, mark);
  return result;
}

/// A public key that can be validated, by a statement (`byCertificate` false) or by a certificate.
bool canBeValidated(const Machine& machine, unsigned slot, bool byCertificate) {
  if (!keysUsable(machine) || !machine.config().validatedPublicKey(slot)) return false;
  const X509Format format = machine.config().x509Format(machine.config().keyConfig(slot).x509id());
  return format.none() != byCertificate;
}

Response runValidate(Machine& machine, const Command& command) {
  const TempKey& tempKey = machine.state.tempKey;
  if (!canBeValidated(machine, command.slot(), false)) return StatusCode::executionError;
  if (!tempKey.valid || !tempKey.genKeyData || tempKey.keyId != command.slot()) {
    return StatusCode::executionError;
  }
  const bool invalidates = command.p1 == kInvalidate;
  const auto otherData = field<kOtherDataSize>(command, kSignatureSize);
  if ((otherData[kOtherDataKeyValid] & 1) != (invalidates ? 1 : 0)) return StatusCode::executionError;

  const SecretBytes<55> message =
      SecretBytes<55>::from(validateMessage(tempKey.value, otherData, machine.config().serialNumber()));
  return verifyByParent(machine, command, sha256({message}), invalidates ? kKeyInvalid : kKeyValidated);
}

/// The certificate must have gone through SHA with this very key at the place the format names.
bool isCertificateOf(const Machine& machine, unsigned slot) {
  const TempKey& tempKey = machine.state.tempKey;
  if (!tempKey.valid || !tempKey.trail || tempKey.trail->slot != slot) return false;
  const X509Format format = machine.config().x509Format(machine.config().keyConfig(slot).x509id());
  return tempKey.trail->publicPosition == format.publicPosition &&
         tempKey.trail->blocks == format.templateLength;
}

Response runValidateExternal(Machine& machine, const Command& command) {
  if (!canBeValidated(machine, command.slot(), true)) return StatusCode::executionError;
  if (!isCertificateOf(machine, command.slot())) return StatusCode::executionError;
  return verifyByParent(machine, command, machine.state.tempKey.value, kKeyValidated);
}

Response runVerify(Machine& machine, const Command& command) {
  switch (command.p1) {
    case kStored: return runStored(machine, command);
    case kValidateExternal: return runValidateExternal(machine, command);
    case kExternal: return runExternal(machine, command);
    default: return runValidate(machine, command);
  }
}

constexpr Form exactly(std::uint8_t mode, std::uint8_t size) {
  return {.modeMask = 0xFF, .mode = mode, .minSize = size, .maxSize = size};
}
constexpr Form kVerifyForms[] = {
    exactly(kStored, kSignatureSize),
    exactly(kValidateExternal, kSignatureSize),
    exactly(kExternal, kSignatureSize + kExternalKeySize),
    exactly(kValidate, kSignatureSize + kOtherDataSize),
    exactly(kInvalidate, kSignatureSize + kOtherDataSize),
};

}  // namespace

const CommandEntry kVerify{
    0x45,         "Verify", std::chrono::milliseconds(38), std::chrono::milliseconds(58), TempKeyRule::clears,
    kVerifyForms, runVerify};

}  // namespace signet::emulator
