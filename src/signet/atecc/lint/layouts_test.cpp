// What lint says about published configurations: exactly these findings, each with its reason.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "signet/atecc/config/test_layouts.h"
#include "signet/atecc/lint/lint.h"

namespace signet::atecc {
namespace {

using Lines = std::vector<std::string>;

/// "error privWriteByAnyone slot 0 other 4"
std::string text(const Finding& finding) {
  const char* const severities[] = {"info", "warning", "error"};
  std::string line =
      std::string(severities[static_cast<int>(finding.severity)]) + " " + lintRuleName(finding.rule);
  if (finding.slot != Finding::kNone) line += " slot " + std::to_string(finding.slot);
  if (finding.other != Finding::kNone) line += " other " + std::to_string(finding.other);
  return line;
}

Lines lintLines(const ConfigZone& zone, const LintOptions& options = {}) {
  std::vector<Finding> findings(kMaxFindings);
  findings.resize(lint(zone, options, findings));
  Lines lines;
  for (const Finding& finding : findings) lines.push_back(text(finding));
  return lines;
}

/// Each line once for every one of these slots.
void forSlots(Lines& lines, std::initializer_list<unsigned> slots,
              const std::vector<std::string>& templates) {
  for (const unsigned slot : slots) {
    for (std::string line : templates) {
      line.replace(line.find('#'), 1, std::to_string(slot));
      lines.push_back(line);
    }
  }
}

void expectFindings(const ConfigZone& zone, const Lines& expected) {
  EXPECT_THAT(lintLines(zone), testing::UnorderedElementsAreArray(expected));
}

TEST(LintLayouts, Factory) {
  Lines expected = {"warning otpConsumable"};  // OTPmode 55
  // Private keys that GenKey may replace until each slot is locked; they sign both internal
  // and external messages.
  forSlots(expected, {0, 1, 2}, {"warning genKeyByAnyone slot #", "info signsAnything slot #"});
  expected.push_back("warning ecdhClear slot 1");  // ReadKey 7
  // ReadKey F sends the secret of slot 2 to slot 3, which key 4 reads: and nobody knows key 4.
  // So nothing more.
  forSlots(expected, {7, 15}, {"warning limitedUseBurnable slot #"});  // Counter 0 and LastKeyUse are open
  expectFindings(layouts::factory(), expected);
}

TEST(LintLayouts, ArduinoEccx08) {
  Lines expected = {"warning otpConsumable"};
  // Keys 0 to 4 may be made anew by anyone, but are lockable: the library never locks them.
  forSlots(expected, {0, 1, 2, 3, 4}, {"warning genKeyByAnyone slot #", "info signsAnything slot #"});
  forSlots(expected, {1, 2, 3, 4}, {"warning ecdhClear slot #"});
  forSlots(expected, {7, 15}, {"warning limitedUseBurnable slot #"});
  expectFindings(layouts::arduino(), expected);
}

TEST(LintLayouts, StandardTls) {
  Lines expected = {"warning otpConsumable"};
  forSlots(expected, {0, 2, 3}, {"info signsAnything slot #"});
  expected.push_back("warning genKeyByAnyone slot 0");  // lockable
  // Slots 2 and 3 cannot be locked: their keys are replaceable for ever.
  forSlots(expected, {2, 3}, {"error genKeyByAnyone slot #", "warning ecdhClear slot #"});
  // WriteConfig 3: DeriveKey creates slot 5 from slot 6 without a MAC. Nobody learns the key,
  // anyone destroys it.
  expected.push_back("warning deriveByAnyone slot 5");
  // Slots 1, 7 and 9 are written with key 4, which is secret and has ReqRandom: sound. Slot 9 may be
  // locked by anyone.
  expected.push_back("warning freezableByAnyone slot 9");
  expectFindings(layouts::standardTls(), expected);
}

TEST(LintLayouts, NervesKey) {
  Lines expected = {"warning genKeyByAnyone slot 0", "warning ecdhClear slot 0", "info signsAnything slot 0"};
  // Certificates are readable and never writable: WriteConfig 2 wants IsSecret.
  // Write refuses, but its bits also say "roll" to DeriveKey: anyone can destroy the first 32 bytes of a
  // certificate until its slot is locked.
  forSlots(expected, {10, 11, 12, 13}, {"warning writeNeedsSecret slot #", "warning deriveByAnyone slot #"});
  expectFindings(layouts::nervesKey(), expected);
}

TEST(LintLayouts, NitrokeyHasItsWriteKeyInTheOpen) {
  Lines expected = {"warning otpConsumable"};
  // Slot 1 is the write key of all others, cannot be read, but is written in clear: WriteConfig 0, not
  // locked. So whoever reaches the bus sets it and then writes every private key.
  forSlots(expected, {0, 2, 4, 6, 10, 12, 14, 15},
           {"error privWriteByAnyone slot # other 1", "info signsAnything slot #"});
  forSlots(expected, {0, 2, 4, 6, 10, 12, 14}, {"error genKeyByAnyone slot #"});
  expected.push_back("warning genKeyByAnyone slot 15");  // lockable
  forSlots(expected, {1, 3}, {"warning secretWritableByAnyone slot #"});
  forSlots(expected, {3, 7, 11}, {"error readKeyKnown slot # other 1"});
  // Secrets with WriteConfig 7: encrypted write and DeriveKey, both with key 1.
  forSlots(expected, {5, 7, 9, 11, 13},
           {"error writeKeyKnown slot # other 1", "error deriveKeyKnown slot # other 1"});
  expectFindings(layouts::nitrokey(), expected);
}

TEST(LintLayouts, NitrokeyIsBetterWithItsWriteKeyLocked) {
  ConfigZone zone = layouts::nitrokey();
  zone.setSlotLocked(Slot::number<1>(), true);
  const Lines lines = lintLines(zone);
  EXPECT_THAT(lines, testing::Not(testing::Contains(testing::HasSubstr("privWriteByAnyone"))));
  EXPECT_THAT(lines, testing::Not(testing::Contains(testing::HasSubstr("writeKeyKnown"))));
  // What remains: key 1 has no ReqRandom, so a recorded write can be repeated.
  EXPECT_THAT(lines, testing::Contains("warning writeReplayable slot 0 other 1"));
}

TEST(LintLayouts, Coldcard) {
  Lines expected = {
      "warning otpConsumable",
      "warning noTlsKey",               // holds secrets only
      "warning deriveByAnyone slot 1",  // WriteConfig 2: anyone rolls the pairing secret
  };
  // PIN slots that are written with their own key, and lockable by anyone.
  forSlots(expected, {3, 4, 7, 8, 13}, {"warning freezableByAnyone slot #"});
  // Readable counters written with a key.
  forSlots(expected, {5, 6}, {"warning writeNeedsSecret slot #"});
  // The chains of authorisation (9 by 3 by 1 and so on) end at secret slot 1: sound. Byte 16 is GPIO,
  // not an address.
  expectFindings(layouts::coldcard(), expected);
}

TEST(LintLayouts, CryptoauthlibTest) {
  Lines expected = {"warning otpConsumable"};
  forSlots(expected, {0, 2, 7}, {"info signsAnything slot #"});
  forSlots(expected, {0, 7}, {"warning genKeyByAnyone slot #"});  // lockable
  forSlots(expected, {2}, {"error genKeyByAnyone slot #", "warning ecdhClear slot #"});
  // Key 4 guards 1, 3, 7, 8 and 9, and is itself written in clear.
  expected.push_back("warning secretWritableByAnyone slot 4");
  forSlots(expected, {1, 3, 8, 9},
           {"error readKeyKnown slot # other 4", "error writeKeyKnown slot # other 4"});
  expected.push_back("error deriveKeyKnown slot 3 other 4");  // WriteConfig F: create with MAC
  expected.push_back("warning deriveByAnyone slot 9");        // WriteConfig 6: roll without MAC
  expected.push_back("error privWriteByAnyone slot 7 other 4");
  forSlots(expected, {11, 15}, {"warning publicKeyReplaceable slot #"});
  expected.push_back("error validatorReplaceable slot 14 other 15");  // 15 decides about 14, and is open
  expectFindings(layouts::cryptoauthlibTest(), expected);
}

TEST(LintLayouts, MongooseLetsAnyoneReplaceTheKeys) {
  Lines expected = {"warning otpConsumable"};
  // Slot 4 is overwritten in clear, and with it as write key PrivWrite replaces keys 0 to 3.
  // GenKey needs nothing.
  forSlots(expected, {0, 1, 2, 3},
           {"error privWriteByAnyone slot # other 4", "warning genKeyByAnyone slot #",
            "warning ecdhClear slot #", "info signsAnything slot #"});
  expected.push_back("warning secretWritableByAnyone slot 4");
  expected.push_back("warning genKeyByAnyone slot 7");
  expected.push_back("info internalSignOnly slot 7");
  forSlots(expected, {8, 9}, {"error readKeyKnown slot # other 4", "error writeKeyKnown slot # other 4"});
  // Slot 14 is written with key 15, an open data slot.
  expected.push_back("error privWriteByAnyone slot 14 other 15");
  expected.push_back("info signsAnything slot 14");
  expectFindings(layouts::mongoose(), expected);
}

TEST(LintLayouts, SoundProductionLayoutPasses) {
  const ConfigZone zone = layouts::sound();
  EXPECT_FALSE(hasLintErrors(zone, {{}, Slot::number<0>()}));
  // Only that GenKey renews the ephemeral key of slot 2, which signs nothing: that is what it is for.
  EXPECT_THAT(lintLines(zone, {{}, Slot::number<0>(), {}}),
              testing::ElementsAre("info genKeyByAnyone slot 2"));
  SlotSet ephemeral;
  ephemeral.add(Slot::number<2>());
  EXPECT_THAT(lintLines(zone, {{}, Slot::number<0>(), ephemeral}), testing::IsEmpty());
}

TEST(LintLayouts, EphemeralExcusesNoKeyThatSigns) {
  ConfigZone zone = layouts::sound();
  const Slot slot = Slot::number<2>();
  zone.setSlotConfig(slot, SlotConfig(zone.slotConfig(slot)).setReadKey(SlotConfig::kExternalSign));
  SlotSet ephemeral;
  ephemeral.add(slot);
  EXPECT_THAT(lintLines(zone, {{}, Slot::number<0>(), ephemeral}),
              testing::Contains("error genKeyByAnyone slot 2"));
}

TEST(LintLayouts, MaxFindingsIsEnoughForTheWorst) {
  for (unsigned fill = 0; fill < 256; ++fill) {
    ConfigZone zone;
    zone.bytes.fill(static_cast<std::uint8_t>(fill));
    EXPECT_LE(lint(zone, {}, {}), kMaxFindings);
  }
}

}  // namespace
}  // namespace signet::atecc
