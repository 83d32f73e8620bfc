#include "host/emulator/fault/fault_plan.h"
#include "host/base/temporary_folder.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>

namespace signet::emulator {
namespace {

using namespace std::chrono_literals;

FaultRule ruleOf(const std::string& text) {
  const FaultPlan plan = parseFaultPlan(text);
  EXPECT_EQ(plan.rules.size(), 1U) << text;
  return plan.rules.at(0);
}

TEST(FaultPlan, IsEmptyWithoutRules) {
  for (const char* text : {"", "\n\n", "# nothing\n", "  \t\r\n"})
    EXPECT_TRUE(parseFaultPlan(text).rules.empty());
  EXPECT_EQ(parseFaultPlan("").seed, 1U);
  EXPECT_EQ(parseFaultPlan("seed 18446744073709551615 # max").seed, UINT64_MAX);
}

TEST(FaultPlan, ReadsTheTriggers) {
  FaultTrigger t = ruleOf("at transaction 3: nack").trigger;
  EXPECT_EQ(t.unit, FaultUnit::transaction);
  EXPECT_EQ(t.number, 3U);
  t = ruleOf("at byte 2 of read 5 to 0x35: flip bit 0").trigger;
  EXPECT_EQ(t.unit, FaultUnit::byte);
  EXPECT_EQ(t.number, 2U);
  EXPECT_EQ(t.within, FaultUnit::read);
  EXPECT_EQ(t.withinNumber, 5U);
  EXPECT_EQ(t.address, 0x35);
  t = ruleOf("at command 4 of sign: late by 5ms").trigger;
  EXPECT_EQ(t.unit, FaultUnit::command);
  EXPECT_EQ(t.opcode, 0x41);
  t = ruleOf("with probability 0.25 at each command of 0x77: wrong-crc").trigger;
  EXPECT_EQ(t.number, 0U);
  EXPECT_EQ(t.probability, 0.25);
  EXPECT_EQ(t.opcode, 0x77);
  EXPECT_EQ(ruleOf("at wake 1: lose").trigger.unit, FaultUnit::wake);
}

TEST(FaultPlan, ReadsTheFaults) {
  EXPECT_EQ(ruleOf("at byte 1: flip bit 7").effect.bit, 7U);
  EXPECT_EQ(ruleOf("at byte 1: flip bit ack").effect.bit, FaultEffect::kAckBit);
  EXPECT_EQ(ruleOf("at byte 1: flip bit any").effect.bit, FaultEffect::kAnyBit);
  EXPECT_EQ(ruleOf("at byte 1: double").effect.kind, FaultKind::doubled);
  EXPECT_EQ(ruleOf("at write 1: lose").effect.kind, FaultKind::lose);
  EXPECT_FALSE(ruleOf("at read 1: stuck sda").effect.duration.has_value());
  EXPECT_TRUE(ruleOf("at read 1: stuck scl for 3ms").effect.scl);
  EXPECT_EQ(ruleOf("at read 1: stuck scl for 3ms").effect.duration, 3ms);
  EXPECT_EQ(ruleOf("at command 1: watchdog after 1500ns").effect.delay, 1500ns);
  const FaultEffect cut = ruleOf("at command 1:power-cut after 500us for 2s").effect;
  EXPECT_EQ(cut.delay, 500us);
  EXPECT_EQ(cut.duration, 2s);
  EXPECT_EQ(ruleOf("at command 1 of ECDH: ecc-fault").effect.kind, FaultKind::eccFault);
}

struct Wrong {
  const char* text;
  std::size_t line;
  std::size_t column;
  const char* sentence;
};

TEST(FaultPlan, SaysWhereItIsWrong) {
  const Wrong cases[] = {
      {"nack", 1, 1, "a line begins with 'seed', 'at' or 'with probability'"},
      {"\n# x\n  at byte: nack", 3, 10,
       "expected the number of the byte, counted from 1, but ':' stands there"},
      {"at byte 0: nack", 1, 9, "counted from 1, but '0'"},
      {"at byte 1", 1, 10, "expected ':' here, but the line ends"},
      {"at byte 1: flop", 1, 12, "expected a fault: flip, nack"},
      {"at byte 1: flip bit 8", 1, 21, "expected a bit: 0 to 7, ack or any"},
      {"at byte 1: nack now", 1, 17, "expected nothing more on this line, but 'now'"},
      {"at byte 1 of wake 2: nack", 1, 14, "a byte is one of a transaction, a write or a read"},
      {"at night 1: nack", 1, 4, "expected what is counted"},
      {"at command 1 of Fly: late by 1ms", 1, 17, "CheckMac, Counter, DeriveKey"},
      {"at command 1: late", 1, 19, "expected 'by' here, but the line ends"},
      {"at command 1: late by 5", 1, 23, "expected a time such as 500us"},
      {"at command 1: late by 3601s", 1, 23, "up to an hour"},
      {"at command 1: late by 99999999999999999999s", 1, 23, "expected a time"},
      {"at byte 1: late by 1ms", 1, 12, "'late' strikes a command"},
      {"at command 1: nack", 1, 15, "'nack' strikes a byte"},
      {"at wake 1: flip bit 1", 1, 12, "'flip' strikes a byte"},
      {"at wake 1 to 0x60: lose", 1, 11, "expected ':' here"},
      {"at read 1 to 60: nack", 1, 14, "expected a 7-bit address such as 0x60"},
      {"at read 1 to 0xC0: nack", 1, 14, "expected a 7-bit address"},
      {"with probability 0 at each byte: nack", 1, 18, "expected a probability above 0"},
      {"with probability 1.5 at each byte: nack", 1, 18, "expected a probability above 0"},
      {"with probability nan at each byte: nack", 1, 18, "expected a probability above 0"},
      {"with probability 0.1 at byte 3: nack", 1, 25, "expected 'each'"},
      {"with probability 0.1 at each byte of read 3: nack", 1, 35, "expected ':' here"},
      {"seed x", 1, 6, "expected a seed, a whole number"},
      {"at read 1: stuck", 1, 17, "expected the line that is stuck: sda or scl"},
  };
  for (const Wrong& wrong : cases) {
    try {
      parseFaultPlan(wrong.text, "bad.faults");
      ADD_FAILURE() << "accepted: " << wrong.text;
    } catch (const FaultPlanError& error) {
      const std::string message = error.what();
      EXPECT_EQ(error.line(), wrong.line) << wrong.text;
      EXPECT_EQ(error.column(), wrong.column) << wrong.text;
      EXPECT_NE(message.find(wrong.sentence), std::string::npos) << message;
      EXPECT_EQ(message.find("bad.faults:" + std::to_string(wrong.line) + ":"), 0U) << message;
    }
  }
}

TEST(FaultPlan, PrintsNoControlCharactersOfAWrongFile) {
  try {
    parseFaultPlan("at \x1b[31m" + std::string(500, 'x'));
    FAIL();
  } catch (const FaultPlanError& error) {
    const std::string message = error.what();
    EXPECT_EQ(message.find('\x1b'), std::string::npos);
    EXPECT_LT(message.size(), 200U);
  }
}

TEST(FaultPlan, IsWrittenAsItIsRead) {
  const std::string text =
      "seed 42\n"
      "at transaction 3: nack\n"
      "at byte 2 of read 5: flip bit 0\n"
      "at byte 9 to 0x35: flip bit ack\n"
      "at command 2 of Sign: power-cut after 500us for 10ms\n"
      "at command 1 of 0x77: late by 1500ns\n"
      "at wake 2: lose\n"
      "at write 1: stuck scl for 2s\n"
      "with probability 0.01 at each byte: flip bit any\n"
      "with probability 1 at each command of ECDH: ecc-fault\n";
  EXPECT_EQ(formatFaultPlan(parseFaultPlan(text)), text);
}

RC_GTEST_PROP(FaultPlan, SurvivesAnyText, (const std::string& text)) {
  try {
    const std::string written = formatFaultPlan(parseFaultPlan(text));
    RC_ASSERT(formatFaultPlan(parseFaultPlan(written)) == written);
  } catch (const FaultPlanError& error) {
    RC_ASSERT(error.line() >= 1U);
  }
}

TEST(FaultPlan, IsReadFromAFile) {
  const TemporaryFolder folder("signet-test");
  std::ofstream(folder.path("a.faults")) << "at byte 1: nack\nat byte 2: nak\n";
  try {
    loadFaultPlan(folder.path("a.faults"));
    FAIL();
  } catch (const FaultPlanError& error) {
    EXPECT_EQ(error.line(), 2U);
    EXPECT_EQ(std::string(error.what()).find(folder.path("a.faults") + ":2:12: "), 0U) << error.what();
  }
  EXPECT_THROW(loadFaultPlan(folder.path("none")), FaultPlanError);
}

}  // namespace
}  // namespace signet::emulator
