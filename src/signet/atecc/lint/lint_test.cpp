// Each rule of lint finds what it is for, and stays silent on the configuration closest to it that is fine.
#include "signet/atecc/lint/lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <set>
#include <vector>

#include "signet/atecc/config/test_layouts.h"
#include "signet/atecc/lint/exposure.h"

namespace signet::atecc {
namespace {

Slot slotAt(unsigned number) {
  return Slot::from(number).value();
}

std::vector<Finding> findingsOf(const ConfigZone& zone, const LintOptions& options = {}) {
  std::vector<Finding> findings(kMaxFindings);
  findings.resize(lint(zone, options, findings));
  return findings;
}

/// Writes SlotConfig and KeyConfig of one slot.
void set(ConfigZone& zone, unsigned slot, std::uint16_t slotConfig, std::uint16_t keyConfig) {
  zone.setSlotConfig(slotAt(slot), SlotConfig(slotConfig));
  zone.setKeyConfig(slotAt(slot), KeyConfig(keyConfig));
}

using Change = std::function<void(ConfigZone&)>;

/// A rule, with a change to the sound layout that breaks it and one close by that does not.
struct Case {
  Finding expected;
  Change bad;
  Change good;
};

constexpr auto kError = Severity::error;
constexpr auto kWarning = Severity::warning;
constexpr auto kInfo = Severity::info;
constexpr auto kNone = Finding::kNone;

Change byte(std::size_t offset, std::uint8_t value) {
  return [=](ConfigZone& zone) { zone.bytes[offset] = value; };
}
Change slot(unsigned number, std::uint16_t slotConfig, std::uint16_t keyConfig) {
  return [=](ConfigZone& zone) { set(zone, number, slotConfig, keyConfig); };
}
Change both(const Change& a, const Change& b) {
  return [=](ConfigZone& zone) { a(zone), b(zone); };
}
Change counter(std::uint32_t value) {
  return [=](ConfigZone& zone) { SIGNET_CHECK(zone.setCounter(0, value) == Status::ok); };
}
Change lockSlot(unsigned number) {
  return [=](ConfigZone& zone) { zone.setSlotLocked(slotAt(number), true); };
}
Change lockConfig() {
  return [](ConfigZone& zone) { zone.setConfigLocked(true); };
}
Change lockBoth() {
  return [](ConfigZone& zone) { zone.setConfigLocked(true), zone.setDataLocked(true); };
}
Change nothing() {
  return [](ConfigZone&) {};
}

std::vector<Case> chipCases() {
  return {
      {{LintRule::i2cAddressUnusable, kError}, byte(16, 0xC1), both(byte(14, 0x54), byte(16, 0xC1))},
      {{LintRule::i2cAddressUnusable, kError}, byte(16, 0x0E), byte(16, 0x10)},
      {{LintRule::i2cAddressMoves, kWarning}, byte(16, 0x6A), byte(16, 0xC0)},
      {{LintRule::reservedBytes, kError}, byte(17, 1), nothing()},
      {{LintRule::reservedBytes, kError}, byte(90, 0x80), nothing()},
      {{LintRule::reservedBytes, kError}, byte(91, 1), byte(92, 1)},
      {{LintRule::reservedBytes, kError}, byte(19, 8), byte(19, 7)},
      {{LintRule::otpModeReserved, kError}, byte(18, 0x00), byte(18, 0x55)},
      {{LintRule::otpConsumable, kWarning}, byte(18, 0x55), byte(18, 0xAA)},
      {{LintRule::counterIllegal, kError, kNone, 0}, byte(52, 0xFE), counter(1000)},
      {{LintRule::counterIllegal, kError, kNone, 1}, byte(67, 0x01), byte(60, 0x7F)},
      {{LintRule::lastKeyUseIllegal, kError}, byte(70, 0xFE), byte(70, 0x01)},
      {{LintRule::lockBytesIllegal, kError}, byte(87, 0x54), lockBoth()},
      {{LintRule::lockBytesIllegal, kError}, byte(86, 0x00), lockConfig()},
      {{LintRule::dataUnlocked, kWarning}, lockConfig(), lockBoth()},
      {{LintRule::noTlsKey, kWarning}, slot(0, 0x8082, 0x0013), slot(0, 0x8081, 0x0013)},
      {{LintRule::selectorOnce, kInfo}, byte(19, 1), byte(19, 2)},
      {{LintRule::ttlLevels, kInfo}, byte(19, 2), byte(19, 4)},
      {{LintRule::longWatchdog, kInfo}, byte(19, 4), byte(19, 1)},
      {{LintRule::familyNotKnown, kInfo}, byte(6, 0x60), byte(7, 0x03)},
  };
}

// Slot 6 is free in the sound layout, slot 7 too; slot 4 is a secret key with ReqRandom, slot 8 is open.
std::vector<Case> formCases() {
  return {
      {{LintRule::prohibitedRead, kError, 6}, slot(6, 0x0044, 0x001C), slot(6, 0x00C4, 0x001C)},
      {{LintRule::writeNeedsSecret, kWarning, 6}, slot(6, 0x8000, 0x001C), slot(6, 0x8080, 0x001C)},
      {{LintRule::privateKeyNotSecret, kError, 6}, slot(6, 0x8001, 0x0013), slot(6, 0x8081, 0x0013)},
      {{LintRule::privateKeyNotP256, kError, 6}, slot(6, 0x8081, 0x001F), slot(6, 0x8081, 0x0013)},
      {{LintRule::privateKeyUseless, kError, 6}, slot(6, 0x8080, 0x0013), slot(6, 0x8084, 0x0013)},
      {{LintRule::privateKeyUseless, kError, 6}, slot(6, 0x8088, 0x0013), slot(6, 0x808F, 0x0013)},
      {{LintRule::keyConfigReserved, kError, 6}, slot(6, 0x8080, 0x0018), slot(6, 0x8080, 0x001C)},
      {{LintRule::keyConfigReserved, kError, 6}, slot(6, 0x8080, 0x201C), slot(6, 0x8080, 0x001C)},
      {{LintRule::authKeyWithoutReqAuth, kWarning, 6}, slot(6, 0x8080, 0x041C), slot(6, 0x8080, 0x049C)},
      {{LintRule::x509WithoutPublicKey, kWarning, 6}, slot(6, 0x8080, 0x401C), slot(6, 0x8080, 0x4010)},
      {{LintRule::publicKeyTooLarge, kWarning, 6}, slot(6, 0x8080, 0x0010), slot(9, 0x8080, 0x0010)},
      {{LintRule::intrusionNeverArmed, kError, 6},
       slot(6, 0x8080, 0x101C),
       both(slot(6, 0x8080, 0x101C), both(byte(14, 0x54), byte(16, 0xE9)))},
      {{LintRule::slotLockedTooEarly, kError, 6}, lockSlot(6), both(lockSlot(6), lockBoth())},
      {{LintRule::limitedUseExhausted, kError, 6},
       both(slot(6, 0x80AF, 0x001C), counter(kCounterMax)),
       both(slot(6, 0x80AF, 0x001C), counter(kCounterMax - 1))},
      {{LintRule::limitedUseBurnable, kWarning, 6}, slot(6, 0x80AF, 0x001C), slot(6, 0x808F, 0x001C)},
      {{LintRule::authImpossible, kError, 6, 0},
       slot(6, 0x8080, 0x009C),
       slot(6, 0x8080, 0x049C)},  // by private key
      {{LintRule::authImpossible, kError, 6, 6},
       slot(6, 0x8080, 0x069C),
       slot(6, 0x8080, 0x049C)},                  // by itself
      {{LintRule::authImpossible, kError, 6, 7},  // in a circle
       both(slot(6, 0x8080, 0x079C), slot(7, 0x8080, 0x069C)),
       both(slot(6, 0x8080, 0x079C), slot(7, 0x8080, 0x049C))},
      {{LintRule::readKeyUnusable, kWarning, 6, 0}, slot(6, 0x80C0, 0x001C), slot(6, 0x80C4, 0x001C)},
      {{LintRule::writeKeyUnusable, kWarning, 6, 0}, slot(6, 0x4080, 0x001C), slot(6, 0x4480, 0x001C)},
      {{LintRule::writeKeyUnusable, kWarning, 6, 0}, slot(6, 0x4081, 0x0013), slot(6, 0x4481, 0x0013)},
      {{LintRule::writeKeyUnusable, kWarning, 6, 0}, slot(6, 0x3080, 0x001C), slot(6, 0x2080, 0x001C)},
  };
}

std::vector<Case> exposureCases() {
  return {
      {{LintRule::genKeyByAnyone, kError, 6}, slot(6, 0x2081, 0x0013), slot(6, 0x8081, 0x0013)},
      {{LintRule::genKeyByAnyone, kWarning, 6},
       slot(6, 0x2081, 0x0033),
       both(slot(6, 0x2081, 0x0033), lockSlot(6))},
      {{LintRule::genKeyByAnyone, kInfo, 6}, slot(6, 0x2084, 0x0013), slot(6, 0x2084, 0x0493)},  // by slot 4
      {{LintRule::privWriteByAnyone, kError, 6, 8}, slot(6, 0x4881, 0x0013), slot(6, 0x4481, 0x0013)},
      {{LintRule::secretWritableByAnyone, kWarning, 6}, slot(6, 0x0080, 0x001C), slot(6, 0x0000, 0x001C)},
      {{LintRule::secretWritableByAnyone, kWarning, 6}, slot(6, 0x1080, 0x001C), slot(6, 0x8080, 0x001C)},
      {{LintRule::writeKeyKnown, kError, 6, 8}, slot(6, 0x4880, 0x001C), slot(6, 0x4480, 0x001C)},
      {{LintRule::readKeyKnown, kError, 6, 8}, slot(6, 0x80C8, 0x001C), slot(6, 0x80C4, 0x001C)},
      {{LintRule::deriveKeyKnown, kError, 6, 8}, slot(6, 0x3880, 0x001C), slot(6, 0x3480, 0x001C)},
      {{LintRule::deriveKeyKnown, kError, 6, 8}, slot(6, 0xB880, 0x001C), slot(6, 0xB480, 0x001C)},
      {{LintRule::deriveByAnyone, kWarning, 6}, slot(6, 0x2080, 0x001C), slot(6, 0xA480, 0x001C)},
      {{LintRule::deriveByAnyone, kWarning, 6}, slot(6, 0x3480, 0x001C), slot(6, 0xB480, 0x001C)},
      {{LintRule::authWorthless, kError, 6, 8}, slot(6, 0x8080, 0x089C), slot(6, 0x8080, 0x049C)},
      {{LintRule::authByPublicBytes, kWarning, 6, 11},
       both(slot(11, 0x8000, 0x0010), slot(6, 0x8080, 0x0B9C)),
       both(slot(11, 0x8080, 0x0010), slot(6, 0x8080, 0x0B9C))},
      {{LintRule::publicKeyReplaceable, kWarning, 11}, slot(11, 0x0000, 0x0010), slot(11, 0x0000, 0x0012)},
      {{LintRule::publicKeyReplaceable, kWarning, 11},
       slot(11, 0x0000, 0x0030),
       both(slot(11, 0x0000, 0x0030), both(lockBoth(), lockSlot(11)))},
      {{LintRule::validatorReplaceable, kError, 14, 11},
       both(slot(11, 0x0000, 0x0010), slot(14, 0x008B, 0x0012)),
       slot(14, 0x008B, 0x0012)},
      {{LintRule::writeReplayable, kWarning, 6, 7}, slot(6, 0x4780, 0x001C), slot(6, 0x4480, 0x001C)},
      {{LintRule::writeReplayable, kWarning, 6, 7}, slot(6, 0x4781, 0x0013), slot(6, 0x4481, 0x0013)},
      {{LintRule::freezableByAnyone, kWarning, 6}, slot(6, 0x4480, 0x003C), slot(6, 0x4480, 0x001C)},
      {{LintRule::freezableByAnyone, kWarning, 6}, slot(6, 0x2084, 0x0033), slot(6, 0x2085, 0x0033)},
  };
}

std::vector<Case> keyCases() {
  return {
      {{LintRule::validatorNotPublicKey, kError, 14, 4}, slot(14, 0x0084, 0x0012), slot(14, 0x008B, 0x0012)},
      {{LintRule::ecdhClear, kWarning, 6}, slot(6, 0x8084, 0x0013), slot(6, 0x8081, 0x0013)},
      {{LintRule::ecdhOddSlot, kError, 7}, slot(7, 0x808C, 0x0013), slot(7, 0x8089, 0x0013)},
      {{LintRule::ecdhTargetPrivate, kError, 6, 7},
       both(slot(6, 0x808C, 0x0013), slot(7, 0x8081, 0x0013)),
       both(slot(6, 0x808C, 0x0013), slot(7, 0x80C4, 0x001C))},
      {{LintRule::ecdhTargetLocked, kError, 6, 7},
       both(slot(6, 0x808C, 0x0013), both(lockSlot(7), lockBoth())),
       both(slot(6, 0x808C, 0x0013), lockBoth())},
      {{LintRule::ecdhTargetUnreadable, kWarning, 6, 7},
       both(slot(6, 0x808C, 0x0013), slot(7, 0x8080, 0x001C)),
       both(slot(6, 0x808C, 0x0013), slot(7, 0x80C4, 0x001C))},
      {{LintRule::ecdhTargetClear, kWarning, 6, 7},
       both(slot(6, 0x808C, 0x0013), slot(7, 0x0000, 0x001C)),
       both(slot(6, 0x808C, 0x0013), slot(7, 0x80C4, 0x001C))},
      {{LintRule::internalSignOnly, kInfo, 6}, slot(6, 0x8082, 0x0013), slot(6, 0x8081, 0x0013)},
      {{LintRule::signsAnything, kInfo, 6}, slot(6, 0x8083, 0x0013), slot(6, 0x8082, 0x0013)},
      {{LintRule::publicKeyHidden, kInfo, 6}, slot(6, 0x8081, 0x0011), slot(6, 0x8081, 0x0013)},
  };
}

std::vector<Case> allCases() {
  std::vector<Case> all = chipCases();
  for (const auto& more : {formCases(), exposureCases(), keyCases()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::string describe(const Finding& finding) {
  return std::string(lintRuleName(finding.rule)) + " of slot " + std::to_string(finding.slot);
}

TEST(Lint, EachRuleFinds) {
  for (const Case& one : allCases()) {
    ConfigZone zone = layouts::sound();
    one.bad(zone);
    EXPECT_THAT(findingsOf(zone), testing::Contains(one.expected)) << describe(one.expected);
  }
}

TEST(Lint, NoRuleFindsWhatIsFine) {
  for (const Case& one : allCases()) {
    ConfigZone zone = layouts::sound();
    one.good(zone);
    EXPECT_THAT(findingsOf(zone), testing::Not(testing::Contains(one.expected))) << describe(one.expected);
  }
}

TEST(Lint, EveryRuleHasACase) {
  std::set<LintRule> seen = {LintRule::tlsKeyUnfit};  // needs options, below
  for (const Case& one : allCases()) seen.insert(one.expected.rule);
  for (std::size_t i = 0; i < kLintRules; ++i) {
    EXPECT_TRUE(seen.count(static_cast<LintRule>(i)) == 1) << lintRuleName(static_cast<LintRule>(i));
  }
}

TEST(Lint, NamedTlsSlotMustSignExternalDigests) {
  const ConfigZone zone = layouts::mongoose();  // slot 7 signs only internal messages
  const Finding unfit{LintRule::tlsKeyUnfit, kError, 7};
  EXPECT_THAT(findingsOf(zone, {{}, Slot::number<7>()}), testing::Contains(unfit));
  for (const Finding& finding : findingsOf(zone, {{}, Slot::number<0>()})) {
    EXPECT_NE(finding.rule, LintRule::tlsKeyUnfit);
  }
}

TEST(Lint, AddressOfTheChipAtHandDoesNotMove) {
  ConfigZone zone = layouts::sound();
  zone.bytes[16] = 0x6A;
  EXPECT_THAT(findingsOf(zone, {i2c::Address::sevenBit<0x35>(), {}}),
              testing::Not(testing::Contains(Finding{LintRule::i2cAddressMoves, kWarning})));
}

TEST(Lint, FollowsChainsOfKeys) {
  // 5 is written with 6, 6 with 7, 7 is created from 10 by DeriveKey, and 10 lies open.
  ConfigZone zone = layouts::sound();
  set(zone, 5, 0x4680, 0x001C);
  set(zone, 6, 0x4780, 0x001C);
  set(zone, 7, 0x3A80, 0x001C);
  EXPECT_FALSE(hasLintErrors(zone));
  set(zone, 10, 0x0080, 0x001C);
  const auto findings = findingsOf(zone);
  EXPECT_THAT(findings, testing::Contains(Finding{LintRule::writeKeyKnown, kError, 5, 6}));
  EXPECT_THAT(findings, testing::Contains(Finding{LintRule::writeKeyKnown, kError, 6, 7}));
  EXPECT_THAT(findings, testing::Contains(Finding{LintRule::deriveKeyKnown, kError, 7, 10}));
}

TEST(Lint, AuthorisationStopsTheChain) {
  // Key 6 lies open, but using it needs secret 4: writes with it are not open.
  ConfigZone zone = layouts::sound();
  set(zone, 6, 0x0080, 0x049C);
  set(zone, 5, 0x4680, 0x001C);
  EXPECT_FALSE(hasLintErrors(zone));
  set(zone, 6, 0x0080, 0x089C);  // authorised by open slot 8
  EXPECT_THAT(findingsOf(zone), testing::Contains(Finding{LintRule::writeKeyKnown, kError, 5, 6}));
}

TEST(Lint, EcdhResultIsNoSecretFromWhoeverAsksForIt) {
  // Slot 2 puts ECDH results into slot 3; slot 5 is written with key 3.
  ConfigZone zone = layouts::sound();
  set(zone, 5, 0x4380, 0x001C);
  EXPECT_THAT(findingsOf(zone), testing::Contains(Finding{LintRule::writeKeyKnown, kError, 5, 3}));
  set(zone, 2, 0x2080, 0x0013);
  EXPECT_THAT(findingsOf(zone),
              testing::Not(testing::Contains(Finding{LintRule::writeKeyKnown, kError, 5, 3})));
}

TEST(Lint, CountsWhatDoesNotFit) {
  const ConfigZone zone = layouts::mongoose();
  const std::size_t count = lint(zone, {}, {});
  std::array<Finding, 3> few;
  EXPECT_EQ(lint(zone, {}, few), count);
  EXPECT_GT(count, few.size());
  EXPECT_TRUE(hasLintErrors(zone));
}

RC_GTEST_PROP(Lint, AnyBytesAreJudgedAndNothingIsOpenedByLocking, (std::array<std::uint8_t, 128> bytes)) {
  ConfigZone zone{bytes};
  RC_ASSERT(lint(zone, {}, {}) <= kMaxFindings);
  const Slot slot = slotAt(*rc::gen::inRange(0, 16));
  const Exposure before(zone);
  zone.setSlotLocked(slot, true);
  const Exposure after(zone);
  for (unsigned i = 0; i < 16; ++i) {
    RC_ASSERT(before.knows(slotAt(i)) || !after.knows(slotAt(i)));
    RC_ASSERT(before.genKey(slotAt(i)) || !after.genKey(slotAt(i)));
    RC_ASSERT(!after.knows(slotAt(i)) || !zone.isPrivate(slotAt(i)));
  }
  RC_ASSERT(!after.sets(slot) && !after.genKey(slot) && !after.privWrite(slot) && !after.derives(slot));
}

}  // namespace
}  // namespace signet::atecc
