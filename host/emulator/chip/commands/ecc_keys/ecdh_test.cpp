// ECDH; the policies that it shares with other commands are in key_policy_test.cpp.
#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator {
namespace {

using namespace test;

// NIST CAVP, ECC CDH primitive, P-256, count 0.
const auto kPeer = unhex<64>(
    "700C48F77F56584C5CC632CA65640DB91B6BACCE3A4DF6B42CE7CC838833D287"
    "DB71E509E3FD9B060DDB20BA5C51DCC5948D46FBF640DFE0441782CAB85FA4AC");
const auto kOwn =
    p256::PrivateKey::from(unhex("7D7DC5F71EB29DDAF80D6214632EEAE03D9058AF1FB6D22ED80BADB62BC1A534"));
constexpr std::string_view kShared = "46FC62106420FF012E54A434FBDD2D25CCC5852060561E68040DD7778997BD7B";

/// Slot 0 answers in clear; slot 2 writes to slot 3.
Eeprom ecdhPart() {
  Eeprom part = withPrivateKey(keyPart(), 0, kOwn);
  part = withPrivateKey(withSlot(part, 2, 0x208F, kPrivate), 2, kOwn);
  return withContent(withSlot(part, 3, kSecret, kOther), 3, kSequence);
}

TEST(Ecdh, AnswersTheSecretOfTheNistVector) {
  for (const Lock lock : {Lock::config, Lock::both}) {
    KeyChip chip(in(lock, ecdhPart()));
    EXPECT_EQ(hex(chip.run(op::kEcdh, 0x00, 0, kPeer)), kShared) << lock;
  }
}

TEST(Ecdh, WritesTheSecretToTheNextSlot) {
  KeyChip chip(bothLocked(ecdhPart()));
  EXPECT_EQ(hex(chip.run(op::kEcdh, 0x00, 2, kPeer)), "00") << "a status and nothing else";
  EXPECT_EQ(hex(chip.slotContent(3, 32)), kShared);
  EXPECT_EQ(chip.checkMac(3, unhex(kShared)), kSuccess);
}

TEST(Ecdh, TwoChipsAgree) {
  KeyChip one(bothLocked(keyPart()));
  Eeprom otherPart = keyPart();
  otherPart.rngSeed[0] ^= 1;
  KeyChip other(bothLocked(otherPart));
  const Buffer onesKey = one.run(op::kGenKey, 0x04, 0);
  const Buffer othersKey = other.run(op::kGenKey, 0x04, 0);
  EXPECT_NE(onesKey, othersKey);
  const Buffer secret = one.run(op::kEcdh, 0x00, 0, othersKey);
  EXPECT_EQ(secret.size(), 32U);
  EXPECT_EQ(secret, other.run(op::kEcdh, 0x00, 0, onesKey));
}

TEST(Ecdh, FollowsTheLockStateAndTheSlot) {
  struct Case {
    const char* what;
    std::uint16_t slot;
    Eeprom part;
    int success;  ///< or a refusal; while the configuration is open: always refused
  };
  const Eeprom plain = ecdhPart();
  Eeprom noKey = plain;
  noKey.privateKeyValid = 0;
  constexpr int no = kExecutionError;
  const Case cases[] = {
      {"in clear", 0, plain, kData},
      {"to the next slot", 2, plain, kSuccess},
      {"ReadKey bit 2 clear", 0, withSlot(plain, 0, 0x2083, kPrivate), no},
      {"ReadKey bit 2 clear, bit 3 set", 2, withSlot(plain, 2, 0x208B, kPrivate), no},
      {"IsSecret 0", 0, withSlot(plain, 0, 0x2007, kPrivate), no},
      {"KeyType 7", 0, withSlot(plain, 0, kSigner, 0x003F), no},
      {"Private 0", 0, withSlot(plain, 0, kSigner, 0x0032), no},
      {"no key", 0, noKey, no},
      {"odd slot, in clear", 1, withPrivateKey(withSlot(plain, 1, kSigner, kPrivate), 1), kData},
      {"odd slot, to the next", 1, withPrivateKey(withSlot(plain, 1, 0x208F, kPrivate), 1), no},
      {"next slot locked", 2, withSlotLocked(plain, 3), no},
      {"next slot private", 2, withBits(plain, 3, 0, 1), no},
  };
  for (const Case& c : cases) {
    for (const Lock lock : kAllLocks) {
      KeyChip chip(in(lock, c.part));
      EXPECT_EQ(chip.status(op::kEcdh, 0x00, c.slot, kPeer), lock == Lock::open ? no : c.success)
          << c.what << ", " << lock;
    }
  }
}

TEST(Ecdh, FollowsTheOptions) {
  ChipOptions options = seeded();
  options.ecdhBeforeDataLock = false;
  options.ecdhOverwritesLockedSlot = true;
  KeyChip early(configLocked(ecdhPart()), options);
  EXPECT_EQ(early.status(op::kEcdh, 0x00, 0, kPeer), kExecutionError);
  KeyChip chip(bothLocked(withSlotLocked(ecdhPart(), 3)), options);
  EXPECT_EQ(chip.status(op::kEcdh, 0x00, 2, kPeer), kSuccess);
}

TEST(Ecdh, RefusesPointsOffTheCurve) {
  auto off = kPeer;
  off[63] ^= 1;
  KeyChip chip(bothLocked(ecdhPart()));
  EXPECT_EQ(chip.status(op::kEcdh, 0x00, 0, off), kEccFault);
  EXPECT_EQ(chip.status(op::kEcdh, 0x00, 0, std::array<std::uint8_t, 64>{}), kEccFault);
  EXPECT_EQ(chip.status(op::kEcdh, 0x00, 2, off), kEccFault);
  EXPECT_EQ(hex(chip.slotContent(3, 32)), hex(kSequence));
  ChipOptions options = seeded();
  options.badEccInput = BadEccInput::executionError;
  KeyChip other(bothLocked(ecdhPart()), options);
  EXPECT_EQ(other.status(op::kEcdh, 0x00, 0, off), kExecutionError);
}

TEST(Ecdh, RefusesIllegalModesAndLengths) {
  KeyChip chip(bothLocked(ecdhPart()));
  for (const std::uint8_t mode : {0x01, 0x04, 0x0C, 0x80}) {
    EXPECT_EQ(chip.status(op::kEcdh, mode, 0, kPeer), kParseError) << int{mode};
  }
  EXPECT_EQ(chip.status(op::kEcdh, 0x00, 0, ByteSpan(kPeer).first(63)), kParseError);
  EXPECT_EQ(chip.status(op::kEcdh, 0x00, 0), kParseError);
}

TEST(Ecdh, CostsTempKey) {
  KeyChip chip(bothLocked(ecdhPart()));
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kEcdh, 0x00, 0, kPeer), kData);
  EXPECT_FALSE(chip.tempKeyValid());
}

TEST(Ecdh, AnEccFaultChangesNothingAndMayBeRepeated) {
  KeyChip chip(bothLocked(ecdhPart()));
  chip.chip.arm({.eccFault = true});
  EXPECT_EQ(chip.status(op::kEcdh, 0x00, 2, kPeer), kEccFault);
  EXPECT_EQ(hex(chip.slotContent(3, 32)), hex(kSequence));
  EXPECT_EQ(chip.status(op::kEcdh, 0x00, 2, kPeer), kSuccess);
}

TEST(Ecdh, NeverMakesAValidatedPublicKey) {
  // This secret's first byte 46h could be any: the nibble must be A whatever it is.
  Eeprom part = withPrivateKey(withSlot(ecdhPart(), 8, 0x208F, kPrivate), 8, kOwn);
  part = withPublicKey(withSlot(part, 9, kOpenData, kValidatedPublic), 9, kTestPublicKey, kKeyValidated);
  KeyChip chip(bothLocked(part));
  EXPECT_EQ(chip.status(op::kEcdh, 0x00, 8, kPeer), kSuccess);
  EXPECT_FALSE(chip.keyValid(9));
}

}  // namespace
}  // namespace signet::emulator
