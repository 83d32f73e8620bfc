// Lock: what it checks, what it changes, and that there is no way back.
#include <gtest/gtest.h>

#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator::test {
namespace {

constexpr std::uint8_t kLock = 0x17;
constexpr std::uint8_t kConfig = 0x00, kDataAndOtp = 0x01, kNoCrc = 0x80;

std::uint8_t slotMode(unsigned slot) {
  return static_cast<std::uint8_t>(0x02 | slot << 2);
}

int lock(TestChip& chip, std::uint8_t mode, std::uint16_t summary = 0) {
  return chip.status(kLock, mode, summary);
}

std::uint16_t configCrc(const Eeprom& part) {
  return crc16(part.config);
}

TEST(LockConfig, NeedsTheSummaryOfAll128Bytes) {
  const Eeprom part = factoryPart();
  TestChip chip(part);
  EXPECT_EQ(lock(chip, kConfig, static_cast<std::uint16_t>(configCrc(part) ^ 0x0100)), kExecutionError);
  EXPECT_FALSE(chip.config().configLocked());
  EXPECT_EQ(lock(chip, kConfig, configCrc(part)), kSuccess);
  Eeprom expected = part;
  expected.config[87] = 0x00;
  EXPECT_EQ(chip.chip.eeprom(), expected) << "one byte changes";
}

TEST(LockConfig, SummaryOfAPublishedPart) {
  // A published dump of a factory part and the CRC over its 128 bytes as they stand, F9 9C on the bus.
  Eeprom part = Eeprom::factory(1);
  std::ranges::copy(unhex("01233B7E00005000E9F5342BEEC05400"), part.config.begin());
  EXPECT_EQ(configCrc(part), 0x9CF9);
}

TEST(LockConfig, MayGoWithoutSummary) {
  TestChip chip(factoryPart());
  EXPECT_EQ(lock(chip, kConfig | kNoCrc, 0x1234), kParseError) << "then p2 must be zero";
  EXPECT_EQ(lock(chip, kConfig | kNoCrc), kSuccess);
  EXPECT_TRUE(chip.config().configLocked());
}

TEST(LockConfig, WorksOnce) {
  for (const Lock state : {Lock::config, Lock::both}) {
    TestChip chip(in(state, factoryPart()));
    EXPECT_EQ(lock(chip, kConfig | kNoCrc), kExecutionError);
    EXPECT_EQ(lock(chip, kConfig, configCrc(chip.chip.eeprom())), kExecutionError);
  }
}

TEST(LockData, NeedsTheConfigLockAndWorksOnce) {
  for (const Lock state : kAllLocks) {
    const Eeprom part = in(state, factoryPart());
    TestChip chip(part);
    EXPECT_EQ(lock(chip, kDataAndOtp | kNoCrc), state == Lock::config ? kSuccess : kExecutionError);
    Eeprom expected = part;
    if (state == Lock::config) expected.config[86] = 0x00;
    EXPECT_EQ(chip.chip.eeprom(), expected);
  }
}

/// The summary as the datasheet describes it under Lock, put together by hand.
std::uint16_t dataCrc(const Eeprom& part, std::initializer_list<unsigned> privateSlots) {
  Buffer all;
  for (unsigned slot = 0; slot < 16; ++slot) {
    if (std::ranges::find(privateSlots, slot) == privateSlots.end()) all = join({all, part.slot(slot)});
  }
  all = join({all, part.otp});
  return crc16({all.data(), all.size()});
}

TEST(LockData, SummarySkipsPrivateSlotsAndCountsOtp) {
  Eeprom part = configLocked(keyPart());
  part.otp = counting<64>();
  part = withContent(part, 8, counting<200>());
  part = withSlot(part, 13, 0x8F8F, kPrivate);
  const std::uint16_t right = dataCrc(part, {0, 1, 2, 13});
  for (const std::uint16_t wrong :
       {dataCrc(part, {}), dataCrc(part, {0, 1, 2}), dataCrc(part, {0, 1, 2, 13, 8})}) {
    TestChip chip(part);
    ASSERT_NE(wrong, right);
    EXPECT_EQ(lock(chip, kDataAndOtp, wrong), kExecutionError);
    EXPECT_FALSE(chip.config().dataLocked());
  }
  TestChip chip(part);
  EXPECT_EQ(lock(chip, kDataAndOtp, right), kSuccess);
  EXPECT_TRUE(chip.config().dataLocked());
}

TEST(LockData, SummaryTakesTheNibbleAsItIs) {
  Eeprom part = withSlot(configLocked(keyPart()), 14, kOpenData, kValidatedPublic);
  TestChip chip(part);
  ASSERT_EQ(chip.status(op::kWrite, 0x82, 0x0070, Buffer(32)), kSuccess);  // the chip sets nibble A
  part = chip.chip.eeprom();
  EXPECT_EQ(part.slot(14)[0], 0xA0);
  EXPECT_EQ(lock(chip, kDataAndOtp, dataCrc(part, {0, 1, 2})), kSuccess);
}

TEST(LockSummary, CodeIsAnOption) {
  ChipOptions options;
  options.badLockSummary = ErrorCode::parseError;
  TestChip open(factoryPart(), options);
  EXPECT_EQ(lock(open, kConfig, 0x0000), kParseError);
  TestChip half(configLocked(), options);
  EXPECT_EQ(lock(half, kDataAndOtp, 0x0000), kParseError);
}

TEST(LockSlot, NeedsConfigLockLockableAndItsBit) {
  for (const Lock state : kAllLocks) {
    for (unsigned slot = 0; slot < 16; ++slot) {
      for (const bool lockable : {false, true}) {
        const Eeprom part = in(state, withSlot(keyPart(), slot, 0x0000, lockable ? 0x003C : 0x001C));
        TestChip chip(part);
        const bool works = state != Lock::open && lockable;
        EXPECT_EQ(lock(chip, slotMode(slot)), works ? kSuccess : kExecutionError) << state << slot;
        EXPECT_EQ(chip.chip.eeprom(), works ? withSlotLocked(part, slot) : part);
        EXPECT_EQ(lock(chip, slotMode(slot)), kExecutionError) << "never twice";
      }
    }
  }
}

TEST(LockSlot, IgnoresSummaryAndBit7) {
  TestChip chip(configLocked());
  EXPECT_EQ(lock(chip, slotMode(8), 0xABCD), kSuccess);
  EXPECT_EQ(lock(chip, static_cast<std::uint8_t>(slotMode(9) | 0x80), 0x1234), kSuccess);
}

TEST(LockMode, HasNoOtherBits) {
  for (unsigned mode = 0; mode < 256; ++mode) {
    const bool slot = (mode & 0x43) == 0x02;
    const bool zone = (mode & 0x7F) == 0x00 || (mode & 0x7F) == 0x01;
    TestChip chip(factoryPart());
    EXPECT_EQ(lock(chip, static_cast<std::uint8_t>(mode)) != kParseError, slot || zone) << mode;
  }
  TestChip chip(factoryPart());
  EXPECT_EQ(chip.status(kLock, kNoCrc, 0, Buffer(2)), kParseError);
  EXPECT_FALSE(chip.config().configLocked());
}

TEST(LockTempKey, IsCleared) {
  KeyChip chip(factoryPart());
  chip.fixedNonce();
  EXPECT_EQ(lock(chip, kConfig | kNoCrc), kSuccess);
  EXPECT_FALSE(chip.tempKeyValid());
}

}  // namespace
}  // namespace signet::emulator::test
