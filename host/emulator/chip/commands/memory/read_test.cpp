// Read: every rule of the command and of table 2-5 accepted and refused, in every lock state.
#include <gtest/gtest.h>

#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator::test {
namespace {

// SlotConfig words: IsSecret (80h), EncryptRead (40h), ReadKey 4.
constexpr std::uint16_t kClearData = 0x0004, kProhibited = 0x0044, kNeverRead = 0x8084,
                        kEncryptedRead = 0x80C4;

/// Slot 8 of `slotConfig`, its content counting up; key 4 as in keyPart().
Eeprom readPart(std::uint16_t slotConfig, std::uint16_t keyConfig = kOther) {
  Eeprom part = withSlot(keyPart(), 8, slotConfig, keyConfig);
  return withContent(part, 8, counting<200>());
}

int readStatus(TestChip& chip, std::uint8_t p1, std::uint16_t p2) {
  return chip.status(op::kRead, p1, p2);
}

TEST(ReadConfig, WorksInEveryLockState) {
  for (const Lock lock : kAllLocks) {
    const Eeprom part = in(lock, factoryPart());
    TestChip chip(part);
    const std::string all = hex(part.config);
    for (std::uint16_t word = 0; word < 32; ++word) {
      EXPECT_EQ(hex(chip.run(op::kRead, 0x00, word)), all.substr(word * 8U, 8));
      EXPECT_EQ(hex(chip.run(op::kRead, 0x80, word)), all.substr(word / 8 * 64U, 64))
          << "word bits do not count";
    }
  }
}

TEST(ReadConfig, HasNoMoreThan32Words) {
  TestChip chip(factoryPart());
  for (const std::uint16_t p2 : {0x20, 0x40, 0x80, 0x100, 0x8000}) {
    EXPECT_EQ(readStatus(chip, 0x00, p2), kParseError);
    EXPECT_EQ(readStatus(chip, 0x80, p2), kParseError);
  }
}

TEST(ReadOtp, NeedsTheDataLock) {
  for (const Lock lock : kAllLocks) {
    Eeprom part = in(lock, factoryPart());
    part.otp = counting<64>();
    for (const std::uint8_t mode : {0xAA, 0x55, 0x00}) {
      part.config[config_byte::kOtpMode] = mode;
      TestChip chip(part);
      for (std::uint16_t word = 0; word < 16; ++word) {
        const int expected = lock == Lock::both ? kData : kExecutionError;
        EXPECT_EQ(readStatus(chip, 0x01, word), expected);
        EXPECT_EQ(readStatus(chip, 0x81, word), expected);
      }
      EXPECT_EQ(readStatus(chip, 0x01, 0x10), kParseError);
    }
  }
}

TEST(ReadOtp, ReturnsItsBytes) {
  Eeprom part = bothLocked();
  part.otp = counting<64>();
  TestChip chip(part);
  EXPECT_EQ(hex(chip.run(op::kRead, 0x01, 3)), "0C0D0E0F");
  EXPECT_EQ(hex(chip.run(op::kRead, 0x81, 8)), hex(counting<32>(32)));
}

TEST(ReadOtp, LegacyReadingRefusesWords0And1) {
  ChipOptions options;
  options.otpLegacyWords = true;
  Eeprom part = bothLocked();
  for (const auto& [mode, expected] : {std::pair{0xAA, kExecutionError}, {0x00, kData}}) {
    part.config[config_byte::kOtpMode] = static_cast<std::uint8_t>(mode);
    TestChip chip(part, options);
    EXPECT_EQ(readStatus(chip, 0x01, 0), expected);
    EXPECT_EQ(readStatus(chip, 0x01, 1), expected);
    EXPECT_EQ(readStatus(chip, 0x01, 2), kData);
  }
}

TEST(ReadData, IsRefusedBeforeTheDataLock) {
  for (const Lock lock : {Lock::open, Lock::config}) {
    TestChip chip(in(lock, readPart(kClearData)));
    EXPECT_EQ(readStatus(chip, 0x02, 0x0040), kExecutionError);
    EXPECT_EQ(readStatus(chip, 0x82, 0x0040), kExecutionError);
  }
}

struct ReadRule {
  const char* name;
  std::uint16_t slotConfig;
  std::uint16_t keyConfig;
  bool genDig;  ///< TempKey made from the read key and a random number
  int word;
  int block;
};

TEST(ReadData, FollowsTable25) {
  for (const ReadRule& rule : {
           ReadRule{"clear", kClearData, kOther, false, kData, kData},
           {"clear, with TempKey", kClearData, kOther, true, kData, kData},
           {"EncryptRead without IsSecret", kProhibited, kOther, true, kExecutionError, kExecutionError},
           {"secret", kNeverRead, kOther, true, kExecutionError, kExecutionError},
           {"encrypted, no TempKey", kEncryptedRead, kOther, false, kExecutionError, kExecutionError},
           {"encrypted", kEncryptedRead, kOther, true, kExecutionError, kData},
           {"private key, clear", 0x0007, kPrivate, true, kExecutionError, kExecutionError},
           {"private key, encrypted", kEncryptedRead, kPrivate, true, kExecutionError, kExecutionError},
       }) {
    for (const std::uint8_t p1 : {0x02, 0x82}) {
      KeyChip chip(in(Lock::both, readPart(rule.slotConfig, rule.keyConfig)));
      if (rule.genDig) {
        chip.randomNonce();
        chip.genDig(4);
      }
      EXPECT_EQ(readStatus(chip, p1, 0x0040), p1 == 0x02 ? rule.word : rule.block) << rule.name;
      EXPECT_FALSE(chip.tempKeyValid());
    }
  }
}

TEST(ReadData, ReturnsWordsAndBlocks) {
  TestChip chip(in(Lock::both, readPart(kClearData)));
  EXPECT_EQ(hex(chip.run(op::kRead, 0x02, 0x0343)), hex(counting<4>(3 * 32 + 12)));
  EXPECT_EQ(hex(chip.run(op::kRead, 0x82, 0x0240)), hex(counting<32>(64)));
  EXPECT_EQ(hex(chip.run(op::kRead, 0x82, 0x0247)), hex(counting<32>(64)));
}

TEST(ReadData, FillsShortBlocksWithZeros) {
  Eeprom part = withSlot(withSlot(keyPart(), 10, kClearData, kOther), 3, kClearData, kOther);
  TestChip chip(in(Lock::both, part));
  EXPECT_EQ(hex(chip.run(op::kRead, 0x82, 0x0250)), std::string(16, 'F') + std::string(48, '0'));
  EXPECT_EQ(hex(chip.run(op::kRead, 0x82, 0x0118)), std::string(8, 'F') + std::string(56, '0'));
}

TEST(ReadData, RefusesAddressesThatDoNotExist) {
  TestChip chip(bothLocked());
  ChipOptions other;
  other.badAddress = ErrorCode::executionError;
  TestChip otherChip(bothLocked(), other);
  for (const std::uint16_t p2 : {0x00C0, 0x0200, 0x0D40, 0x0350, 0x0252, 0x0101}) {
    EXPECT_EQ(readStatus(chip, 0x02, p2), kParseError) << p2;
    EXPECT_EQ(readStatus(otherChip, 0x02, p2), kExecutionError);
  }
}

TEST(ReadMode, HasNoOtherBits) {
  for (unsigned mode = 0; mode < 256; ++mode) {
    const bool legal = (mode & 0x7F) < 3;
    TestChip chip(in(Lock::both, readPart(kClearData)));
    const std::uint16_t address = (mode & 3) == 2 ? 0x0040 : 0x0000;
    EXPECT_EQ(readStatus(chip, static_cast<std::uint8_t>(mode), address), legal ? kData : kParseError)
        << mode;
  }
  TestChip chip(factoryPart());
  EXPECT_EQ(chip.status(op::kRead, 0x00, 0, Buffer(1)), kParseError) << "takes no data";
}

// ---- Encrypted

TEST(ReadEncrypted, IsTheContentXorTempKey) {
  KeyChip chip(in(Lock::both, readPart(kEncryptedRead)));
  const Digest nonce = chip.randomNonce();
  chip.genDig(4);
  const Digest tempKey = gendig::ofValue(kKey4, {0x02, 4}, kSerial, nonce);
  const Buffer cipher = chip.run(op::kRead, 0x82, 0x0140);
  ASSERT_EQ(cipher.size(), 32U);
  EXPECT_EQ(hex(xorWithTempKey(Span32(cipher), tempKey)), hex(counting<32>(32)));
  EXPECT_FALSE(chip.tempKeyValid()) << "one block a TempKey";
  EXPECT_EQ(readStatus(chip, 0x82, 0x0140), kExecutionError);
}

TEST(ReadEncrypted, NeedsARandomTempKeyOfTheReadKey) {
  const Eeprom part = in(Lock::both, readPart(kEncryptedRead));
  KeyChip fixed(part);
  fixed.fixedNonce();
  fixed.genDig(4);
  EXPECT_EQ(readStatus(fixed, 0x82, 0x0040), kExecutionError) << "SourceFlag is Input";

  KeyChip wrongKey(part);
  wrongKey.randomNonce();
  wrongKey.genDig(5);
  EXPECT_EQ(readStatus(wrongKey, 0x82, 0x0040), kExecutionError);

  KeyChip noGenDig(part);
  noGenDig.randomNonce();
  EXPECT_EQ(readStatus(noGenDig, 0x82, 0x0040), kExecutionError);

  KeyChip ofConfig(part);
  ofConfig.randomNonce();
  ASSERT_EQ(ofConfig.status(op::kGenDig, 0x00, 0), kSuccess);
  EXPECT_EQ(readStatus(ofConfig, 0x82, 0x0040), kExecutionError);
}

// ---- TempKey

TEST(ReadTempKey, IsClearedOrKeptAsChosen) {
  for (const bool clears : {true, false}) {
    ChipOptions options = seeded();
    options.readClearsTempKey = clears;
    KeyChip chip(in(Lock::both, readPart(kClearData)), options);
    chip.fixedNonce();
    EXPECT_EQ(readStatus(chip, 0x82, 0x0040), kData);
    EXPECT_EQ(chip.tempKeyValid(), !clears);
    chip.fixedNonce();
    EXPECT_EQ(readStatus(chip, 0x00, 0x20), kParseError);
    EXPECT_FALSE(chip.tempKeyValid()) << "an error always clears it";
  }
}

}  // namespace
}  // namespace signet::emulator::test
