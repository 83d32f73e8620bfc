// GenKey; the policies that it shares with other commands are in key_policy_test.cpp.
#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator {
namespace {

using namespace test;

Digest digestOf(const Digest& tempKey, std::string_view abc) {
  return publicKeyDigest(tempKey, unhex<3>(abc), kSerial, kTestPublicKey);
}

p256::PublicKey publicKeyFrom(const Buffer& answer) {
  p256::PublicKey key{};
  EXPECT_EQ(answer.size(), key.size());
  if (answer.size() == key.size()) std::copy(answer.begin(), answer.end(), key.begin());
  return key;
}

TEST(GenKey, TellsThePublicKey) {
  KeyChip chip(bothLocked(keyPart()));
  EXPECT_EQ(hex(chip.run(op::kGenKey, 0x00, 0)), hex(kTestPublicKey));
}

TEST(GenKey, CreatesAKeyThatSigns) {
  KeyChip chip(bothLocked(keyPart()));
  const auto key = publicKeyFrom(chip.run(op::kGenKey, 0x04, 0));
  EXPECT_TRUE(p256::isPoint(key));
  EXPECT_NE(key, kTestPublicKey);
  EXPECT_EQ(hex(chip.run(op::kGenKey, 0x00, 0)), hex(key));
  chip.fixedNonce();
  const Buffer signature = chip.run(op::kSign, 0x80, 0);
  ASSERT_EQ(signature.size(), 64U);
  p256::Signature bytes;
  std::copy(signature.begin(), signature.end(), bytes.begin());
  EXPECT_TRUE(p256::verify(key, kSequence, bytes));
}

TEST(GenKey, CreatesADifferentKeyEachTime) {
  KeyChip chip(bothLocked(keyPart()));
  const auto first = chip.run(op::kGenKey, 0x04, 0);
  EXPECT_NE(first, chip.run(op::kGenKey, 0x04, 0));
  KeyChip again(bothLocked(keyPart()));
  EXPECT_EQ(first, again.run(op::kGenKey, 0x04, 0)) << "a seeded chip repeats";
}

TEST(GenKey, CreatedKeysDoNotRepeatWithoutASeed) {
  KeyChip one(bothLocked(keyPart()), ChipOptions{});
  KeyChip other(bothLocked(keyPart()), ChipOptions{});
  EXPECT_NE(one.run(op::kGenKey, 0x04, 0), other.run(op::kGenKey, 0x04, 0));
}

TEST(GenKey, MakesTheKeyValid) {
  KeyChip chip(bothLocked(withSlot(keyPart(), 1, kSigner, kPrivate)));
  EXPECT_FALSE(chip.keyValid(1));
  EXPECT_EQ(chip.status(op::kGenKey, 0x00, 1), kExecutionError) << "no key yet";
  EXPECT_EQ(chip.status(op::kGenKey, 0x04, 1), kData);
  EXPECT_TRUE(chip.keyValid(1));
  EXPECT_EQ(chip.status(op::kGenKey, 0x00, 1), kData);
}

TEST(GenKey, LeavesTheRestOfTheSlot) {
  Eeprom part = withPrivateKey(withSlot(keyPart(), 12, kSigner, kPrivate), 12);
  part.slot(12)[0] = 0x11;
  part.slot(12)[36] = 0x22;
  KeyChip chip(bothLocked(part));
  EXPECT_EQ(chip.status(op::kGenKey, 0x04, 12), kData);
  EXPECT_EQ(chip.chip.eeprom().slot(12)[0], 0x11);
  EXPECT_EQ(chip.chip.eeprom().slot(12)[36], 0x22);
}

TEST(GenKey, RenewsTheSeedBeforeCreating) {
  KeyChip chip(bothLocked(keyPart()));
  const auto seed = chip.chip.eeprom().rngSeed;
  EXPECT_EQ(chip.status(op::kGenKey, 0x00, 0), kData);
  EXPECT_EQ(chip.chip.eeprom().rngSeed, seed);
  EXPECT_EQ(chip.status(op::kGenKey, 0x04, 0), kData);
  EXPECT_NE(chip.chip.eeprom().rngSeed, seed);
}

// ---- Digests

TEST(GenKeyDigest, MixesThePublicKeyAsPublished) {
  KeyChip chip(bothLocked(keyPart()));
  chip.fixedNonce(kN0);
  EXPECT_EQ(hex(chip.run(op::kGenKey, 0x08, 0)), hex(kTestPublicKey));
  EXPECT_EQ(chip.tempKeyFlags(), 0x40 | 0x10 | 0);
  chip.expectTempKey(unhex<32>("6BAEBA74EED428D6DD039F6DA81A36DB335FBD788CAD71418C43BF1E2A582807"));
}

TEST(GenKeyDigest, MixesAStoredPublicKeyAsPublished) {
  KeyChip chip(bothLocked(withPublicKey(withSlot(keyPart(), 14, kOpenData, kValidatedPublic), 14)));
  chip.fixedNonce(kN0);
  EXPECT_EQ(chip.status(op::kGenKey, 0x10, 14, unhex("AABBCC")), kSuccess);
  EXPECT_EQ(chip.tempKeyFlags(), 0x40 | 0x10 | 14);
  chip.expectTempKey(unhex<32>("0C5058DEE0F267B8A0A44D4856C4A13D59D3F4B45E09D664F2555C0CE3856B68"));
}

TEST(GenKeyDigest, MixesTheKeyItJustCreated) {
  KeyChip chip(bothLocked(keyPart()));
  chip.fixedNonce();
  const auto key = publicKeyFrom(chip.run(op::kGenKey, 0x0C, 0));
  chip.expectTempKey(publicKeyDigest(kSequence, unhex<3>("0C0000"), kSerial, key));
}

TEST(GenKeyDigest, HashesTheParametersWhereOtherDataIsLeftOut) {
  KeyChip chip(bothLocked(keyPart()));
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kGenKey, 0x10, 9), kSuccess);
  chip.expectTempKey(digestOf(kSequence, "100900"));
}

