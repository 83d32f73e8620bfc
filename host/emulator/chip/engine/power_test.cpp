// Power cut at every microsecond of every writing command: what survives is the old content, the new one, or
// what the datasheet allows in between.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "host/emulator/chip/crypto/messages.h"
#include "host/emulator/chip/engine/machine.h"
#include "host/emulator/chip/memory/monotonic_counter.h"
#include "host/emulator/chip/test/test_chip.h"

namespace signet::emulator::test {
namespace {

using namespace std::chrono_literals;

const ChipOptions kSeeded{.randomSeed = 7};

/// A command that writes, on a chip that was made ready for it.
struct WritingCommand {
  std::string name;
  Eeprom part;
  std::function<void(TestChip&)> prepare;
  Buffer group;
  /// Contents allowed to survive besides those before and after the command, in the order of time.
  std::function<bool(const Eeprom& before, const Eeprom& survived, const Eeprom& after)> mayBeTorn = {};
};

void PrintTo(const WritingCommand& command, std::ostream* out) {
  *out << command.name;
}

const auto kSequence = counting<32>();

void nothing(TestChip&) {}

void passThrough(TestChip& chip) {
  ASSERT_EQ(chip.status(0x16, 0x03, 0, std::vector<std::uint8_t>(32, 0x33)), kSuccess);
}

void randomNonce(TestChip& chip) {
  ASSERT_EQ(chip.status(0x16, 0x00, 0, Buffer(20)), kData);
}

void genDigOfSlot4(TestChip& chip) {
  passThrough(chip);
  ASSERT_EQ(chip.status(0x15, 0x02, 4), kSuccess);
}

/// The value TempKey has after genDigOfSlot4, of a chip whose slot 4 is all FF.
Digest tempKeyOfSlot4() {
  std::array<std::uint8_t, 32> key;
  key.fill(0xFF);
  std::array<std::uint8_t, 32> tempKey;
  tempKey.fill(0x33);
  return gendig::ofValue(key, {0x02, 0x0004}, ConfigView(factoryPart()).serialNumber(), tempKey);
}

Buffer encryptedWrite(std::uint8_t p1, std::uint16_t p2) {
  const Digest tempKey = tempKeyOfSlot4();
  const auto plain = counting<32>();
  const auto cipher = xorWithTempKey(plain, tempKey);
  const Digest mac = writeMac(tempKey, {p1, p2}, ConfigView(factoryPart()).serialNumber(), plain);
  Buffer data(64);
  std::ranges::copy(mac, std::ranges::copy(cipher, data.begin()).out);
  return makeGroup(0x12, p1, p2, data);
}

/// A private key for slot 0 in clear.
Buffer privWrite() {
  Buffer value(36);
  value[35] = 5;
  return makeGroup(0x46, 0x00, 0, value);
}

bool keyIsInvalid(const Eeprom& before, const Eeprom& survived, const Eeprom&) {
  Eeprom expected = before;
  expected.privateKeyValid = 0;
  return survived == expected;
}

bool onlySlot9Differs(const Eeprom& before, const Eeprom& survived, const Eeprom& after) {
  Eeprom elsewhere = survived;
  std::ranges::copy(before.slot(9), elsewhere.slot(9).begin());
  const bool garbage = !std::ranges::equal(survived.slot(9), before.slot(9)) &&
                       !std::ranges::equal(survived.slot(9), after.slot(9));
  return elsewhere == before && garbage;
}

/// Only the use was taken (or the seed renewed): all else as before.
bool usedOnly(const Eeprom& before, const Eeprom& survived, const Eeprom& after) {
  Eeprom expected = before;
  std::copy_n(after.config.begin() + 52, 32, expected.config.begin() + 52);
  expected.rngSeed = after.rngSeed;
  return survived == expected;
}

/// Slot 9 may be rolled without a MAC, slot 10 created from slot 4; slot 0 takes ECDH results into slot 1.
Eeprom partWithKeys() {
  Eeprom part = withSlot(factoryPart(), 9, 0x24C4, 0x001C);
  part = withSlot(part, 10, 0x34C4, 0x001C);
  part = withSlot(part, 0, 0x6F8F, 0x0033);
  part = withSlot(part, 1, 0x0FC4, 0x001C);
  return withSlot(part, 11, 0x4400, 0x001C);
}

void makeKey(TestChip& chip) {
  ASSERT_EQ(chip.status(0x40, 0x04, 0), kData);
  chip.sleep();
}

/// The generator of the curve, a point every implementation knows.
Buffer generatorPoint() {
  return unhex(
      "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
      "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5");
}

std::vector<WritingCommand> writingCommands() {
  const Eeprom blank = factoryPart();
  const Eeprom open = configLocked(partWithKeys());
  const Eeprom closed = bothLocked(partWithKeys());
  const Eeprom limitedParent =
      bothLocked(withSlot(withSlot(partWithKeys(), 4, 0x8FAF, 0x001C), 10, 0x34C4, 0x001C));
  return {
      {"WriteConfigWord", blank, nothing, makeGroup(0x12, 0x00, 5, unhex("01020304"))},
      {"WriteConfigBlock", blank, nothing, makeGroup(0x12, 0x80, 0x08, kSequence)},
      {"WriteSlotBeforeDataLock", open, nothing, makeGroup(0x12, 0x82, 0x0040, kSequence)},
      {"WriteSlotClear", closed, nothing, makeGroup(0x12, 0x82, 0x0040, kSequence)},
      {"WriteSlotWord", closed, nothing, makeGroup(0x12, 0x02, 0x0040, unhex("01020304"))},
      {"WriteSlotEncrypted", closed, genDigOfSlot4, encryptedWrite(0x82, 0x0058)},
      {"WriteOtpBlock", open, nothing, makeGroup(0x12, 0x81, 0, kSequence)},
      {"ConsumeOtp", closed, nothing, makeGroup(0x12, 0x01, 3, unhex("0F0F0F0F"))},
      {"LockConfig", blank, nothing, makeGroup(0x17, 0x80, 0)},
      {"LockData", open, nothing, makeGroup(0x17, 0x81, 0)},
      {"LockSlot", open, nothing, makeGroup(0x17, 0x22, 0)},
      {"IncrementCounter", blank, nothing, makeGroup(0x24, 0x01, 1)},
      {"UpdateUserExtra", closed, nothing, makeGroup(0x20, 0x00, 0x42)},
      {"UpdateSelector", closed, nothing, makeGroup(0x20, 0x01, 0x42)},
      {"ConsumeUseOfSlot15", closed, nothing, makeGroup(0x20, 0x02, 15)},
      {"ConsumeUseOfSlot7", closed, nothing, makeGroup(0x20, 0x02, 7)},
      {"RandomRenewsSeed", open, nothing, makeGroup(0x1B, 0x00, 0)},
      {"NonceRenewsSeed", open, nothing, makeGroup(0x16, 0x00, 0, Buffer(20))},
      {"MacOfLimitedKey", closed, nothing, makeGroup(0x08, 0x00, 7, kSequence)},
      {"GenKeyCreate", open, nothing, makeGroup(0x40, 0x04, 0), usedOnly},
      {"PrivWriteFirst", open, nothing, privWrite()},
      {"PrivWriteOverAKey", open, makeKey, privWrite(), keyIsInvalid},
      {"EcdhIntoNextSlot", open, makeKey, makeGroup(0x43, 0x00, 0, generatorPoint())},
      {"DeriveKeyRoll", closed, randomNonce, makeGroup(0x1C, 0x00, 9), onlySlot9Differs},
      {"DeriveKeyCreate", closed, randomNonce, makeGroup(0x1C, 0x00, 10)},
      {"DeriveKeyCreateFromLimitedParent", limitedParent, randomNonce, makeGroup(0x1C, 0x00, 10), usedOnly},
  };
}

class PowerCut : public testing::TestWithParam<WritingCommand> {
 protected:
  /// Ready to be sent the command.
  TestChip prepared() const {
    TestChip chip(GetParam().part, kSeeded);
    GetParam().prepare(chip);
    if (chip.chip.mode() != Chip::Mode::asleep) chip.idle();
    chip.wake();
    return chip;
  }

