// Sign; the policies that it shares with other commands are in key_policy_test.cpp.
#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator {
namespace {

using namespace test;

/// The chip's answer is a signature of `digest` under the test key.
void expectSignatureOf(const Buffer& answer, const Digest& digest) {
  ASSERT_EQ(answer.size(), 64U);
  p256::Signature signature;
  std::copy(answer.begin(), answer.end(), signature.begin());
  EXPECT_TRUE(p256::verify(kTestPublicKey, digest, signature));
}

TEST(SignExternal, SignsTempKey) {
  KeyChip chip(bothLocked(keyPart()));
  for (const std::uint8_t mode : {0x80, 0xC0}) {
    chip.fixedNonce();
    expectSignatureOf(chip.run(op::kSign, mode, 0), kSequence);
    EXPECT_FALSE(chip.tempKeyValid());
  }
  const Digest random = chip.randomNonce();
  expectSignatureOf(chip.run(op::kSign, 0x80, 0), random);
}

TEST(SignExternal, SignsWithTheKeyOfRfc6979) {
  const auto key =
      p256::PrivateKey::from(unhex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"));
  const auto publicKey = unhex<64>(
      "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
      "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
  const auto digest = unhex<32>("AF2BDBE1AA9B6EC1E2ADE1D694F41FC71A831D0268E9891562113D8A62ADD1BF");
  KeyChip chip(bothLocked(withPrivateKey(keyPart(), 0, key)));
  EXPECT_EQ(hex(chip.run(op::kGenKey, 0x00, 0)), hex(publicKey));
  chip.fixedNonce(digest);
  const Buffer answer = chip.run(op::kSign, 0x80, 0);
  ASSERT_EQ(answer.size(), 64U);
  p256::Signature signature;
  std::copy(answer.begin(), answer.end(), signature.begin());
  EXPECT_TRUE(p256::verify(publicKey, digest, signature));
}

TEST(SignExternal, SignsTheDigestOfSha) {
  KeyChip chip(bothLocked(keyPart()));
  EXPECT_EQ(chip.status(op::kSha, 0x00, 0), kSuccess);
  const Buffer digest = chip.run(op::kSha, 0x02, 3, unhex("616263"));
  EXPECT_EQ(hex(digest), "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
  Digest value;
  std::copy(digest.begin(), digest.end(), value.begin());
  expectSignatureOf(chip.run(op::kSign, 0x80, 0), value);
}

TEST(SignExternal, SignaturesRepeatOnlyWithASeed) {
  const auto signatureOf = [](const ChipOptions& options) {
    KeyChip chip(bothLocked(keyPart()), options);
    chip.fixedNonce();
    return hex(chip.run(op::kSign, 0x80, 0));
  };
  EXPECT_EQ(signatureOf(seeded()), signatureOf(seeded()));
  EXPECT_NE(signatureOf(ChipOptions{}), signatureOf(ChipOptions{}));

  KeyChip chip(bothLocked(keyPart()));
  chip.fixedNonce();
  const Buffer first = chip.run(op::kSign, 0x80, 0);
  chip.fixedNonce();
  EXPECT_NE(first, chip.run(op::kSign, 0x80, 0)) << "the nonce is never the same twice";
}

TEST(Sign, FollowsTheLockStateAndTheSlot) {
  struct Case {
    const char* what;
    Eeprom part;
    int externalConfig, externalBoth, internalBoth;  // while open, and internal before the data lock: never
  };
  const Eeprom plain = keyPart();
  Eeprom noKey = plain;
  noKey.privateKeyValid = 0;
  constexpr int no = kExecutionError;
  const Case cases[] = {
      {"both ways", plain, kData, kData, kData},
      {"external only", withSlot(plain, 0, 0x2081, kPrivate), kData, kData, no},
      {"internal only", withSlot(plain, 0, 0x2082, kPrivate), no, no, kData},
      {"neither", withSlot(plain, 0, 0x2084, kPrivate), no, no, no},
      {"IsSecret 0", withSlot(plain, 0, 0x2007, kPrivate), no, no, no},
      {"KeyType 7", withSlot(plain, 0, kSigner, 0x003F), no, no, no},
      {"Private 0", withSlot(plain, 0, kSigner, 0x0032), no, no, no},
      {"no key", noKey, no, no, no},
      {"slot locked", withSlotLocked(plain, 0), kData, kData, kData},
  };
  for (const Case& c : cases) {
    for (const Lock lock : kAllLocks) {
      KeyChip chip(in(lock, c.part));
      chip.fixedNonce();
      const int external = lock == Lock::open ? no : lock == Lock::config ? c.externalConfig : c.externalBoth;
      EXPECT_EQ(chip.status(op::kSign, 0x80, 0), external) << c.what << ", " << lock;
      chip.fixedNonce();
      if (lock != Lock::open) chip.genDig(4);
      EXPECT_EQ(chip.status(op::kSign, 0x00, 0), lock == Lock::both ? c.internalBoth : no)
          << c.what << ", " << lock;
    }
  }
}

TEST(SignExternal, NeedsItsPermissionBeforeTheDataLockOnlyIfSoChosen) {
  ChipOptions options = seeded();
  options.signPermissionBeforeDataLock = false;
  const Eeprom part = withSlot(keyPart(), 0, 0x2082, kPrivate);
  KeyChip early(configLocked(part), options);
  early.fixedNonce();
  EXPECT_EQ(early.status(op::kSign, 0x80, 0), kData);
  KeyChip late(bothLocked(part), options);
  late.fixedNonce();
  EXPECT_EQ(late.status(op::kSign, 0x80, 0), kExecutionError);
}

TEST(Sign, NeedsTempKey) {
  KeyChip chip(bothLocked(keyPart()));
  EXPECT_EQ(chip.status(op::kSign, 0x80, 0), kExecutionError);
  EXPECT_EQ(chip.status(op::kSign, 0x00, 0), kExecutionError);
}

TEST(Sign, RefusesIllegalModesAndLengths) {
  KeyChip chip(bothLocked(keyPart()));
  for (const std::uint8_t mode : {0x02, 0x04, 0x08, 0x10, 0x20, 0xA0, 0x81}) {
    chip.fixedNonce();
    EXPECT_EQ(chip.status(op::kSign, mode, 0), kParseError) << int{mode};
  }
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kSign, 0x80, 0, kSequence), kParseError);
}

TEST(Sign, AnEccFaultKeepsTempKeyForTheNextTry) {
  KeyChip chip(bothLocked(keyPart()));
  chip.fixedNonce();
  chip.chip.arm({.eccFault = true});
  EXPECT_EQ(chip.status(op::kSign, 0x80, 0), kEccFault);
  expectSignatureOf(chip.run(op::kSign, 0x80, 0), kSequence);
}

// ---- Internal signatures

/// The published message bytes 32-54 behind `tempKey`.
Digest internalDigest(const Digest& tempKey, std::string_view tail) {
  return sha256({tempKey, unhex(tail)});
}

TEST(SignInternal, SignsThePublishedMessageOfAGenKeyDigest) {
  // Slot 14 as published; the signing key is slot 15's test key. TempKey is put in from outside here, so its
  // SourceFlag (bit 4 of the flags) is set.
  Eeprom part = withPublicKey(withSlot(keyPart(), 14, 0x0F0F, kValidatedPublic), 14);
  part = withPrivateKey(withSlot(part, 15, 0x2082, kPrivate), 15);
  KeyChip chip(bothLocked(part));
  const auto g14 = unhex<32>("0C5058DEE0F267B8A0A44D4856C4A13D59D3F4B45E09D664F2555C0CE3856B68");
  chip.fixedNonce(kN0);
  EXPECT_EQ(chip.status(op::kGenKey, 0x10, 14, unhex("AABBCC")), kSuccess);
  expectSignatureOf(chip.run(op::kSign, 0x00, 15),
                    internalDigest(g14, "41 00 0F00 0F0F 3200 5E 0000 EE 00000000 0123 0000 01 00 00"));
  chip.fixedNonce(kN0);
  EXPECT_EQ(chip.status(op::kGenKey, 0x10, 14, unhex("AABBCC")), kSuccess);
  expectSignatureOf(chip.run(op::kSign, 0x40, 15),
                    internalDigest(g14, "41 40 0F00 0F0F 3200 5E 0000 EE 5C4D3E2F 0123 8A6B 01 00 00"));
}

TEST(SignInternal, SignsThePublishedMessageOfGenDig) {
  KeyChip chip(bothLocked(withSlot(keyPart(), 4, 0x0F8F, 0x003C)));
  chip.fixedNonce(kN0);
  chip.genDig(4);
  const auto tempKey = unhex<32>("EA698BD44913AA614C83D9E06EE15E7CF4744FE244F5FCCB68CFA9890B3DE57B");
  expectSignatureOf(chip.run(op::kSign, 0x00, 0),
                    internalDigest(tempKey, "41 00 0000 8F0F 3C00 34 0000 EE 00000000 0123 0000 01 00 00"));
}

TEST(SignInternal, TellsLockedSlotsAndValidatedKeys) {
  Eeprom part =
      withPublicKey(withSlot(keyPart(), 14, 0x0F0F, kValidatedPublic), 14, kTestPublicKey, kKeyValidated);
  KeyChip chip(bothLocked(withSlotLocked(part, 14)));
  chip.fixedNonce(kN0);
  EXPECT_EQ(chip.status(op::kGenKey, 0x10, 14, unhex("AABBCC")), kSuccess);
  const auto g14 = unhex<32>("0C5058DEE0F267B8A0A44D4856C4A13D59D3F4B45E09D664F2555C0CE3856B68");
  expectSignatureOf(chip.run(op::kSign, 0x01, 0),
                    internalDigest(g14, "41 01 0000 0F0F 3200 5E 0000 EE 00000000 0123 0000 00 01 00"));
}

TEST(SignInternal, TellsASourceFlagOfRand) {
  KeyChip chip(bothLocked(keyPart()));
  const Digest nonce = chip.randomNonce();
  chip.genDig(4);
  const Digest tempKey = gendig::ofValue(kKey4, {0x02, 4}, kSerial, nonce);
  expectSignatureOf(chip.run(op::kSign, 0x00, 0),
                    internalDigest(tempKey, "41 00 0000 8F8F 1C00 24 0000 EE 00000000 0123 0000 01 00 00"));
}

TEST(SignInternal, NeedsATempKeyOfGenDigOrGenKey) {
  KeyChip chip(bothLocked(keyPart()));
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kSign, 0x00, 0), kExecutionError) << "a Nonce alone";
  for (const std::uint8_t zone : {0, 1, 4, 5}) {
    chip.randomNonce();
    EXPECT_EQ(chip.status(op::kGenDig, zone, 0), kSuccess);
    EXPECT_EQ(chip.status(op::kSign, 0x00, 0), kExecutionError) << "GenDig zone " << int{zone};
  }
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x02, 0x8000), kSuccess);
  EXPECT_EQ(chip.status(op::kSign, 0x00, 0), kExecutionError) << "a transport key";
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenKey, 0x08, 0), kData);
  EXPECT_EQ(chip.status(op::kSign, 0x00, 0), kData);
  chip.randomNonce();
  chip.genDig(4);
  EXPECT_EQ(chip.status(op::kSign, 0x00, 0), kData);
}

}  // namespace
}  // namespace signet::emulator