TEST(GenKeyDigest, IgnoresBits2And3WithBit4) {
  KeyChip chip(bothLocked(keyPart()));
  for (const std::uint8_t mode : {0x14, 0x18, 0x1C}) {
    chip.fixedNonce();
    EXPECT_EQ(chip.status(op::kGenKey, mode, 9, unhex("AABBCC")), kSuccess) << int{mode};
    chip.expectTempKey(digestOf(kSequence, "AABBCC"));
  }
}

TEST(GenKeyDigest, KeepsSourceAndForgetsTheDataSlot) {
  KeyChip chip(bothLocked(keyPart()));
  chip.randomNonce();
  chip.genDig(4);
  EXPECT_EQ(chip.status(op::kGenKey, 0x08, 0), kData);
  EXPECT_EQ(chip.tempKeyFlags(), 0x40);
}

TEST(GenKeyDigest, NeedsTempKey) {
  KeyChip chip(bothLocked(keyPart()));
  for (const std::uint8_t mode : {0x08, 0x0C}) {
    EXPECT_EQ(chip.status(op::kGenKey, mode, 0), kExecutionError) << int{mode};
  }
  EXPECT_EQ(chip.status(op::kGenKey, 0x10, 9, unhex("000000")), kExecutionError);
  EXPECT_EQ(hex(chip.run(op::kGenKey, 0x00, 0)), hex(kTestPublicKey)) << "the refused creation left the key";
}

TEST(GenKeyDigest, WithoutItTempKeyStaysUnlessThereIsAnError) {
  KeyChip chip(bothLocked(keyPart()));
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kGenKey, 0x00, 0), kData);
  EXPECT_EQ(chip.status(op::kGenKey, 0x04, 0), kData);
  chip.expectTempKey(kSequence);
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kGenKey, 0x00, 4), kExecutionError);
  EXPECT_FALSE(chip.tempKeyValid());
}

TEST(GenKeyDigest, TakesAnyValidityOfAStoredKey) {
  for (const std::uint8_t nibble : {kKeyInvalid, kKeyValidated}) {
    Eeprom part =
        withPublicKey(withSlot(keyPart(), 14, kOpenData, kValidatedPublic), 14, kTestPublicKey, nibble);
    KeyChip chip(bothLocked(part));
    chip.fixedNonce();
    EXPECT_EQ(chip.status(op::kGenKey, 0x10, 14, unhex("AABBCC")), kSuccess);
    chip.expectTempKey(digestOf(kSequence, "AABBCC"));
  }
}

// ---- Who may

