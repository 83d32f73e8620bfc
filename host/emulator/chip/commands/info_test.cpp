// Info: its four modes, and that it disturbs nothing.
#include <gtest/gtest.h>

#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator::test {
namespace {

constexpr std::uint8_t kRevision = 0, kKeyValid = 1, kState = 2, kGpio = 3;

TEST(Info, RevisionIsThatOfTheConfiguration) {
  for (const Lock lock : kAllLocks) {
    Eeprom part = in(lock, factoryPart());
    part.config[7] = 0x03;
    TestChip chip(part);
    EXPECT_EQ(hex(chip.run(op::kInfo, kRevision, 0)), "00005003");
    EXPECT_EQ(hex(chip.run(op::kInfo, kRevision, 0xFFFF)), "00005003") << "p2 does not matter";
  }
}

struct KeyValidCase {
  const char* name;
  unsigned slot;
  std::uint16_t keyConfig;
  bool privateValid;
  std::uint8_t nibble;
  const char* answer;
};

TEST(Info, KeyValidTellsOfPrivateAndPublicKeys) {
  for (const KeyValidCase& row : {
           KeyValidCase{"private, made", 1, kPrivate, true, 0x00, "01000000"},
           {"private, none", 1, kPrivate, false, 0x50, "00000000"},
           {"public, validated", 9, kValidatedPublic, false, 0x50, "01000000"},
           {"public, invalid", 9, kValidatedPublic, false, 0xA0, "00000000"},
           {"public, neither", 9, kValidatedPublic, false, 0x00, "00000000"},
           {"public without PubInfo, leading 50", 9, kPublic, false, 0x50, "01000000"},
           {"public without PubInfo", 9, kPublic, false, 0x00, "00000000"},
           {"data", 9, kOther, true, 0x50, "00000000"},
       }) {
    Eeprom part = withSlot(factoryPart(), row.slot, kOpenData, row.keyConfig);
    part.slot(row.slot)[0] = row.nibble;
    part.privateKeyValid = row.privateValid ? 0xFFFF : 0x0000;
    for (const Lock lock : kAllLocks) {
      TestChip chip(in(lock, part));
      EXPECT_EQ(hex(chip.run(op::kInfo, kKeyValid, static_cast<std::uint16_t>(row.slot))), row.answer)
          << row.name;
    }
  }
}

TEST(Info, KeyValidFollowsGenKey) {
  KeyChip chip(configLocked());
  EXPECT_FALSE(chip.keyValid(0));
  ASSERT_EQ(chip.status(op::kGenKey, 0x04, 0), kData);
  EXPECT_TRUE(chip.keyValid(0));
  EXPECT_FALSE(chip.keyValid(1));
}

TEST(Info, StateShowsEveryFlag) {
  KeyChip chip(bothLocked(keyPart()));
  EXPECT_EQ(hex(chip.run(op::kInfo, kState, 0)), "00000000");
  chip.authorize(5);
  EXPECT_EQ(hex(chip.run(op::kInfo, kState, 0)), "002C0000") << "AuthValid, AuthKeyID 5";
  chip.fixedNonce();
  EXPECT_EQ(hex(chip.run(op::kInfo, kState, 0)), "10AC0000") << "and TempKey from input";
  chip.genDig(4);
  EXPECT_EQ(hex(chip.run(op::kInfo, kState, 0)), "34AC0000") << "GenDigData, KeyID 4";
  chip.randomNonce();
  EXPECT_EQ(hex(chip.run(op::kInfo, kState, 0)), "00AD0000") << "SourceFlag = Rand, EEPROM seed renewed";
  ASSERT_EQ(chip.status(op::kGenKey, 0x08, 0), kData);
  EXPECT_EQ(hex(chip.run(op::kInfo, kState, 0)), "40AD0000") << "GenKeyData, KeyID 0";
}

TEST(Info, StateAfterAuthorizationAsSeenOnSilicon) {
  // Random Nonce, then CheckMac with a key in slot 11: 00 5D.
  Eeprom part = withContent(withSlot(keyPart(), 11, kSecret, kOther), 11, kKey5);
  KeyChip chip(bothLocked(part));
  const Digest tempKey = chip.randomNonce();
  constexpr std::array<std::uint8_t, 13> otherData{};
  const Digest response = checkMacDigest(kKey5, tempKey, otherData, kSerial);
  ASSERT_EQ(chip.status(op::kCheckMac, 0x01, 11, join({kSequence, response, otherData})), kSuccess);
  EXPECT_EQ(hex(chip.run(op::kInfo, kState, 0)), "005D0000");
}

TEST(Info, GpioIsForSingleWireParts) {
  TestChip chip(bothLocked());
  for (const std::uint16_t p2 : {0, 1, 2, 3}) EXPECT_EQ(chip.status(op::kInfo, kGpio, p2), kExecutionError);
}

TEST(Info, HasNoOtherModes) {
  TestChip chip(factoryPart());
  for (unsigned mode = 4; mode < 256; ++mode) {
    EXPECT_EQ(chip.status(op::kInfo, static_cast<std::uint8_t>(mode), 0), kParseError);
  }
  EXPECT_EQ(chip.status(op::kInfo, kRevision, 0, Buffer(1)), kParseError);
}

TEST(Info, NeverChangesTempKey) {
  KeyChip chip(factoryPart());
  chip.fixedNonce();
  for (const std::uint8_t mode : {kRevision, kKeyValid, kState, kGpio}) {
    chip.run(op::kInfo, mode, 0);
    EXPECT_TRUE(chip.tempKeyValid()) << "also when it fails";
  }
}

}  // namespace
}  // namespace signet::emulator::test