  bool isAllowed(const Eeprom& before, const Eeprom& survived, const Eeprom& after) const {
    if (survived == before || survived == after) return true;
    return GetParam().mayBeTorn && GetParam().mayBeTorn(before, survived, after);
  }
};

TEST_P(PowerCut, AtEveryMicrosecondLeavesALegalState) {
  TestChip chip = prepared();
  const Eeprom before = chip.chip.eeprom();
  ASSERT_TRUE(chip.sendGroup(GetParam().group));
  ASSERT_EQ(chip.chip.mode(), Chip::Mode::busy);
  TestChip whole = chip;
  whole.waitReady();
  const Eeprom after = whole.chip.eeprom();
  ASSERT_NE(before, after) << "the command must write";

  std::vector<Eeprom> states{before};
  for (; chip.chip.mode() == Chip::Mode::busy; chip.wait(1us)) {
    TestChip cut = chip;
    cut.powerCycle();
    const Eeprom& survived = cut.chip.eeprom();
    if (survived == states.back()) continue;
    ASSERT_TRUE(isAllowed(before, survived, after)) << (whole.now - cut.now) / 1us << " us before the end";
    states.push_back(survived);
  }
  EXPECT_EQ(states.back(), after) << "the result is there before the master can read it";
  EXPECT_EQ(states.size(), GetParam().mayBeTorn ? 3U : 2U) << "each state is reached once, in order";
}

TEST_P(PowerCut, ByTheWatchdogIsTheSame) {
  TestChip chip = prepared();
  ASSERT_TRUE(chip.sendGroup(GetParam().group));
  for (; chip.chip.mode() == Chip::Mode::busy; chip.wait(100us)) {
    TestChip struck = chip;
    struck.chip.strikeWatchdog(struck.now);
    EXPECT_EQ(struck.chip.mode(), Chip::Mode::asleep);
    TestChip cut = chip;
    cut.chip.powerOff(cut.now);
    EXPECT_EQ(struck.chip.eeprom(), cut.chip.eeprom());
  }
}

TEST_P(PowerCut, LeavesAChipThatWorks) {
  TestChip chip = prepared();
  ASSERT_TRUE(chip.sendGroup(GetParam().group));
  for (; chip.chip.mode() == Chip::Mode::busy; chip.wait(250us)) {
    TestChip cut = chip;
    cut.powerCycle();
    EXPECT_FALSE(cut.chip.start(cut.now, 0xC0)) << "it sleeps";
    EXPECT_EQ(hex(cut.run(0x30, 0x00, 0)), "00005000");
  }
}

INSTANTIATE_TEST_SUITE_P(Section9_1_4, PowerCut, testing::ValuesIn(writingCommands()),
                         [](const auto& command) { return command.param.name; });

TEST(PowerOff, BetweenCommandsLosesNothingLasting) {
  TestChip chip(factoryPart());
  ASSERT_EQ(chip.status(0x17, 0x80, 0), kSuccess);
  chip.powerCycle();
  EXPECT_TRUE(chip.config().configLocked());
}

TEST(PowerOff, IsSilence) {
  TestChip chip(factoryPart());
  chip.wake();
  chip.chip.powerOff(chip.now);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::off);
  EXPECT_FALSE(chip.chip.start(chip.now, 0xC0));
  EXPECT_EQ(chip.chip.read(chip.now), 0xFF);
  EXPECT_EQ(chip.chip.nextEvent(), std::nullopt);
}

TEST(PowerOn, TwiceChangesNothing) {
  TestChip chip(factoryPart());
  chip.wake();
  chip.chip.powerOn(chip.now);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::awake);
}

TEST(PowerCutOfLimitedUse, CostsTheUseAndGivesNoResult) {
  TestChip chip(bothLocked());
  chip.wake();
  chip.sendGroup(makeGroup(0x08, 0x00, 7, Buffer(32)));
  chip.wait(1250us);  // a quarter of MAC's 5 ms
  chip.powerCycle();
  EXPECT_EQ(readCounter(chip.chip.eeprom(), 0), 1U);
  chip.wake();
  EXPECT_EQ(hex(chip.readGroup()), "04113343");
}

}  // namespace
}  // namespace signet::emulator::test