TEST(GenKey, FollowsTheLockStateAndTheSlot) {
  struct Case {
    const char* what;
    std::uint8_t mode;
    Eeprom part;
    int config, both;  // config open: always refused
  };
  const Eeprom plain = keyPart();
  const Eeprom noPublic = withSlot(plain, 0, kSigner, 0x0031);
  const Eeprom noGenKey = withSlot(plain, 0, 0x0087, kPrivate);
  const Eeprom locked = withSlotLocked(plain, 0);
  const Eeprom notSecret = withSlot(plain, 0, 0x2007, kPrivate);
  const Eeprom notP256 = withSlot(plain, 0, kSigner, 0x003F);
  const Eeprom notPrivate = withSlot(plain, 0, kSigner, 0x0032);
  constexpr int no = kExecutionError;
  const Case cases[] = {
      {"create", 0x04, plain, kData, kData},
      {"public", 0x00, plain, kData, kData},
      {"create, PubInfo 0", 0x04, noPublic, kData, kData},
      {"public, PubInfo 0", 0x00, noPublic, kData, no},
      {"create, bit 13 clear", 0x04, noGenKey, kData, no},
      {"public, bit 13 clear", 0x00, noGenKey, kData, kData},
      {"create, slot locked", 0x04, locked, no, no},
      {"public, slot locked", 0x00, locked, kData, kData},
      {"create, IsSecret 0", 0x04, notSecret, no, no},
      {"public, IsSecret 0", 0x00, notSecret, no, no},
      {"create, KeyType 7", 0x04, notP256, no, no},
      {"public, KeyType 7", 0x00, notP256, no, no},
      {"create, Private 0", 0x04, notPrivate, no, no},
      {"public, Private 0", 0x00, notPrivate, no, no},
  };
  for (const Case& c : cases) {
    for (const Lock lock : kAllLocks) {
      KeyChip chip(in(lock, c.part));
      const int expected = lock == Lock::open ? no : lock == Lock::config ? c.config : c.both;
      EXPECT_EQ(chip.status(op::kGenKey, c.mode, 0), expected) << c.what << ", " << lock;
      const bool replaced = chip.slotContent(0, 36) != Buffer(c.part.slot(0).begin(), c.part.slot(0).end());
      EXPECT_EQ(replaced, c.mode == 0x04 && expected == kData) << c.what << ", " << lock;
    }
  }
}

TEST(GenKeyDigest, StoredKeysAreInSlots8To15AndPublic) {
  const Eeprom base = keyPart();
  struct Case {
    const char* what;
    unsigned slot;
    Eeprom part;
    int expected;
  };
  const Case cases[] = {
      {"public", 9, base, kSuccess},
      {"slot 7", 7, withSlot(base, 7, kOpenData, kPublic), kExecutionError},
      {"slot 8", 8, withPublicKey(withSlot(base, 8, kOpenData, kPublic), 8), kSuccess},
      {"private", 9, withBits(base, 9, 0, 1), kExecutionError},
      {"KeyType 7", 9, withSlot(base, 9, kOpenData, 0x003C), kExecutionError},
  };
  for (const Case& c : cases) {
    for (const Lock lock : kAllLocks) {
      KeyChip chip(in(lock, c.part));
      chip.fixedNonce();
      const int expected = lock == Lock::open ? kExecutionError : c.expected;
      EXPECT_EQ(chip.status(op::kGenKey, 0x10, static_cast<std::uint16_t>(c.slot), unhex("000000")), expected)
          << c.what << ", " << lock;
    }
  }
}

TEST(GenKey, RefusesIllegalModesAndLengths) {
  KeyChip chip(bothLocked(keyPart()));
  for (const std::uint8_t mode : {0x01, 0x02, 0x05, 0x20, 0x24, 0x40, 0x80}) {
    EXPECT_EQ(chip.status(op::kGenKey, mode, 0), kParseError) << int{mode};
  }
  EXPECT_EQ(chip.status(op::kGenKey, 0x04, 0, unhex("000000")), kParseError);
  EXPECT_EQ(chip.status(op::kGenKey, 0x10, 9, unhex("0000")), kParseError);
  EXPECT_EQ(chip.status(op::kGenKey, 0x10, 9, unhex("00000000")), kParseError);
}

// ---- Faults and power

TEST(GenKey, AnEccFaultChangesNothingAndMayBeRepeated) {
  KeyChip chip(bothLocked(keyPart()));
  chip.fixedNonce();
  chip.chip.arm({.eccFault = true});
  EXPECT_EQ(chip.status(op::kGenKey, 0x04, 0), kEccFault);
  EXPECT_TRUE(chip.tempKeyValid());
  EXPECT_EQ(hex(chip.run(op::kGenKey, 0x00, 0)), hex(kTestPublicKey));
  EXPECT_EQ(chip.status(op::kGenKey, 0x04, 0), kData);
}

TEST(GenKeyPowerCut, LeavesTheOldKeyOrTheNew) {
  KeyChip prepared(bothLocked(keyPart()));
  prepared.wake();
  KeyChip whole = prepared;
  const std::string created = hex(whole.run(op::kGenKey, 0x04, 0));
  std::vector<std::string> keys;
  for (int i = 0; i <= 64; ++i) {
    KeyChip chip = prepared;
    EXPECT_TRUE(chip.sendGroup(makeGroup(op::kGenKey, 0x04, 0)));
    chip.wait(std::chrono::microseconds(11000 * i / 60));
    chip.powerCycle();
    EXPECT_TRUE(chip.keyValid(0));
    keys.push_back(hex(chip.run(op::kGenKey, 0x00, 0)));
  }
  EXPECT_EQ(keys.front(), hex(kTestPublicKey));
  EXPECT_EQ(keys.back(), created);
  for (const auto& key : keys) EXPECT_TRUE(key == hex(kTestPublicKey) || key == created);
}

}  // namespace
}  // namespace signet::emulator
