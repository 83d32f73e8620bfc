// Random and Nonce: the generator, its seed, and how TempKey is filled (section 3.4).
#include <gtest/gtest.h>

#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator::test {
namespace {

constexpr std::uint8_t kRandom = 0x1B;
constexpr std::uint8_t kNoSeedUpdate = 0x01, kPassThrough = 0x03;
constexpr std::uint16_t kChained = 0x8000;

std::string pattern() {
  std::string text;
  for (int i = 0; i < 8; ++i) text += "FFFF0000";
  return text;
}

// ---- Random

TEST(Random, IsAPatternUntilTheConfigLock) {
  for (const std::uint8_t mode : {std::uint8_t{0}, kNoSeedUpdate}) {
    TestChip chip(factoryPart());
    EXPECT_EQ(hex(chip.run(kRandom, mode, 0)), pattern());
    EXPECT_EQ(hex(chip.run(kRandom, mode, 0)), pattern());
    EXPECT_EQ(chip.chip.eeprom(), factoryPart()) << "no seed is renewed";
  }
}

TEST(Random, IsRandomAfterIt) {
  for (const Lock lock : {Lock::config, Lock::both}) {
    TestChip chip(in(lock, factoryPart()));
    const Buffer a = chip.run(kRandom, 0, 0);
    const Buffer b = chip.run(kRandom, kNoSeedUpdate, 0);
    EXPECT_NE(hex(a), pattern());
    EXPECT_NE(a, b);
    TestChip other(in(lock, factoryPart()));
    EXPECT_NE(other.run(kRandom, 0, 0), a) << "from the operating system";
  }
}

TEST(Random, RepeatsWithItsSeedButNotBetweenChips) {
  ChipOptions options;
  options.randomSeed = 42;
  TestChip a(configLocked(), options);
  TestChip b(configLocked(), options);
  TestChip otherPart(configLocked(Eeprom::factory(9)), options);
  options.randomSeed = 43;
  TestChip otherSeed(configLocked(), options);
  const Buffer first = a.run(kRandom, 0, 0);
  EXPECT_EQ(b.run(kRandom, 0, 0), first);
  EXPECT_NE(otherPart.run(kRandom, 0, 0), first);
  EXPECT_NE(otherSeed.run(kRandom, 0, 0), first);
  EXPECT_EQ(a.run(kRandom, 0, 0), b.run(kRandom, 0, 0));
}

TEST(Random, RefusesOtherModesAndParameters) {
  TestChip chip(factoryPart());
  for (unsigned mode = 2; mode < 256; ++mode) {
    EXPECT_EQ(chip.status(kRandom, static_cast<std::uint8_t>(mode), 0), kParseError);
  }
  EXPECT_EQ(chip.status(kRandom, 0, 1), kParseError);
  EXPECT_EQ(chip.status(kRandom, 0, 0x8000), kParseError);
  EXPECT_EQ(chip.status(kRandom, 0, 0, Buffer(1)), kParseError);
}

TEST(Random, ClearsOrKeepsTempKeyAsChosen) {
  for (const bool clears : {true, false}) {
    ChipOptions options = seeded();
    options.randomClearsTempKey = clears;
    KeyChip chip(configLocked(), options);
    chip.fixedNonce();
    chip.run(kRandom, 0, 0);
    EXPECT_EQ(chip.tempKeyValid(), !clears);
  }
}

// ---- The seed

/// Bits 1 (SRAM) and 0 (EEPROM) of the second byte of Info(State).
int seedFlags(TestChip& chip) {
  return chip.run(op::kInfo, 0x02, 0).at(1) & 0x03;
}

struct SeedCase {
  const char* name;
  std::uint8_t opcode;
  std::uint8_t mode;
  std::size_t dataSize;
  bool renews;
  int flags;
};

TEST(Seed, IsRenewedByModeZero) {
  for (const SeedCase& row : {SeedCase{"Random 0", kRandom, 0, 0, true, 1},
                              {"Random 1", kRandom, kNoSeedUpdate, 0, false, 2},
                              {"Nonce 0", op::kNonce, 0, 20, true, 1},
                              {"Nonce 1", op::kNonce, kNoSeedUpdate, 20, false, 2},
                              {"Nonce 3", op::kNonce, kPassThrough, 32, false, 0},
                              {"GenKey create", op::kGenKey, 0x04, 0, true, 1}}) {
    TestChip chip(configLocked());
    const auto before = chip.chip.eeprom().rngSeed;
    ASSERT_NE(chip.run(row.opcode, row.mode, 0, Buffer(row.dataSize)).size(), 0U);
    EXPECT_EQ(chip.chip.eeprom().rngSeed != before, row.renews) << row.name;
    EXPECT_EQ(seedFlags(chip), row.flags) << row.name;
  }
}

TEST(Seed, IsRenewedOncePerWakeFromSleep) {
  TestChip chip(configLocked());
  chip.run(kRandom, 0, 0);
  const auto first = chip.chip.eeprom().rngSeed;
  chip.run(kRandom, 0, 0);
  chip.idle();
  chip.run(kRandom, 0, 0);
  EXPECT_EQ(chip.chip.eeprom().rngSeed, first);
  chip.sleep();
  EXPECT_EQ(seedFlags(chip), 0);
  chip.run(kRandom, 0, 0);
  EXPECT_NE(chip.chip.eeprom().rngSeed, first);
}

// ---- Nonce

TEST(Nonce, RandomReturnsTheNumberAndHashesItIntoTempKey) {
  for (const std::uint8_t mode : {std::uint8_t{0}, kNoSeedUpdate}) {
    KeyChip chip(configLocked());
    const Buffer randOut = chip.run(op::kNonce, mode, 0, kNumIn);
    ASSERT_EQ(randOut.size(), 32U);
    EXPECT_TRUE(chip.tempKeyValid());
    EXPECT_EQ(chip.tempKeyFlags(), 0x00) << "SourceFlag = Rand, all else 0";
    chip.expectTempKey(nonceDigest(Span32(randOut), kNumIn, {mode, 0}));
  }
}

TEST(Nonce, PublishedVectors) {
  // Hashing the fixed pattern: N0, and the same with NumIn = 0.
  KeyChip chip(factoryPart(), vectorOptions());
  EXPECT_EQ(hex(chip.run(op::kNonce, 0, 0, kNumIn)), pattern());
  chip.expectTempKey(kN0);
  EXPECT_EQ(hex(chip.run(op::kNonce, 0, 0, Buffer(20))), pattern());
  chip.expectTempKey(unhex<32>("C5A66271D5446DF96F7D9A4AD173B4AE6BE163D42B623E70D164FA145DB1D463"));
}

TEST(Nonce, PassThroughIsTheInput) {
  for (const Lock lock : kAllLocks) {
    KeyChip chip(in(lock, factoryPart()));
    EXPECT_EQ(chip.status(op::kNonce, kPassThrough, 0, kSequence), kSuccess);
    EXPECT_TRUE(chip.tempKeyValid());
    EXPECT_EQ(chip.tempKeyFlags(), 0x10) << "SourceFlag = Input";
    chip.expectTempKey(kSequence);
  }
}

TEST(Nonce, ClearsTheFlagsOfGenDig) {
  KeyChip chip(configLocked(keyPart()));
  chip.fixedNonce();
  ASSERT_EQ(chip.status(op::kGenDig, 0x02, 6, Buffer(4)), kSuccess);  // a NoMac slot
  EXPECT_EQ(chip.tempKeyFlags(), 0x80 | 0x20 | 0x10 | 6);
  chip.randomNonce();
  EXPECT_EQ(chip.tempKeyFlags(), 0x00);
}

TEST(Nonce, ChainedHashesTheOldTempKeyAndKeepsFlags) {
  KeyChip chip(configLocked(keyPart()));
  chip.fixedNonce();
  const Buffer next = chip.run(op::kNonce, 0x00, kChained, kNumIn);
  const Digest expected = nonceDigest(kSequence, kNumIn, {0x00, kChained});
  EXPECT_EQ(hex(next), hex(expected)) << "the new TempKey is the answer";
  EXPECT_EQ(chip.tempKeyFlags(), 0x10);
  chip.expectTempKey(expected);

  chip.fixedNonce();
  chip.genDig(4);
  EXPECT_EQ(chip.status(op::kNonce, 0x01, kChained, kNumIn), kData);
  EXPECT_EQ(chip.tempKeyFlags(), 0x34);
}

TEST(Nonce, ChainedMayCountAsRandom) {
  ChipOptions options = seeded();
  options.chainedNonceIsRandom = true;
  KeyChip chip(configLocked(), options);
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kNonce, 0x00, kChained, kNumIn), kData);
  EXPECT_EQ(chip.tempKeyFlags(), 0x00);
}

