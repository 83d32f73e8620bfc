// MAC and HMAC; the policies that they share with other commands are in key_policy_test.cpp.
#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator {
namespace {

using namespace test;

TEST(Mac, AnswersThePublishedDigests) {
  KeyChip chip(keyPart(), vectorOptions());
  EXPECT_EQ(hex(chip.run(op::kMac, 0x00, 4, kSequence)),
            "B6E963BB0FEC786C605EC8EA1B474FDB6D9B0CC5A3484AC7E9CEA156A9B67053");
  chip.randomNonce();
  EXPECT_EQ(hex(chip.run(op::kMac, 0x41, 4)),
            "F011CA8A88B58F93F7BEA7EDA75E45CFE5429A9D5D489E2E03E39F63B897DF27");
  chip.fixedNonce();
  EXPECT_EQ(hex(chip.run(op::kMac, 0x45, 4)),
            "E21C9787AAC348021EC6E85FBD1A99D2AEB507146C80872EDA2EE281A47746D8");
  chip.randomNonce();
  EXPECT_EQ(hex(chip.run(op::kMac, 0x02, 4, kSequence)),
            "A3D49CF90C4FDEE14E4F397BA55B5CC44BD5E07F86E9FD7942CA41D07A47BAC9");
}

TEST(Hmac, AnswersThePublishedDigests) {
  KeyChip chip(bothLocked(keyPart()));
  chip.fixedNonce();
  EXPECT_EQ(hex(chip.run(op::kHmac, 0x04, 4)),
            "655F02BDEF2FCAEF919DFB2A5801A84FC13B7E6C90D32298B12C733AFA93BDAD");
  chip.fixedNonce();
  EXPECT_EQ(hex(chip.run(op::kHmac, 0x44, 4)),
            "F5501C168A4E15F3CE112F1955F8134551B984BE4B0343E15347B591819FD6DB");
}

TEST(Mac, TakesTempKeyForBothHalves) {
  KeyChip chip(bothLocked(keyPart()));
  chip.fixedNonce();
  EXPECT_EQ(hex(chip.run(op::kMac, 0x07, 4)), hex(macDigest(kSequence, kSequence, {0x07, 4}, kSerial)));
}

TEST(Mac, HashesAllOfParam2ButChoosesTheSlotByFourBits) {
  KeyChip chip(bothLocked(keyPart()));
  EXPECT_EQ(hex(chip.run(op::kMac, 0x00, 0x0124, kSequence)),
            hex(macDigest(kKey4, kSequence, {0x00, 0x0124}, kSerial)));
}

TEST(Mac, IgnoresAChallengeThatItDoesNotNeed) {
  KeyChip chip(bothLocked(keyPart()));
  chip.fixedNonce();
  EXPECT_EQ(hex(chip.run(op::kMac, 0x05, 4, kKey5)), hex(macDigest(kKey4, kSequence, {0x05, 4}, kSerial)));
}

TEST(Mac, RefusesIllegalModesAndLengths) {
  KeyChip chip(bothLocked(keyPart()));
  for (const std::uint8_t mode : {0x08, 0x10, 0x20, 0x80, 0xB8}) {
    EXPECT_EQ(chip.status(op::kMac, mode, 4, kSequence), kParseError) << int{mode};
    EXPECT_EQ(chip.status(op::kHmac, mode, 4), kParseError) << int{mode};
  }
  EXPECT_EQ(chip.status(op::kMac, 0x00, 4), kParseError);
  EXPECT_EQ(chip.status(op::kMac, 0x00, 4, unhex("00010203")), kParseError);
  EXPECT_EQ(chip.status(op::kMac, 0x01, 4, unhex("00010203")), kParseError);
  EXPECT_EQ(chip.status(op::kHmac, 0x00, 4, kSequence), kParseError);
}

TEST(Mac, NeedsTempKeyWithTheNamedSource) {
  KeyChip chip(bothLocked(keyPart()));
  for (const std::uint8_t mode : {0x01, 0x02, 0x03}) {
    const Buffer challenge = (mode & 1) != 0 ? Buffer{} : Buffer(kSequence.begin(), kSequence.end());
    const auto mac = [&](std::uint8_t bit2) {
      return chip.status(op::kMac, static_cast<std::uint8_t>(mode | bit2), 4, challenge);
    };
    chip.sleep();
    EXPECT_EQ(mac(0x00), kExecutionError) << int{mode};
    chip.randomNonce();
    EXPECT_EQ(mac(0x00), kData) << int{mode};
    EXPECT_EQ(mac(0x00), kExecutionError) << "MAC used TempKey up";
    chip.randomNonce();
    EXPECT_EQ(mac(0x04), kExecutionError) << int{mode};
    chip.fixedNonce();
    EXPECT_EQ(mac(0x04), kData) << int{mode};
    chip.fixedNonce();
    EXPECT_EQ(mac(0x00), kExecutionError) << int{mode};
  }
}

TEST(Mac, IgnoresTheSourceWhereTempKeyIsNotUsed) {
  KeyChip chip(bothLocked(keyPart()));
  EXPECT_EQ(chip.status(op::kMac, 0x04, 4, kSequence), kData);
}

TEST(Hmac, NeedsTempKeyWithTheNamedSource) {
  KeyChip chip(bothLocked(keyPart()));
  EXPECT_EQ(chip.status(op::kHmac, 0x00, 4), kExecutionError);
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kHmac, 0x04, 4), kExecutionError);
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kHmac, 0x00, 4), kExecutionError);
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kHmac, 0x04, 4), kData);
  EXPECT_FALSE(chip.tempKeyValid());
}

