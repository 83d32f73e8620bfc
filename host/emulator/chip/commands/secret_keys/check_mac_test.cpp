// CheckMac; the policies that it shares with other commands are in key_policy_test.cpp.
#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator {
namespace {

using namespace test;

const auto kOtherData = counting<13>();

Buffer request(ByteSpan challenge, ByteSpan response, ByteSpan otherData = kOtherData) {
  return join({challenge, response, otherData});
}

TEST(CheckMac, TakesThePublishedResponses) {
  KeyChip chip(keyPart(), vectorOptions());
  EXPECT_EQ(chip.status(op::kCheckMac, 0x00, 4,
                        request(kSequence, unhex("9511AF117C8FCE6F2768843946D157B0"
                                                 "0DCE4936CC8052094F143CEDBEED0B7A"))),
            kSuccess);
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kCheckMac, 0x01, 4,
                        request(kSequence, unhex("8C6C49133340EE7183FEF9DA17B30109"
                                                 "3B6425135EC04259A7853E6E8CDC0948"))),
            kSuccess);
}

TEST(CheckMac, TakesTheMacOfAnotherChip) {
  KeyChip chip(bothLocked(keyPart()));
  const Buffer mac = chip.run(op::kMac, 0x40, 4, kSequence);
  EXPECT_EQ(
      chip.status(op::kCheckMac, 0x00, 4, request(kSequence, mac, unhex("08 40 0400 000000 5C4D3E2F 8A6B"))),
      kSuccess);
}

TEST(CheckMac, AnswersMismatchToAnythingElse) {
  KeyChip chip(bothLocked(keyPart()));
  const Digest right = checkMacDigest(kKey4, kSequence, kOtherData, kSerial);
  EXPECT_EQ(chip.status(op::kCheckMac, 0x00, 4, request(kSequence, right)), kSuccess);
  for (const std::size_t i : {0U, 31U}) {
    Digest wrong = right;
    wrong[i] ^= 1;
    EXPECT_EQ(chip.status(op::kCheckMac, 0x00, 4, request(kSequence, wrong)), kMismatch) << i;
    auto challenge = kSequence;
    challenge[i] ^= 1;
    EXPECT_EQ(chip.status(op::kCheckMac, 0x00, 4, request(challenge, right)), kMismatch) << i;
  }
  for (std::size_t i = 0; i < kOtherData.size(); ++i) {
    auto otherData = kOtherData;
    otherData[i] ^= 1;
    EXPECT_EQ(chip.status(op::kCheckMac, 0x00, 4, request(kSequence, right, otherData)), kMismatch) << i;
  }
  EXPECT_EQ(chip.status(op::kCheckMac, 0x00, 5, request(kSequence, right)), kMismatch) << "another key";
}

TEST(CheckMac, ChecksNoMacKeys) {
  KeyChip chip(bothLocked(withSlot(keyPart(), 4, kSecretNoMac, kOther)));
  EXPECT_EQ(chip.checkMac(4, kKey4), kSuccess);
  EXPECT_EQ(chip.checkMac(4, kKey5), kMismatch);
}

TEST(CheckMac, TakesTempKeyAsKey) {
  KeyChip chip(bothLocked(keyPart()));
  chip.fixedNonce(kKey5);
  const Digest right = checkMacDigest(kKey5, kSequence, kOtherData, kSerial);
  EXPECT_EQ(chip.status(op::kCheckMac, 0x06, 4, request(kSequence, right)), kSuccess);
  EXPECT_FALSE(chip.authorized()) << "no stored key was checked";
}

