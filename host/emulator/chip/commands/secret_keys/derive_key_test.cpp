// DeriveKey; the policies that it shares with other commands are in key_policy_test.cpp.
#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator {
namespace {

using namespace test;

constexpr std::uint16_t kTarget = 3;

// SlotConfig of the target: WriteKey 4, and the four rows of table 2-8.
constexpr std::uint16_t kRoll = 0x248F, kRollMac = 0xA48F, kCreate = 0x348F, kCreateMac = 0xB48F;

Eeprom targetPart(std::uint16_t slotConfig) {
  return withContent(withSlot(keyPart(), kTarget, slotConfig, kOther), kTarget, kSequence);
}

Digest macFor(std::uint8_t mode) {
  return deriveKeyMac(kKey4, {mode, kTarget}, kSerial);
}

/// What the target must hold afterwards.
std::string derived(Span32 source, std::uint8_t mode, const Digest& tempKey) {
  return hex(derivedKey(source, {mode, kTarget}, kSerial, tempKey));
}

TEST(DeriveKey, RollsTheTarget) {
  KeyChip chip(bothLocked(targetPart(kRoll)));
  const Digest tempKey = chip.randomNonce();
  EXPECT_EQ(chip.status(op::kDeriveKey, 0x00, kTarget), kSuccess);
  EXPECT_EQ(hex(chip.slotContent(kTarget, 32)), derived(kSequence, 0x00, tempKey));
  EXPECT_FALSE(chip.tempKeyValid());
}

TEST(DeriveKey, CreatesFromTheParent) {
  KeyChip chip(bothLocked(targetPart(kCreate)));
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kDeriveKey, 0x04, kTarget), kSuccess);
  EXPECT_EQ(hex(chip.slotContent(kTarget, 32)), derived(kKey4, 0x04, kSequence));
  EXPECT_EQ(hex(chip.slotContent(4, 32)), hex(kKey4));
}

TEST(DeriveKey, ADerivedKeyWorks) {
  KeyChip chip(bothLocked(targetPart(kCreate)));
  const Digest tempKey = chip.randomNonce();
  EXPECT_EQ(chip.status(op::kDeriveKey, 0x00, kTarget), kSuccess);
  EXPECT_EQ(chip.checkMac(kTarget, derivedKey(kKey4, {0x00, kTarget}, kSerial, tempKey)), kSuccess);
}

TEST(DeriveKey, TheRestOfTheSlotStays) {
  Eeprom part = targetPart(kCreate);
  part.slot(kTarget)[35] = 0x77;
  KeyChip chip(bothLocked(part));
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kDeriveKey, 0x04, kTarget), kSuccess);
  EXPECT_EQ(chip.chip.eeprom().slot(kTarget)[35], 0x77);
}

class DeriveKeyMac : public testing::TestWithParam<std::uint16_t> {};

TEST_P(DeriveKeyMac, NeedsTheMacOfTheParent) {
  KeyChip chip(bothLocked(targetPart(GetParam())));
  const auto derive = [&](ByteSpan mac) {
    chip.randomNonce();
    return chip.status(op::kDeriveKey, 0x00, kTarget, mac);
  };
  EXPECT_EQ(derive({}), kExecutionError);
  Digest wrong = macFor(0x00);
  wrong[31] ^= 1;
  EXPECT_EQ(derive(wrong), kExecutionError);
  EXPECT_EQ(derive(macFor(0x04)), kExecutionError) << "the MAC of another mode";
  EXPECT_EQ(hex(chip.slotContent(kTarget, 32)), hex(kSequence)) << "nothing has changed so far";
  EXPECT_EQ(derive(macFor(0x00)), kSuccess);
  EXPECT_NE(hex(chip.slotContent(kTarget, 32)), hex(kSequence));
}

TEST_P(DeriveKeyMac, CountsAUseOfTheParent) {
  KeyChip chip(bothLocked(withBits(targetPart(GetParam()), 4, 0x0020, 0)));
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kDeriveKey, 0x00, kTarget, macFor(0x00)), kSuccess);
  EXPECT_EQ(chip.uses(), 1U);
}

TEST_P(DeriveKeyMac, NeedsTheParentsAuthorization) {
  KeyChip chip(bothLocked(withBits(targetPart(GetParam()), 4, 0, kReqAuthBy5)));
  const auto derive = [&] {
    chip.randomNonce();
    return chip.status(op::kDeriveKey, 0x00, kTarget, macFor(0x00));
  };
  EXPECT_EQ(derive(), kExecutionError);
  chip.authorize(5);
  EXPECT_EQ(derive(), kSuccess);
}

TEST_P(DeriveKeyMac, NeverUsesAPrivateParent) {
  Eeprom part = withPrivateKey(withSlot(targetPart(GetParam()), 4, kSigner, kPrivate), 4);
  KeyChip chip(bothLocked(part));
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kDeriveKey, 0x00, kTarget, macFor(0x00)), kExecutionError);
}

INSTANTIATE_TEST_SUITE_P(RollAndCreate, DeriveKeyMac, testing::Values(kRollMac, kCreateMac));

TEST(DeriveKey, TakesThePublishedMac) {
  KeyChip chip(bothLocked(targetPart(kCreateMac)));
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kDeriveKey, 0x00, kTarget,
                        unhex("21E21B6E8F6257A74E450153B3EC5EC545B37162CB448BBEC116792757373DDF")),
            kSuccess);
}

TEST(DeriveKey, IgnoresAMacThatItDoesNotNeed) {
  for (const std::uint16_t slotConfig : {kRoll, kCreate}) {
    KeyChip chip(bothLocked(targetPart(slotConfig)));
    chip.randomNonce();
    EXPECT_EQ(chip.status(op::kDeriveKey, 0x00, kTarget, kSequence), kSuccess);
  }
}