TEST(Nonce, ChainedNeedsAValidTempKey) {
  KeyChip chip(configLocked());
  EXPECT_EQ(chip.status(op::kNonce, 0x00, kChained, kNumIn), kExecutionError);
}

TEST(Nonce, RefusesOtherModesSizesAndParameters) {
  KeyChip chip(factoryPart());
  for (unsigned mode = 0; mode < 256; ++mode) {
    for (const std::size_t size : {0U, 20U, 32U}) {
      const bool legal = (mode <= 1 && size == 20) || (mode == 3 && size == 32);
      const int status = chip.status(op::kNonce, static_cast<std::uint8_t>(mode), 0, Buffer(size));
      EXPECT_EQ(status == kParseError, !legal) << mode << " " << size;
    }
  }
  for (unsigned bit = 0; bit < 15; ++bit) {
    EXPECT_EQ(chip.status(op::kNonce, 0, static_cast<std::uint16_t>(1U << bit), kNumIn), kParseError);
    EXPECT_EQ(chip.status(op::kNonce, 3, static_cast<std::uint16_t>(1U << bit), kSequence), kParseError);
  }
  EXPECT_EQ(chip.status(op::kNonce, 3, kChained, kSequence), kParseError);
}

TEST(Nonce, ErrorsClearTempKey) {
  KeyChip chip(factoryPart());
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kNonce, 2, 0, kSequence), kParseError);
  EXPECT_FALSE(chip.tempKeyValid());
}

}  // namespace
}  // namespace signet::emulator::test