TEST(CheckMac, NeedsTempKeyWithTheNamedSource) {
  KeyChip chip(bothLocked(keyPart()));
  for (const std::uint8_t mode : {0x01, 0x02, 0x03}) {
    const auto check = [&](std::uint8_t bit2) {
      return chip.status(op::kCheckMac, static_cast<std::uint8_t>(mode | bit2), 4,
                         request(kSequence, kSequence));
    };
    EXPECT_EQ(check(0x00), kExecutionError) << int{mode};
    chip.randomNonce();
    EXPECT_EQ(check(0x00), kMismatch) << int{mode};
    chip.randomNonce();
    EXPECT_EQ(check(0x04), kExecutionError) << int{mode};
    chip.fixedNonce();
    EXPECT_EQ(check(0x04), kMismatch) << int{mode};
    chip.fixedNonce();
    EXPECT_EQ(check(0x00), kExecutionError) << int{mode};
  }
}

TEST(CheckMac, RefusesIllegalModesAndLengths) {
  KeyChip chip(bothLocked(keyPart()));
  const Buffer good = request(kSequence, kSequence);
  for (const std::uint8_t mode : {0x08, 0x10, 0x20, 0x40, 0x80}) {
    EXPECT_EQ(chip.status(op::kCheckMac, mode, 4, good), kParseError) << int{mode};
  }
  EXPECT_EQ(chip.status(op::kCheckMac, 0x00, 4, ByteSpan(good).first(76)), kParseError);
  EXPECT_EQ(chip.status(op::kCheckMac, 0x00, 4, join({good, unhex("00")})), kParseError);
  EXPECT_EQ(chip.status(op::kCheckMac, 0x00, 4), kParseError);
}

TEST(CheckMac, RefusesPrivateKeysInEveryLockState) {
  for (const Lock lock : kAllLocks) {
    KeyChip chip(in(lock, keyPart()), vectorOptions());
    EXPECT_EQ(chip.status(op::kCheckMac, 0x00, 0, request(kSequence, kSequence)), kExecutionError) << lock;
  }
}

// ---- Authorization

TEST(CheckMac, AuthorizesByTheKeyItChecked) {
  KeyChip chip(bothLocked(keyPart()));
  EXPECT_FALSE(chip.authorized());
  EXPECT_EQ(chip.checkMac(5, kKey5), kSuccess);
  EXPECT_TRUE(chip.authorizedBy(5));
  EXPECT_EQ(chip.checkMac(4, kKey4), kSuccess);
  EXPECT_TRUE(chip.authorizedBy(4));
}

TEST(CheckMac, AFailureLeavesTheAuthorization) {
  KeyChip chip(bothLocked(keyPart()));
  EXPECT_EQ(chip.checkMac(4, kKey5), kMismatch);
  EXPECT_FALSE(chip.authorized());
  chip.authorize(5);
  EXPECT_EQ(chip.checkMac(4, kKey5), kMismatch);
  EXPECT_TRUE(chip.authorizedBy(5));
}

TEST(CheckMac, AFailureOfAKeyThatNeedsAuthorizationCostsIt) {
  KeyChip chip(bothLocked(withBits(keyPart(), 4, 0, kReqAuthBy5)));
  chip.authorize(5);
  EXPECT_EQ(chip.checkMac(4, kKey5), kMismatch);
  EXPECT_FALSE(chip.authorized());
}

TEST(CheckMac, AuthorizationEndsWithSleepAndPowerButNotWithIdle) {
  KeyChip chip(bothLocked(keyPart()));
  chip.authorize(5);
  chip.idle();
  EXPECT_TRUE(chip.authorizedBy(5));
  chip.randomNonce();
  EXPECT_TRUE(chip.authorizedBy(5)) << "a Nonce may come in between";
  chip.sleep();
  EXPECT_FALSE(chip.authorized());
  chip.authorize(5);
  chip.powerCycle();
  EXPECT_FALSE(chip.authorized());
}

TEST(CheckMac, AuthorizesInTheOtherModeIfSoChosen) {
  ChipOptions options = seeded();
  options.checkMacAuthorizes = CheckMacAuthorizes::mode1One;
  KeyChip chip(bothLocked(keyPart()), options);
  EXPECT_EQ(chip.checkMac(5, kKey5), kSuccess);
  EXPECT_FALSE(chip.authorized());
  chip.fixedNonce(kKey5);
  const Digest right = checkMacDigest(kKey5, kSequence, kOtherData, kSerial);
  EXPECT_EQ(chip.status(op::kCheckMac, 0x06, 5, request(kSequence, right)), kSuccess);
  EXPECT_TRUE(chip.authorizedBy(5));
}