TEST(DeriveKey, TheRolledKeyMustBeAuthorizedToo) {
  KeyChip chip(bothLocked(withBits(targetPart(kRollMac), kTarget, 0, kReqAuthBy5)));
  const auto derive = [&] {
    chip.randomNonce();
    return chip.status(op::kDeriveKey, 0x00, kTarget, macFor(0x00));
  };
  EXPECT_EQ(derive(), kExecutionError);
  chip.authorize(5);
  EXPECT_EQ(derive(), kSuccess);
}

TEST(DeriveKey, ACreatedTargetsOwnPoliciesDoNotCount) {
  KeyChip chip(bothLocked(withBits(targetPart(kCreate), kTarget, 0x0020, kReqRandom | kReqAuthBy5)));
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kDeriveKey, 0x04, kTarget), kSuccess);
  EXPECT_EQ(chip.uses(), 0U);
}

TEST(DeriveKey, NeedsTempKeyWithTheNamedSource) {
  KeyChip chip(bothLocked(targetPart(kCreate)));
  EXPECT_EQ(chip.status(op::kDeriveKey, 0x00, kTarget), kExecutionError);
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kDeriveKey, 0x04, kTarget), kExecutionError);
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kDeriveKey, 0x00, kTarget), kExecutionError);
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kDeriveKey, 0x04, kTarget), kSuccess);
}

TEST(DeriveKey, RefusesIllegalModesAndLengths) {
  KeyChip chip(bothLocked(targetPart(kCreate)));
  for (const std::uint8_t mode : {0x01, 0x02, 0x08, 0x10, 0x20, 0x40, 0x80}) {
    chip.randomNonce();
    EXPECT_EQ(chip.status(op::kDeriveKey, mode, kTarget), kParseError) << int{mode};
  }
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kDeriveKey, 0x00, kTarget, unhex("00")), kParseError);
}

TEST(DeriveKey, FollowsTheLockStateAndTheSlot) {
  struct Case {
    const char* what;
    Eeprom part;
    int open, config, both;
  };
  const Case cases[] = {
      {"a target", targetPart(kCreate), kExecutionError, kSuccess, kSuccess},
      {"bit 13 clear", targetPart(0x148F), kExecutionError, kExecutionError, kExecutionError},
      {"locked slot", withSlotLocked(targetPart(kCreate), kTarget), kExecutionError, kExecutionError,
       kExecutionError},
      {"private target", withBits(targetPart(kCreate), kTarget, 0, 0x0001), kExecutionError, kExecutionError,
       kExecutionError},
      {"encrypted Write as well", targetPart(0x648F), kExecutionError, kSuccess, kSuccess},
  };
  for (const Case& c : cases) {
    for (const Lock lock : kAllLocks) {
      KeyChip chip(in(lock, c.part));
      chip.randomNonce();
      const int expected = lock == Lock::open ? c.open : lock == Lock::config ? c.config : c.both;
      EXPECT_EQ(chip.status(op::kDeriveKey, 0x00, kTarget), expected) << c.what << ", " << lock;
      const bool changed = chip.slotContent(kTarget, 32) != Buffer(kSequence.begin(), kSequence.end());
      EXPECT_EQ(changed, expected == kSuccess) << c.what << ", " << lock;
    }
  }
}

TEST(DeriveKey, NeverMakesAValidatedPublicKey) {
  // With 40 different values for TempKey some derived key would begin with the nibble 5 by itself.
  Eeprom part =
      withPublicKey(withSlot(keyPart(), 10, kCreate, kValidatedPublic), 10, kTestPublicKey, kKeyValidated);
  KeyChip chip(bothLocked(part));
  for (int i = 0; i < 40; ++i) {
    chip.randomNonce();
    EXPECT_EQ(chip.status(op::kDeriveKey, 0x00, 10), kSuccess);
    EXPECT_FALSE(chip.keyValid(10));
  }
}

// ---- Power cuts

/// The target after power was cut at each of 64 instants of a DeriveKey.
std::vector<std::string> targetAfterCuts(std::uint16_t slotConfig, std::string& complete) {
  KeyChip prepared(bothLocked(targetPart(slotConfig)));
  const Digest tempKey = prepared.randomNonce();
  const Span32 source = slotConfig == kRoll ? Span32(kSequence) : Span32(kKey4);
  complete = derived(source, 0x00, tempKey);
  std::vector<std::string> contents;
  for (int i = 0; i <= 64; ++i) {
    KeyChip chip = prepared;
    EXPECT_TRUE(chip.sendGroup(makeGroup(op::kDeriveKey, 0x00, kTarget)));
    chip.wait(std::chrono::microseconds(2000 * i / 60));
    chip.powerCycle();
    contents.push_back(hex(chip.slotContent(kTarget, 32)));
  }
  return contents;
}

TEST(DeriveKeyPowerCut, ARollLosesTheOldKeyBeforeItHasTheNew) {
  std::string complete;
  const auto contents = targetAfterCuts(kRoll, complete);
  const std::string old = hex(kSequence);
  EXPECT_EQ(contents.front(), old);
  EXPECT_EQ(contents.back(), complete);
  EXPECT_TRUE(std::any_of(contents.begin(), contents.end(),
                          [&](const auto& content) { return content != old && content != complete; }));
}

TEST(DeriveKeyPowerCut, ACreationIsAllOrNothing) {
  std::string complete;
  const auto contents = targetAfterCuts(kCreate, complete);
  const std::string old = hex(kSequence);
  EXPECT_EQ(contents.front(), old);
  EXPECT_EQ(contents.back(), complete);
  for (const auto& content : contents) EXPECT_TRUE(content == old || content == complete);
}

}  // namespace
}  // namespace signet::emulator
