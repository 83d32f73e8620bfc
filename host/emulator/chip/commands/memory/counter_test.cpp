// Counter, UpdateExtra and Pause.
#include <gtest/gtest.h>

#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator::test {
namespace {

constexpr std::uint8_t kUpdateExtra = 0x20, kPause = 0x01;
constexpr std::uint8_t kReadMode = 0, kIncrement = 1;

Eeprom withCounter(Eeprom part, unsigned counter, std::uint32_t value) {
  storeCounter(part, counter, value);
  return part;
}

// ---- Counter

TEST(CounterCommand, ReadsAndIncrementsInEveryLockState) {
  for (const Lock lock : kAllLocks) {
    TestChip chip(in(lock, withCounter(factoryPart(), 1, 0x12344)));
    EXPECT_EQ(hex(chip.run(op::kCounter, kReadMode, 0)), "00000000");
    EXPECT_EQ(hex(chip.run(op::kCounter, kReadMode, 1)), "44230100");
    EXPECT_EQ(hex(chip.run(op::kCounter, kIncrement, 1)), "45230100");
    EXPECT_EQ(hex(chip.run(op::kCounter, kReadMode, 1)), "45230100");
    EXPECT_EQ(hex(chip.run(op::kCounter, kReadMode, 0)), "00000000") << "the other one";
  }
}

TEST(CounterCommand, ShowsInTheConfiguration) {
  TestChip chip(withCounter(factoryPart(), 0, 99));
  EXPECT_EQ(hex(chip.run(op::kCounter, kIncrement, 0)), "64000000");
  EXPECT_EQ(hex(chip.run(op::kRead, 0x00, 13)), "0FFF0000");
  EXPECT_EQ(hex(chip.run(op::kRead, 0x00, 14)), "00030002");
}

TEST(CounterCommand, StopsAtItsEnd) {
  TestChip chip(withCounter(factoryPart(), 0, kCounterMax - 1));
  EXPECT_EQ(hex(chip.run(op::kCounter, kIncrement, 0)), "FFFF1F00");
  const Eeprom end = chip.chip.eeprom();
  EXPECT_EQ(chip.status(op::kCounter, kIncrement, 0), kExecutionError);
  EXPECT_EQ(chip.chip.eeprom(), end);
  EXPECT_EQ(hex(chip.run(op::kCounter, kReadMode, 0)), "FFFF1F00");
}

TEST(CounterCommand, MakesAnyPatternCanonical) {
  Eeprom part = factoryPart();
  std::ranges::copy(unhex("000000FF00020002"), part.config.begin() + 52);  // 88 in a form of its own
  TestChip chip(part);
  EXPECT_EQ(hex(chip.run(op::kCounter, kIncrement, 0)), "59000000");
  EXPECT_EQ(readCounter(chip.chip.eeprom(), 0), 89U);
}

TEST(CounterCommand, RefusesOtherModesAndCounters) {
  TestChip chip(factoryPart());
  for (unsigned mode = 2; mode < 256; ++mode) {
    EXPECT_EQ(chip.status(op::kCounter, static_cast<std::uint8_t>(mode), 0), kParseError);
  }
  for (const std::uint16_t p2 : {2, 3, 0x100, 0x8000}) {
    EXPECT_EQ(chip.status(op::kCounter, kReadMode, p2), kParseError);
  }
  EXPECT_EQ(chip.status(op::kCounter, kReadMode, 0, Buffer(4)), kParseError);
}

TEST(CounterCommand, ClearsOrKeepsTempKeyAsChosen) {
  for (const bool clears : {true, false}) {
    ChipOptions options = seeded();
    options.counterClearsTempKey = clears;
    KeyChip chip(factoryPart(), options);
    chip.fixedNonce();
    chip.run(op::kCounter, kReadMode, 0);
    EXPECT_EQ(chip.tempKeyValid(), !clears);
  }
}

// ---- UpdateExtra

TEST(UpdateExtra, WritesUserExtraOnce) {
  for (const Lock lock : kAllLocks) {
    TestChip chip(in(lock, factoryPart()));
    EXPECT_EQ(chip.status(kUpdateExtra, 0, 0x00), kSuccess) << "00 over 00, as often as one likes";
    EXPECT_EQ(chip.status(kUpdateExtra, 0, 0x00), kSuccess);
    EXPECT_EQ(chip.status(kUpdateExtra, 0, 0x42), kSuccess);
    EXPECT_EQ(chip.config().userExtra(), 0x42);
    EXPECT_EQ(chip.status(kUpdateExtra, 0, 0x43), kExecutionError);
    EXPECT_EQ(chip.status(kUpdateExtra, 0, 0x00), kExecutionError);
    EXPECT_EQ(chip.config().userExtra(), 0x42);
  }
}

TEST(UpdateExtra, MayHaveToWaitForTheConfigLock) {
  ChipOptions options;
  options.updateExtraBeforeConfigLock = false;
  TestChip open(factoryPart(), options);
  EXPECT_EQ(open.status(kUpdateExtra, 0, 0x42), kExecutionError);
  TestChip locked(configLocked(), options);
  EXPECT_EQ(locked.status(kUpdateExtra, 0, 0x42), kSuccess);
}

/// ChipMode.SelectorMode and a Selector.
Eeprom withSelector(std::uint8_t chipMode, std::uint8_t selector) {
  Eeprom part = bothLocked();
  part.config[config_byte::kChipMode] = chipMode;
  part.config[config_byte::kSelector] = selector;
  return part;
}

struct SelectorCase {
  std::uint8_t chipMode;
  std::uint8_t selector;
  SelectorUpdate reading;
  int status;
};

TEST(UpdateExtra, WritesTheSelectorAsSelectorModeAllows) {
  using enum SelectorUpdate;
  for (const SelectorCase& row : {SelectorCase{0, 0, ifZero, kSuccess},
                                  {0, 7, ifZero, kSuccess},
                                  {1, 0, ifZero, kSuccess},
                                  {1, 7, ifZero, kExecutionError},
                                  {0, 7, ifNonZero, kSuccess},
                                  {1, 0, ifNonZero, kExecutionError},
                                  {1, 7, ifNonZero, kSuccess}}) {
    ChipOptions options;
    options.selectorUpdate = row.reading;
    TestChip chip(withSelector(row.chipMode, row.selector), options);
    EXPECT_EQ(chip.status(kUpdateExtra, 1, 0x55), row.status);
    EXPECT_EQ(chip.config().selector(), row.status == kSuccess ? 0x55 : row.selector);
  }
}

TEST(UpdateExtra, TakesUsesOfLimitedKeys) {
  // Factory: slots 7 and 15 are limited.
  for (const std::uint8_t mode : {0x02, 0x03}) {
    TestChip chip(bothLocked());
    EXPECT_EQ(chip.status(kUpdateExtra, mode, 7), kSuccess);
    EXPECT_EQ(readCounter(chip.chip.eeprom(), 0), 1U);
    EXPECT_EQ(chip.status(kUpdateExtra, mode, 15), kSuccess);
    EXPECT_EQ(chip.chip.eeprom().config[68], 0x7F);
    const Eeprom before = chip.chip.eeprom();
    EXPECT_EQ(chip.status(kUpdateExtra, mode, 5), kSuccess) << "not limited: nothing to do";
    EXPECT_EQ(chip.chip.eeprom(), before);
  }
}

TEST(UpdateExtra, ExhaustsSlot15Bit128) {
  TestChip chip(bothLocked());
  for (int use = 0; use < 128; ++use) ASSERT_EQ(chip.status(kUpdateExtra, 0x02, 15), kSuccess) << use;
  for (unsigned i = 68; i < 84; ++i) EXPECT_EQ(chip.chip.eeprom().config[i], 0x00);
  EXPECT_EQ(chip.status(kUpdateExtra, 0x02, 15), kExecutionError);
}

TEST(UpdateExtra, ClearsLastKeyUseBitByBit) {
  TestChip chip(bothLocked());
  for (const std::uint8_t expected : {0x7F, 0x3F, 0x1F, 0x0F, 0x07, 0x03, 0x01, 0x00}) {
    ASSERT_EQ(chip.status(kUpdateExtra, 0x02, 15), kSuccess);
    EXPECT_EQ(chip.chip.eeprom().config[68], expected);
    EXPECT_EQ(chip.chip.eeprom().config[69], 0xFF);
  }
  ASSERT_EQ(chip.status(kUpdateExtra, 0x02, 15), kSuccess);
  EXPECT_EQ(chip.chip.eeprom().config[69], 0x7F);
}

TEST(UpdateExtra, RefusesAnExhaustedCounter) {
  const Eeprom part = withCounter(bothLocked(), 0, kCounterMax);
  TestChip chip(part);
  EXPECT_EQ(chip.status(kUpdateExtra, 0x02, 7), kExecutionError);
  EXPECT_EQ(chip.chip.eeprom(), part);
}

TEST(UpdateExtra, TakesNoUseBeforeTheDataLockUnlessChosen) {
  for (const bool binds : {false, true}) {
    ChipOptions options;
    options.policiesBeforeDataLock = binds;
    TestChip chip(configLocked(), options);
    EXPECT_EQ(chip.status(kUpdateExtra, 0x02, 7), kSuccess);
    EXPECT_EQ(readCounter(chip.chip.eeprom(), 0), binds ? 1U : 0U);
  }
}

TEST(UpdateExtra, RefusesOtherModesAndParameters) {
  TestChip chip(bothLocked());
  for (unsigned mode = 4; mode < 256; ++mode) {
    EXPECT_EQ(chip.status(kUpdateExtra, static_cast<std::uint8_t>(mode), 0), kParseError);
  }
  for (const std::uint8_t mode : {0, 1, 2}) EXPECT_EQ(chip.status(kUpdateExtra, mode, 0x0100), kParseError);
  EXPECT_EQ(chip.status(kUpdateExtra, 0, 0, Buffer(1)), kParseError);
}

// ---- Pause

TEST(Pause, KeepsTheChosenChipAwake) {
  for (const std::uint8_t selector : {0x00, 0x07, 0xFF}) {
    TestChip chip(withSelector(0, selector));
    EXPECT_EQ(chip.status(kPause, selector, 0), kSuccess);
    EXPECT_EQ(chip.chip.mode(), Chip::Mode::awake);
  }
}

TEST(Pause, SendsTheOthersToIdleWithoutAnAnswer) {
  KeyChip chip(withSelector(0, 7));
  chip.fixedNonce();
  ASSERT_TRUE(chip.sendGroup(makeGroup(kPause, 6, 0)));
  chip.waitReady();
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::idle);
  chip.wake();
  EXPECT_EQ(hex(chip.readGroup()), "04113343");
  EXPECT_TRUE(chip.tempKeyValid()) << "idle keeps it";
}

TEST(Pause, RefusesParam2AndData) {
  TestChip chip(bothLocked());
  EXPECT_EQ(chip.status(kPause, 0, 1), kParseError);
  EXPECT_EQ(chip.status(kPause, 0, 0, Buffer(1)), kParseError);
}

}  // namespace
}  // namespace signet::emulator::test
