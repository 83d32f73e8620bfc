// What the chip computes from secrets, computed on the host: to know TempKey, to check a MAC, to encrypt what
// is written and decrypt what is read (ATECC508A datasheet DS20005927A, chapter 9, each command's message).
//
// All functions are pure but for the Sha256 they are given, which they start and finish. TempKey is
// passed as its 32 bytes; which flags it carries in the chip is up to the caller. Digests of secrets are
// secrets: wipe them.
#pragma once

#include <array>
#include <cstdint>

#include "signet/atecc/modes.h"
#include "signet/atecc/types.h"
#include "signet/core/bytes.h"
#include "signet/core/sha256.h"

namespace signet::atecc {

/// The SHA-256 to use, and whose chip it is about. Neither is owned.
struct HostMac {
  Sha256& sha;
  const SerialNumber& serial;

  // ---- TempKey after Nonce. No serial number in it.

  /// After Device::nonce(), which returned `randOut`.
  Digest nonce(const Block& randOut, const NumIn& numIn, Seed seed = Seed::update) const;
  /// After Device::nonceFromTempKey().
  Digest nonceFromTempKey(const Digest& tempKey, const NumIn& numIn, Seed seed = Seed::update) const;

  // ---- TempKey after GenDig. `tempKey`: its value before.

  /// `content`: the 32 bytes of configuration block or OTP block `block`.
  Digest genDigConfig(unsigned block, const Block& content, const Digest& tempKey) const;
  Digest genDigOtp(unsigned block, const Block& content, const Digest& tempKey) const;
  /// `key`: the first 32 bytes of the slot, SlotConfig.NoMac = 0.
  Digest genDigSlot(Slot slot, const Block& key, const Digest& tempKey) const;
  /// SlotConfig.NoMac = 1: four bytes of the caller's choice stand for opcode, mode and slot.
  Digest genDigNoMac(const Word& otherData, const Block& key, const Digest& tempKey) const;
  Digest genDigShared(const Block& other, bool tempKeyFirst, const Digest& tempKey,
                      std::uint8_t tag = 0) const;
  Digest genDigCounter(CounterId id, std::uint32_t count, const Digest& tempKey) const;
  /// The two words as stored (low byte first). `unlocked`: the slot's SlotLocked bit is 1.
  Digest genDigKeyConfig(Slot slot, const std::array<std::uint8_t, 2>& slotConfig,
                         const std::array<std::uint8_t, 2>& keyConfig, bool unlocked,
                         const Digest& tempKey) const;

  // ---- MACs: MAC, HMAC, CheckMac.

  /// `first`: the slot's first 32 bytes, or TempKey if mode.keyFromTempKey. `second`: the challenge, or
  /// TempKey if mode.challengeFromTempKey.
  Digest mac(Slot slot, const MacMode& mode, const Block& first, const Block& second) const;
  Digest hmac(Slot slot, const HmacMode& mode, const Block& key, const Digest& tempKey) const;
  /// The response that CheckMac expects.
  Digest checkMac(const Block& first, const Block& second, const CheckMacOtherData& otherData) const;
  /// The OtherData with which another chip's CheckMac accepts this chip's MAC.
  CheckMacOtherData otherDataOfMac(Slot slot, const MacMode& mode) const;

  // ---- Encrypted Write and Read.

  struct EncryptedBlock {
    Block ciphertext;
    Digest mac;
  };
  /// The arguments of Device::writeEncryptedBlock(address, ...). `tempKey` after GenDig of the write key.
  EncryptedBlock encryptBlock(MemoryAddress address, const Block& plaintext, const Digest& tempKey) const;
  /// The same with a Param1 of the caller's choice (82h and C2h are both accepted after the data lock).
  EncryptedBlock encryptBlock(std::uint8_t param1, std::uint16_t param2, const Block& plaintext,
                              const Digest& tempKey) const;
  /// Of Device::readEncryptedBlock(). `tempKey` after GenDig of the read key.
  static Block decryptBlock(const Block& ciphertext, const Digest& tempKey);

  // ---- DeriveKey.

  /// The new key. `source`: the target's own first 32 bytes (roll) or the parent's (create).
  Digest deriveKey(Slot target, bool tempKeyFromInput, const Block& source, const Digest& tempKey) const;
  /// The MAC for WriteConfigs that ask for one.
  Digest deriveKeyMac(Slot target, bool tempKeyFromInput, const Block& parent) const;

  // ---- PrivWrite.

  struct EncryptedPrivateKey {
    std::array<std::uint8_t, 36> ciphertext;
    Digest mac;
  };
  /// The arguments of Device::writePrivateKeyEncrypted(). `tempKey` after GenDig of the write key.
  EncryptedPrivateKey encryptPrivateKey(Slot slot, const Block& privateKey, const Digest& tempKey) const;

  // ---- GenKey digests, Sign(internal), Verify(Validate).

  /// TempKey after createKeyWithDigest() or publicKeyWithDigest().
  Digest genKeyDigest(Slot slot, bool created, const PublicKey& key, const Digest& tempKey) const;
  /// TempKey after digestStoredKey().
  Digest storedKeyDigest(const GenKeyOtherData& otherData, const PublicKey& key, const Digest& tempKey) const;

  /// What Sign(internal) says about the slot whose digest is in TempKey.
  struct SlotStatement {
    SignInternalMode mode;
    Slot signer;                               ///< the slot that signs
    std::array<std::uint8_t, 2> slotConfig{};  ///< of TempKey's slot, as stored
    std::array<std::uint8_t, 2> keyConfig{};   ///< likewise
    VolatileState tempKey;                     ///< its flags and slot, as Info(State) shows them
    bool unlocked = true;                      ///< the slot's SlotLocked bit is 1
    bool publicKeyValid = false;               ///< the slot holds a validated public key
  };
  /// The digest that Sign(internal) signs.
  Digest signInternal(const SlotStatement& statement, const Digest& tempKey) const;
  /// The OtherData with which Verify(Validate / Invalidate) rebuilds the same message.
  VerifyOtherData verifyOtherData(const SlotStatement& statement) const;
  /// The digest that Verify(Validate / Invalidate) checks the signature of.
  Digest validate(const VerifyOtherData& otherData, const Digest& tempKey) const;
};

}  // namespace signet::atecc