// ---- Copy

/// Slot 4 is the password's key; slot 5 holds what a right password unlocks. ReadKey 0 allows the copy.
Eeprom copyPart() {
  return withSlot(keyPart(), 5, 0x8F80, kOther);
}

int checkWithTempKey(KeyChip& chip, std::uint8_t mode, unsigned slot, Span32 key) {
  const Digest tempKey = chip.nonce((mode & 0x04) == 0);
  const Digest right = checkMacDigest(key, tempKey, kOtherData, kSerial);
  return chip.status(op::kCheckMac, mode, static_cast<std::uint16_t>(slot), request(kSequence, right));
}

TEST(CheckMacCopy, PutsTheNextSlotIntoTempKey) {
  KeyChip chip(bothLocked(copyPart()));
  EXPECT_EQ(checkWithTempKey(chip, 0x01, 4, kKey4), kSuccess);
  EXPECT_TRUE(chip.tempKeyValid());
  EXPECT_EQ(chip.tempKeyFlags(), 0x10);
  chip.expectTempKey(kKey5);
}

TEST(CheckMacCopy, AnOddSlotCopiesItself) {
  KeyChip chip(bothLocked(copyPart()));
  EXPECT_EQ(checkWithTempKey(chip, 0x01, 5, kKey5), kSuccess);
  chip.expectTempKey(kKey5);
}

TEST(CheckMacCopy, NeedsReadKeyZero) {
  KeyChip chip(bothLocked(keyPart()));
  EXPECT_EQ(checkWithTempKey(chip, 0x01, 4, kKey4), kSuccess);
  EXPECT_FALSE(chip.tempKeyValid());
}

TEST(CheckMacCopy, NeedsTheRightPassword) {
  KeyChip chip(bothLocked(copyPart()));
  EXPECT_EQ(checkWithTempKey(chip, 0x01, 4, kKey5), kMismatch);
  EXPECT_FALSE(chip.tempKeyValid());
}

TEST(CheckMacCopy, HappensInMode1AndPerhaps5Only) {
  KeyChip chip(bothLocked(copyPart()));
  EXPECT_EQ(checkWithTempKey(chip, 0x05, 4, kKey4), kSuccess);
  EXPECT_TRUE(chip.tempKeyValid());
  chip.fixedNonce();
  EXPECT_EQ(chip.checkMac(4, kKey4), kSuccess);
  EXPECT_FALSE(chip.tempKeyValid()) << "mode 0";

  ChipOptions options = seeded();
  options.checkMacCopiesInMode5 = false;
  KeyChip strict(bothLocked(copyPart()), options);
  EXPECT_EQ(checkWithTempKey(strict, 0x05, 4, kKey4), kSuccess);
  EXPECT_FALSE(strict.tempKeyValid());
}

TEST(CheckMacCopy, IgnoresTheLimitOfTheCopiedSlot) {
  Eeprom part = withBits(copyPart(), 5, 0x0020, 0);
  storeCounter(part, 0, kCounterMax);
  KeyChip chip(bothLocked(part));
  EXPECT_EQ(checkWithTempKey(chip, 0x01, 4, kKey4), kSuccess);
  chip.expectTempKey(kKey5);
}

TEST(CheckMacCopy, NeverCopiesAPrivateKey) {
  Eeprom part = withPrivateKey(withSlot(copyPart(), 5, 0x2080, kPrivate), 5);
  KeyChip chip(bothLocked(part));
  EXPECT_EQ(checkWithTempKey(chip, 0x01, 4, kKey4), kSuccess);
  EXPECT_FALSE(chip.tempKeyValid());
}

}  // namespace
}  // namespace signet::emulator
