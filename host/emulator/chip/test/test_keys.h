// For the tests of the commands that use keys: a chip with the usual preparations as one call each, the
// published keys, and contents built up slot by slot.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <string>

#include "host/emulator/chip/crypto/messages.h"
#include "host/emulator/chip/memory/monotonic_counter.h"
#include "host/emulator/chip/memory/public_key_slot.h"
#include "host/emulator/chip/test/test_chip.h"

namespace signet::emulator::test {

namespace op {
inline constexpr std::uint8_t kMac = 0x08, kHmac = 0x11, kWrite = 0x12, kGenDig = 0x15, kNonce = 0x16,
                              kDeriveKey = 0x1C, kCounter = 0x24, kCheckMac = 0x28, kInfo = 0x30,
                              kGenKey = 0x40, kSign = 0x41, kEcdh = 0x43, kVerify = 0x45, kPrivWrite = 0x46,
                              kSha = 0x47, kRead = 0x02;
}  // namespace op

/// The serial number of factoryPart() and the keys of the published vectors.
inline const SerialNumber kSerial = unhex<9>("01238A6B5C4D3E2FEE");
inline const auto kKey4 = unhex<32>("3780E63D4968ADE5D822C013FCC323845D1B569FE705B60006FEEC145A0DB1E3");
inline const auto kKey5 = counting<32>(0x51);
inline const auto kSequence = counting<32>();
inline const auto kNumIn = counting<20>();
inline const auto kTestKey =
    p256::PrivateKey::from(unhex("878F0AB6A526D7111C26E6170810796E7B33007F832B8D64467ED6F870537A19"));
inline const auto kTestPublicKey = unhex<64>(
    "8F8D182BD819048582A9927EA0C56DEFB4159548E11CA5F7ABAC45BBCE76815B"
    "E5C64FCD2FD12698544DE037951726666073046119AD5E11A90AA49773AEAC86");
/// TempKey after a Nonce in mode 0 with NumIn 00 .. 13 while the generator gives its fixed pattern.
inline const auto kN0 = unhex<32>("36B6375496E0435B53CDD6514A65154EF7C28E9629F96698E90D1ABC4DB1A97D");

// SlotConfig words. Secrets: never written by Write.
inline constexpr std::uint16_t kSecret = 0x8F8F, kSecretNoMac = 0x8F9F, kSecretLimited = 0x8FAF;
/// Private keys: signs both ways, ECDH in clear, GenKey allowed.
inline constexpr std::uint16_t kSigner = 0x2087;
inline constexpr std::uint16_t kOpenData = 0x0F0F;
// KeyConfig words.
inline constexpr std::uint16_t kOther = 0x001C, kPrivate = 0x0033, kPublic = 0x0030,
                               kValidatedPublic = 0x0032;
inline constexpr std::uint16_t kReqRandom = 0x0040, kReqAuthBy5 = 0x0580, kIntrusionDisable = 0x1000;

// ---- Contents

/// Changes a slot's words: bits to set in each.
inline Eeprom withBits(Eeprom part, unsigned slot, std::uint16_t slotConfigBits,
                       std::uint16_t keyConfigBits) {
  const ConfigView config(part);
  const auto slotWord = static_cast<std::uint16_t>(config.slotConfig(slot).word | slotConfigBits);
  const auto keyWord = static_cast<std::uint16_t>(config.keyConfig(slot).word | keyConfigBits);
  return withSlot(part, slot, slotWord, keyWord);
}

inline Eeprom withPrivateKey(Eeprom part, unsigned slot, const p256::PrivateKey& key = kTestKey) {
  std::copy(key.begin(), key.end(), part.slot(slot).begin() + 4);
  part.privateKeyValid |= static_cast<std::uint16_t>(1U << slot);
  return part;
}

inline Eeprom withPublicKey(Eeprom part, unsigned slot, const p256::PublicKey& key = kTestPublicKey,
                            std::uint8_t nibble = 0x00) {
  const auto bytes = part.slot(slot);
  std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
  std::copy_n(key.begin(), 32, bytes.begin() + 4);
  std::copy_n(key.begin() + 32, 32, bytes.begin() + 40);
  bytes[0] = nibble;
  return part;
}

/// Secrets in slots 4 (kKey4) and 5 (kKey5, which others may name as AuthKey), the test key in slot 0, its
/// public key in slot 9.
inline Eeprom keyPart() {
  Eeprom part = factoryPart();
  part = withContent(withSlot(part, 4, kSecret, kOther), 4, kKey4);
  part = withContent(withSlot(part, 5, kSecret, kOther), 5, kKey5);
  part = withPrivateKey(withSlot(part, 0, kSigner, kPrivate), 0);
  return withPublicKey(withSlot(part, 9, kOpenData, kPublic), 9);
}

enum class Lock { open, config, both };
inline std::ostream& operator<<(std::ostream& out, Lock lock) {
  return out << (lock == Lock::open ? "open" : lock == Lock::config ? "configLocked" : "bothLocked");
}
inline Eeprom in(Lock lock, const Eeprom& part) {
  return withLocks(part, lock != Lock::open, lock == Lock::both);
}
inline constexpr Lock kAllLocks[] = {Lock::open, Lock::config, Lock::both};

/// Random numbers that repeat.
inline ChipOptions seeded() {
  ChipOptions options;
  options.randomSeed = 1;
  return options;
}
/// Keys usable while nothing is locked, when the generator gives its fixed pattern: how the
/// vectors run whole.
inline ChipOptions vectorOptions() {
  ChipOptions options = seeded();
  options.keysBeforeConfigLock = true;
  return options;
}

inline Buffer join(std::initializer_list<ByteSpan> parts) {
  Buffer all;
  for (const ByteSpan part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// ---- The chip

class KeyChip : public TestChip {
 public:
  explicit KeyChip(const Eeprom& content, const ChipOptions& options = seeded())
      : TestChip(content, options) {}

  /// TempKey = value, SourceFlag = Input.
  void fixedNonce(ByteSpan value = kSequence) { EXPECT_EQ(status(op::kNonce, 0x03, 0, value), kSuccess); }

  /// TempKey of the chip's generator, SourceFlag = Rand; returns it.
  Digest randomNonce() {
    const Buffer out = run(op::kNonce, 0x00, 0, kNumIn);
    EXPECT_EQ(out.size(), 32U);
    if (out.size() != 32) return {};
    return nonceDigest(Span32(out), kNumIn, {0x00, 0});
  }
  /// A random TempKey, or a fixed one.
  Digest nonce(bool random) {
    if (random) return randomNonce();
    fixedNonce();
    return kSequence;
  }

  /// AuthValid with AuthKeyID `slot`, whose key is `key`. Costs TempKey.
  void authorize(unsigned slot = 5, ByteSpan key = kKey5) {
    EXPECT_EQ(checkMac(slot, key), kSuccess);
    EXPECT_TRUE(authorizedBy(slot));
  }
  /// CheckMac in mode 0 with the right response to challenge kSequence.
  int checkMac(unsigned slot, ByteSpan key) {
    constexpr std::array<std::uint8_t, 13> otherData{};
    const Digest response = checkMacDigest(Span32(key), kSequence, otherData, kSerial);
    return status(op::kCheckMac, 0x00, static_cast<std::uint16_t>(slot),
                  join({kSequence, response, otherData}));
  }

  void genDig(unsigned slot) {
    EXPECT_EQ(status(op::kGenDig, 0x02, static_cast<std::uint16_t>(slot)), kSuccess);
  }

  // ---- What Info(State) and Info(KeyValid) tell; neither changes anything.
  std::uint8_t tempKeyFlags() { return infoByte(0); }
  bool tempKeyValid() { return (infoByte(1) & 0x80) != 0; }
  bool authorized() { return (infoByte(1) & 0x04) != 0; }
  bool authorizedBy(unsigned slot) { return authorized() && (infoByte(1) >> 3 & 0x0F) == slot; }
  bool keyValid(unsigned slot) {
    const Buffer answer = run(op::kInfo, 0x01, static_cast<std::uint16_t>(slot));
    return !answer.empty() && answer[0] == 1;
  }

  /// Fails unless TempKey holds `value`. Costs TempKey: MAC takes it as the key and the chip
  /// answers a digest.
  void expectTempKey(const Digest& value) {
    const auto mode = static_cast<std::uint8_t>((tempKeyFlags() & 0x10) != 0 ? 0x06 : 0x02);
    EXPECT_EQ(hex(run(op::kMac, mode, 0, kSequence)), hex(macDigest(value, kSequence, {mode, 0}, kSerial)));
  }

  std::uint32_t uses() const { return readCounter(chip.eeprom(), 0); }
  Buffer slotContent(unsigned slot, std::size_t count) const {
    const auto bytes = chip.eeprom().slot(slot);
    return Buffer(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
  }

 private:
  std::uint8_t infoByte(std::size_t index) {
    const Buffer answer = run(op::kInfo, 0x02, 0);
    EXPECT_EQ(answer.size(), 4U);
    return answer.size() == 4 ? answer[index] : 0;
  }
};

/// A signature by the test key made outside of the chip.
inline p256::Signature signOutside(const Digest& digest, const p256::PrivateKey& key = kTestKey) {
  return p256::sign(
             key, digest,
             [](std::span<std::uint8_t> out) { std::fill(out.begin(), out.end(), std::uint8_t{0x5A}); })
      .value();
}

}  // namespace signet::emulator::test
