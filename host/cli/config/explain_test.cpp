// What explain says is what the configuration does: golden facts of published layouts, and for any
// configuration the same answers as refusal.h, which reads the datasheet's tables independently.
#include "host/cli/config/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "host/cli/config/explain_lint.h"
#include "signet/atecc/command.h"
#include "signet/atecc/config/test_layouts.h"
#include "signet/atecc/refusal/refusal.h"

namespace signet::cli {
namespace {

namespace layouts = atecc::layouts;
using atecc::Command;
using atecc::ConfigZone;
using atecc::Opcode;
using atecc::Slot;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Slot slotAt(unsigned number) {
  return Slot::from(number).value();
}

TEST(Explain, MongooseKeysCanBeReplacedByAnyone) {
  const Explanation text = explain(layouts::mongoose());
  for (const unsigned slot : {0, 1, 2, 3}) {
    const SlotExplanation& key = text.slots[slot];
    EXPECT_EQ(key.holds, "P-256 private key");
    EXPECT_TRUE(key.access.genKey.who == Who::anyone);
    EXPECT_TRUE(key.access.privWrite.open);
    EXPECT_THAT(key.change, Contains(HasSubstr("(GenKey) by anyone on the bus")));
    EXPECT_THAT(key.change, Contains(HasSubstr("the key in slot 4 that it needs is no secret")));
    EXPECT_THAT(key.use, Contains(HasSubstr("crosses the bus in clear")));
    EXPECT_THAT(key.read, Contains(HasSubstr("Nobody, ever")));
  }
  EXPECT_THAT(text.slots[4].guards, Contains("Its key reads slots 8 and 9."));
  EXPECT_THAT(text.slots[4].guards, Contains("Its key replaces the private key in slots 0 to 3."));
  EXPECT_THAT(text.slots[4].change, Contains("Written by anyone on the bus."));
  EXPECT_THAT(text.slots[7].use, Not(Contains(HasSubstr("TLS client"))));
}

TEST(Explain, NervesKeyCertificatesCanBeDestroyedButNotWritten) {
  const Explanation text = explain(layouts::nervesKey());
  const SlotExplanation& certificate = text.slots[10];
  EXPECT_EQ(certificate.access.write.who, Who::nobody);
  EXPECT_EQ(certificate.access.derive.who, Who::anyone);
  EXPECT_THAT(certificate.change, Contains(HasSubstr("DeriveKey")));
  EXPECT_THAT(certificate.read, Contains("Anyone on the bus."));
}

TEST(Explain, ColdcardSecretsNeedAuthorisation) {
  const Explanation text = explain(layouts::coldcard());
  const SlotExplanation& seed = text.slots[9];
  EXPECT_EQ(seed.access.read.who, Who::keyHolder);
  EXPECT_EQ(*seed.access.read.key, slotAt(3));
  EXPECT_FALSE(seed.access.read.open);
  EXPECT_THAT(seed.read, Contains(HasSubstr("Whoever knows the key in slot 3")));
  EXPECT_THAT(seed.use, Contains(HasSubstr("only after authorisation")));
  EXPECT_THAT(text.slots[1].guards, Contains(HasSubstr("authorises the use of")));
}

TEST(Explain, SoundLayoutOpensNothing) {
  const Explanation text = explain(layouts::sound());
  EXPECT_THAT(text.slots[0].change, testing::ElementsAre("Nobody, ever."));
  EXPECT_THAT(text.slots[3].change, Contains(HasSubstr("ECDH with slot 2")));
  EXPECT_THAT(text.slots[4].earlier, Contains(HasSubstr("unwritten it stays all ff")));
  EXPECT_THAT(text.chip, Contains(HasSubstr("nobody can change it once the data zone is locked")));
}

TEST(Explain, KnowsWhereInItsLifeTheChipIs) {
  const auto now = [](const ConfigZone& zone) {
    for (const Stage& stage : explain(zone).stages) {
      if (stage.now) return stage.name;
    }
    return std::string();
  };
  ConfigZone zone = layouts::factory();
  EXPECT_EQ(now(zone), "Open");
  zone.setConfigLocked(true);
  EXPECT_EQ(now(zone), "Configuration locked");
  EXPECT_THAT(explain(zone).slots[0].earlier, Not(IsEmpty()));
  zone.setDataLocked(true);
  EXPECT_EQ(now(zone), "Data locked (in service)");
  EXPECT_THAT(explain(zone).slots[0].earlier, IsEmpty());
  zone.setSlotLocked(slotAt(0), true);
  EXPECT_THAT(explain(zone).slots[0].change, testing::ElementsAre("Nobody, ever: this slot is locked."));
}

TEST(Explain, SlotLists) {
  EXPECT_EQ(slotList({4}), "slot 4");
  EXPECT_EQ(slotList({1, 2}), "slots 1 and 2");
  EXPECT_EQ(slotList({1, 3, 8, 9, 10}), "slots 1, 3 and 8 to 10");
}

/// In service, does the chip certainly refuse this? Write is asked in its encrypted form.
bool refused(const ConfigZone& zone, Opcode opcode, std::uint8_t p1, unsigned p2, std::size_t size = 0) {
  static const std::array<std::uint8_t, 160> zeros{};
  Command command;
  command.opcode = opcode;
  command.p1 = p1;
  command.p2 = static_cast<std::uint16_t>(p2);
  command.data[0] = Bytes(zeros).first(size);
  return static_cast<bool>(findRefusal(zone, command));
}

RC_GTEST_PROP(Explain, NobodyMeansThatTheChipRefuses, (std::array<std::uint8_t, 128> bytes)) {
  ConfigZone zone{bytes};
  zone.bytes[6] = 0x50;
  zone.setConfigLocked(true);
  zone.setDataLocked(true);
  const Explanation text = explain(zone);
  for (unsigned s = 0; s < Slot::kCount; ++s) {
    const SlotAccess& access = text.slots[s].access;
    RC_ASSERT((access.read.who == Who::nobody) == refused(zone, Opcode::read, 0x82, s << 3));
    RC_ASSERT((access.write.who == Who::nobody) == refused(zone, Opcode::write, 0xC2, s << 3, 64));
    RC_ASSERT((access.genKey.who == Who::nobody) == refused(zone, Opcode::genKey, 0x04, s));
    RC_ASSERT((access.publicKey.who == Who::nobody) == refused(zone, Opcode::genKey, 0x00, s));
    RC_ASSERT((access.privWrite.who == Who::nobody) == refused(zone, Opcode::privWrite, 0x40, s, 68));
    RC_ASSERT((access.lock.who == Who::nobody) ==
              refused(zone, Opcode::lock, static_cast<std::uint8_t>(0x02 | s << 2), 0));
    if (!zone.isPrivate(slotAt(s))) {
      RC_ASSERT((access.use.who == Who::nobody) == refused(zone, Opcode::genDig, 0x02, s));
      RC_ASSERT((access.derive.who == Who::nobody) == refused(zone, Opcode::deriveKey, 0x00, s, 32));
    } else {
      const bool all = refused(zone, Opcode::sign, 0x80, s) && refused(zone, Opcode::sign, 0x00, s) &&
                       refused(zone, Opcode::ecdh, 0x00, s, 64);
      RC_ASSERT((access.use.who == Who::nobody) == all);
    }
  }
}

TEST(ExplainLint, EveryFindingHasAReasonAndAChange) {
  const ConfigZone zone = layouts::factory();
  for (std::size_t i = 0; i < atecc::kLintRules; ++i) {
    const FindingText text = textOf({static_cast<atecc::LintRule>(i), atecc::Severity::error, 1, 2}, zone);
    EXPECT_GT(text.reason.size(), 20u) << i;
    EXPECT_EQ(text.reason.back(), '.') << text.reason;
    EXPECT_EQ(text.change.back(), '.') << text.change;
    EXPECT_EQ((text.reason + text.change).find('{'), std::string::npos) << text.reason;
  }
}

TEST(ExplainLint, NamesTheAddressInBothNotations) {
  ConfigZone zone = layouts::factory();
  zone.bytes[16] = 0x6A;
  EXPECT_THAT(textOf({atecc::LintRule::i2cAddressMoves, atecc::Severity::warning}, zone).reason,
              HasSubstr("0x6a, 7-bit 0x35"));
}

}  // namespace
}  // namespace signet::cli
