// Private and derived keys: GenKey, ECDH, PrivWrite, DeriveKey.
#include "signet/atecc/device.h"
#include "signet/atecc/lasting.h"

namespace signet::atecc {
namespace {

constexpr std::uint8_t kCreate = 0x04;
constexpr std::uint8_t kPublic = 0x00;
constexpr std::uint8_t kWithDigest = 0x08;
constexpr std::uint8_t kDigestStored = 0x10;

constexpr std::uint8_t kClear = 0x00;
constexpr std::uint8_t kPrivWriteEncrypted = 0x40;
constexpr std::array<std::uint8_t, 4> kPrivateKeyPadding{};

constexpr std::uint8_t kDeriveKeyFromInput = 0x04;

}  // namespace

Status Device::genKey(Slot slot, std::uint8_t mode, Effect effect, Volatile volatileState, PublicKey& key) {
  return fetch({Opcode::genKey,
                mode,
                keyId(slot),
                {},
                static_cast<std::uint8_t>(key.bytes.size()),
                effect,
                volatileState},
               key.bytes);
}

Result<PublicKey> Device::createKey(Slot slot) {
  return Result<PublicKey>::filledBy([&](PublicKey& key) {
    // Only of a slot that held no key before can be said later that GenKey has run.
    const Result<bool> before = keyValid(slot);
    const bool wasEmpty = before.ok() && !*before;
    const auto send = [&] { return genKey(slot, kCreate, Effect::lasting, Volatile::ignores, key); };
    const auto look = [&] {
      if (!wasEmpty) return Ran::unknown;
      const Result<bool> now = keyValid(slot);
      if (!now.ok()) return Ran::unknown;
      if (!*now) return Ran::no;
      const Status status = genKey(slot, kPublic, Effect::none, Volatile::ignores, key);
      return status == Status::ok ? Ran::yes : Ran::unknown;
    };
    return sendLasting(send, look);
  });
}

Result<PublicKey> Device::createKeyWithDigest(Slot slot) {
  return Result<PublicKey>::filledBy([&](PublicKey& key) {
    return genKey(slot, kCreate | kWithDigest, Effect::lasting, Volatile::needs, key);
  });
}

Result<PublicKey> Device::publicKey(Slot slot) {
  return Result<PublicKey>::filledBy(
      [&](PublicKey& key) { return genKey(slot, kPublic, Effect::none, Volatile::ignores, key); });
}

Result<PublicKey> Device::publicKeyWithDigest(Slot slot) {
  return Result<PublicKey>::filledBy([&](PublicKey& key) {
    return genKey(slot, kPublic | kWithDigest, Effect::consumes, Volatile::needs, key);
  });
}

Status Device::digestStoredKey(Slot slot, const GenKeyOtherData& otherData) {
  return run({Opcode::genKey, kDigestStored, keyId(slot), {otherData}, 0, Effect::consumes, Volatile::needs});
}

Result<Digest> Device::ecdh(Slot slot, const PublicKey& peer) {
  return Result<Digest>::filledBy([&](Digest& secret) {
    return fetch({Opcode::ecdh, 0, keyId(slot), {peer.bytes}, kBlockSize, Effect::consumes}, secret);
  });
}

Status Device::ecdhToNextSlot(Slot slot, const PublicKey& peer) {
  if (slot.number() % 2 != 0) return Status::invalidArgument;
  return run({Opcode::ecdh, 0, keyId(slot), {peer.bytes}, 0, Effect::lasting});
}

Status Device::writePrivateKey(Slot slot, const Block& privateKey) {
  return run({Opcode::privWrite, kClear, keyId(slot), {kPrivateKeyPadding, privateKey}, 0, Effect::lasting});
}

Status Device::writePrivateKeyEncrypted(Slot slot, const std::array<std::uint8_t, 36>& ciphertext,
                                        const Digest& mac) {
  return run({Opcode::privWrite,
              kPrivWriteEncrypted,
              keyId(slot),
              {ciphertext, mac},
              0,
              Effect::lasting,
              Volatile::needs});
}

Status Device::deriveKey(Slot target, bool tempKeyFromInput, const std::optional<Digest>& mac) {
  return run({Opcode::deriveKey,
              tempKeyFromInput ? kDeriveKeyFromInput : std::uint8_t{0},
              keyId(target),
              {mac ? Bytes(*mac) : Bytes()},
              0,
              Effect::lasting,
              Volatile::needs});
}

}  // namespace signet::atecc