TEST(Hmac, IgnoresOrRefusesTheLowModeBits) {
  KeyChip lenient(bothLocked(keyPart()));
  lenient.randomNonce();
  EXPECT_EQ(lenient.status(op::kHmac, 0x02, 4), kData);
  ChipOptions options = seeded();
  options.hmacIgnoresLowModeBits = false;
  KeyChip strict(bothLocked(keyPart()), options);
  strict.randomNonce();
  EXPECT_EQ(strict.status(op::kHmac, 0x02, 4), kParseError);
  strict.randomNonce();
  EXPECT_EQ(strict.status(op::kHmac, 0x00, 4), kData);
}

TEST(Mac, NeverUsesANoMacKey) {
  KeyChip chip(bothLocked(withSlot(keyPart(), 4, kSecretNoMac, kOther)));
  EXPECT_EQ(chip.status(op::kMac, 0x00, 4, kSequence), kExecutionError);
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kHmac, 0x00, 4), kExecutionError);
}

TEST(Mac, NeverPutsOutATempKeyMadeOfANoMacKey) {
  KeyChip chip(bothLocked(withSlot(keyPart(), 4, kSecretNoMac, kOther)));
  const auto prepare = [&] {
    chip.randomNonce();
    EXPECT_EQ(chip.status(op::kGenDig, 0x02, 4, unhex("15020400")), kSuccess);
    EXPECT_EQ(chip.tempKeyFlags(), 0x80 | 0x20 | 4);
  };
  prepare();
  EXPECT_EQ(chip.status(op::kMac, 0x02, 5, kSequence), kExecutionError);
  prepare();
  EXPECT_EQ(chip.status(op::kMac, 0x01, 5), kExecutionError);
  prepare();
  EXPECT_EQ(chip.status(op::kHmac, 0x00, 5), kExecutionError);
  prepare();
  EXPECT_EQ(chip.status(op::kMac, 0x00, 5, kSequence), kData) << "TempKey takes no part";
}

TEST(Mac, RefusesPrivateKeysInEveryLockState) {
  for (const Lock lock : kAllLocks) {
    KeyChip chip(in(lock, keyPart()), vectorOptions());
    EXPECT_EQ(chip.status(op::kMac, 0x00, 0, kSequence), kExecutionError) << lock;
    chip.randomNonce();
    EXPECT_EQ(chip.status(op::kHmac, 0x00, 0), kExecutionError) << lock;
  }
}

TEST(Mac, WithoutAKeyItRunsInEveryLockState) {
  for (const Lock lock : kAllLocks) {
    KeyChip chip(in(lock, keyPart()));
    chip.fixedNonce();
    EXPECT_EQ(chip.status(op::kMac, 0x06, 0, kSequence), kData) << lock;
    EXPECT_EQ(chip.status(op::kMac, 0x00, 4, kSequence), lock == Lock::open ? kExecutionError : kData)
        << lock;
  }
}

TEST(Mac, InvalidatesTempKeyWhateverItAnswers) {
  KeyChip chip(bothLocked(keyPart()));
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kMac, 0x00, 4, kSequence), kData);
  EXPECT_FALSE(chip.tempKeyValid());
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kMac, 0x00, 0, kSequence), kExecutionError);
  EXPECT_FALSE(chip.tempKeyValid());
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kMac, 0x08, 4, kSequence), kParseError);
  EXPECT_FALSE(chip.tempKeyValid());
}

}  // namespace
}  // namespace signet::emulator
