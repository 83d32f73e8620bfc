// Sign and Verify.
#include "signet/atecc/device.h"
#include "signet/atecc/lasting.h"

namespace signet::atecc {
namespace {

constexpr std::uint8_t kSignExternal = 0x80;

enum VerifyMode : std::uint8_t {
  stored = 0,
  external = 2,
  validateKey = 3,
  invalidateKey = 7,
  inCertificate = 1
};
constexpr std::uint16_t kP256 = 4;

/// Sequences that begin with a Nonce are tried this often.
constexpr int kSequenceTries = 2;

}  // namespace

Status Device::sign(Slot slot, std::uint8_t mode, Signature& signature) {
  return fetch({Opcode::sign,
                mode,
                keyId(slot),
                {},
                static_cast<std::uint8_t>(signature.bytes.size()),
                Effect::consumes,
                Volatile::needs},
               signature.bytes);
}

Result<Signature> Device::signTempKey(Slot slot) {
  return Result<Signature>::filledBy([&](Signature& out) { return sign(slot, kSignExternal, out); });
}

Result<Signature> Device::signInternal(Slot slot, const SignInternalMode& mode) {
  return Result<Signature>::filledBy([&](Signature& out) { return sign(slot, mode.param1(), out); });
}

Result<Signature> Device::signDigest(Slot slot, const Digest& digest) {
  return Result<Signature>::filledBy([&](Signature& out) {
    Status status = Status::volatileStateLost;
    // volatileStateLost says that Sign was never sent; after any other loss a use may be spent.
    for (int n = 0; n < kSequenceTries && status == Status::volatileStateLost; ++n) {
      SIGNET_TRY(loadTempKey(digest));
      status = sign(slot, kSignExternal, out);
    }
    return status;
  });
}

Status Device::verify(std::uint8_t mode, std::uint16_t p2, const Signature& signature, Bytes more,
                      Effect effect) {
  return run({Opcode::verify, mode, p2, {signature.bytes, more}, 0, effect, Volatile::needs});
}

Status Device::verifyTempKey(const PublicKey& key, const Signature& signature) {
  return verify(VerifyMode::external, kP256, signature, key.bytes, Effect::consumes);
}

Status Device::verifyDigest(const PublicKey& key, const Digest& digest, const Signature& signature) {
  Status status = Status::volatileStateLost;
  for (int n = 0; n < kSequenceTries && isLoss(status); ++n) {
    SIGNET_TRY(loadTempKey(digest));
    status = verifyTempKey(key, signature);
  }
  return status;
}

Status Device::verifyStored(Slot slot, const Signature& signature) {
  return verify(VerifyMode::stored, keyId(slot), signature, {}, Effect::consumes);
}

Status Device::validate(Slot slot, const Signature& signature, const VerifyOtherData& otherData) {
  return verify(VerifyMode::validateKey, keyId(slot), signature, otherData, Effect::lasting);
}

Status Device::invalidate(Slot slot, const Signature& signature, const VerifyOtherData& otherData) {
  return verify(VerifyMode::invalidateKey, keyId(slot), signature, otherData, Effect::lasting);
}

Status Device::validateExternal(Slot slot, const Signature& signature) {
  return verify(VerifyMode::inCertificate, keyId(slot), signature, {}, Effect::lasting);
}

}  // namespace signet::atecc
