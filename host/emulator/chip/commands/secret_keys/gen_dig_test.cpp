// GenDig; the policies that it shares with other commands are in key_policy_test.cpp.
#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator {
namespace {

using namespace test;

const auto kOtherData4 = unhex<4>("01020304");

TEST(GenDig, MixesAsPublished) {
  KeyChip chip(withContent(keyPart(), 4, kKey4), vectorOptions());
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x02, 4), kSuccess);
  chip.expectTempKey(unhex<32>("EA698BD44913AA614C83D9E06EE15E7CF4744FE244F5FCCB68CFA9890B3DE57B"));
}

TEST(GenDig, MixesANoMacKeyAsPublished) {
  KeyChip chip(withSlot(keyPart(), 4, kSecretNoMac, kOther), vectorOptions());
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x02, 4, kOtherData4), kSuccess);
  // MAC may not show this TempKey; CheckMac may compare it.
  const auto tempKey = unhex<32>("97B37068000929520C67F98FF4E57C71182FCC7225005D58FC173F6A5B00287C");
  constexpr std::array<std::uint8_t, 13> otherData{};
  const Digest right = checkMacDigest(tempKey, kSequence, otherData, kSerial);
  EXPECT_EQ(chip.status(op::kCheckMac, 0x02, 4, join({kSequence, right, otherData})), kSuccess);
}

TEST(GenDig, MixesOtpAsPublished) {
  Eeprom part = keyPart();
  std::copy(kSequence.begin(), kSequence.end(), part.otp.begin());
  KeyChip chip(part, vectorOptions());
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x01, 0), kSuccess);
  chip.expectTempKey(unhex<32>("05C45759826B211829FD7D4348026289AB6006577172344FA59520813B39D6D1"));
}

TEST(GenDig, MixesASharedNonceAsPublished) {
  KeyChip chip(keyPart());
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x03, 0x0000, kSequence), kSuccess);
  chip.expectTempKey(unhex<32>("86765AC3837E9EEA0759DFD39457DCF9ED557D6883A850068E4C22D9BE538AA8"));
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x03, 0x8000, kSequence), kSuccess);
  chip.expectTempKey(unhex<32>("591627F27B5328D656ADC0D40C71B3AC9E23816192B7A85E5FAEBD17640F9F38"));
}

TEST(GenDig, MixesCounterAndKeyConfigAsPublished) {
  Eeprom part = withSlot(keyPart(), 4, 0x0F8F, 0x003C);
  storeCounter(part, 1, 0x12345);
  KeyChip chip(part);
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x04, 1), kSuccess);
  chip.expectTempKey(unhex<32>("1A2F641FE9F78467DCEA8D3680D110C13C364EAEB27A45C5CCDA2074042007A3"));
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x05, 4), kSuccess);
  chip.expectTempKey(unhex<32>("10761B83CA780E0288FE48BB873BE61F74CAE5A1E3AB865DED4C4E1A57641121"));
}

TEST(GenDig, MixesEachBlockOfTheConfiguration) {
  KeyChip chip(bothLocked(keyPart()));
  for (std::uint16_t block = 0; block < 4; ++block) {
    const Digest before = chip.randomNonce();
    EXPECT_EQ(chip.status(op::kGenDig, 0x00, block), kSuccess);
    const Span32 content(chip.chip.eeprom().config.data() + 32 * block, 32);
    chip.expectTempKey(gendig::ofValue(content, {0x00, block}, kSerial, before));
  }
}

TEST(GenDig, ShowsALockedSlotInItsKeyConfig) {
  KeyChip chip(bothLocked(withSlotLocked(keyPart(), 4)));
  const Digest before = chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x05, 4), kSuccess);
  chip.expectTempKey(
      gendig::ofKeyConfig({unhex<2>("8F8F"), unhex<2>("1C00"), false}, {0x05, 4}, kSerial, before));
}

TEST(GenDig, MixesAHiddenTransportKey) {
  KeyChip chip(bothLocked(keyPart()));
  KeyChip same = chip;
  chip.randomNonce();
  same.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x02, 0x8000), kSuccess);
  EXPECT_EQ(same.status(op::kGenDig, 0x02, 0x8001), kSuccess);
  EXPECT_EQ(chip.tempKeyFlags(), 0x00) << "not from a data slot";
  EXPECT_NE(hex(chip.run(op::kMac, 0x02, 0, kSequence)), hex(same.run(op::kMac, 0x02, 0, kSequence)));
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x02, 0x8000), kExecutionError) << "TempKey must be random";
}

TEST(GenDig, TransportKeysAreTheChipsOwn) {
  Eeprom other = keyPart();
  other.transportSeed[0] ^= 1;
  const auto macOn = [](const Eeprom& part) {
    KeyChip chip(part);
    chip.randomNonce();
    EXPECT_EQ(chip.status(op::kGenDig, 0x02, 0x8000), kSuccess);
    return hex(chip.run(op::kMac, 0x02, 0, kSequence));
  };
  EXPECT_EQ(macOn(keyPart()), macOn(keyPart()));
  EXPECT_NE(macOn(keyPart()), macOn(other));
}

TEST(GenDig, NeedsTempKeyInEveryZone) {
  KeyChip chip(bothLocked(keyPart()));
  for (const std::uint8_t zone : {0, 1, 2, 3, 4, 5}) {
    const Buffer data = zone == 3 ? Buffer(kSequence.begin(), kSequence.end()) : Buffer{};
    chip.sleep();
    EXPECT_EQ(chip.status(op::kGenDig, zone, 0x0001 + 4 * (zone == 2), data), kExecutionError) << int{zone};
    chip.randomNonce();
    EXPECT_EQ(chip.status(op::kGenDig, zone, 0x0001 + 4 * (zone == 2), data), kSuccess) << int{zone};
  }
}

TEST(GenDig, RefusesIllegalZonesAddressesAndLengths) {
  KeyChip chip(bothLocked(keyPart()));
  const auto refusal = [&](std::uint8_t zone, std::uint16_t p2, ByteSpan data = {}) {
    chip.randomNonce();
    return chip.status(op::kGenDig, zone, p2, data);
  };
  EXPECT_EQ(refusal(0x06, 0), kParseError);
  EXPECT_EQ(refusal(0x82, 4), kParseError);
  EXPECT_EQ(refusal(0x00, 4), kParseError);
  EXPECT_EQ(refusal(0x01, 2), kParseError);
  EXPECT_EQ(refusal(0x04, 2), kParseError);
  EXPECT_EQ(refusal(0x02, 4, kSequence), kParseError);
  EXPECT_EQ(refusal(0x03, 0), kParseError);
  EXPECT_EQ(refusal(0x03, 0, kOtherData4), kParseError);
  EXPECT_FALSE(chip.tempKeyValid());
}

TEST(GenDig, AnswersBadAddressesAndNewZonesAsChosen) {
  ChipOptions options = seeded();
  options.badAddress = ErrorCode::executionError;
  options.genDigCounterAndKeyConfig = false;
  KeyChip chip(bothLocked(keyPart()), options);
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x00, 4), kExecutionError);
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x04, 0), kParseError);
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x05, 4), kParseError);
}

TEST(GenDig, ToleratesOtherDataOfKeysThatDoNotNeedIt) {
  KeyChip chip(bothLocked(keyPart()));
  const Digest before = chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x02, 4, kOtherData4), kSuccess);
  chip.expectTempKey(gendig::ofValue(kKey4, {0x02, 4}, kSerial, before));
}

TEST(GenDig, ANoMacKeyNeedsItsOtherData) {
  KeyChip chip(bothLocked(withSlot(keyPart(), 4, kSecretNoMac, kOther)));
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x02, 4), kExecutionError);
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x02, 4, kOtherData4), kSuccess);
}

TEST(GenDig, RefusesPrivateKeysInEveryLockState) {
  for (const Lock lock : kAllLocks) {
    KeyChip chip(in(lock, keyPart()), vectorOptions());
    chip.randomNonce();
    EXPECT_EQ(chip.status(op::kGenDig, 0x02, 0), kExecutionError) << lock;
  }
}

TEST(GenDig, DataAndOtpWaitForTheConfigurationLock) {
  for (const Lock lock : kAllLocks) {
    KeyChip chip(in(lock, keyPart()));
    const int expected = lock == Lock::open ? kExecutionError : kSuccess;
    chip.randomNonce();
    EXPECT_EQ(chip.status(op::kGenDig, 0x01, 0), expected) << lock;
    chip.randomNonce();
    EXPECT_EQ(chip.status(op::kGenDig, 0x02, 4), expected) << lock;
    chip.randomNonce();
    EXPECT_EQ(chip.status(op::kGenDig, 0x00, 0), kSuccess) << lock;
  }
}

// ---- Flags of TempKey (table 2-13)

TEST(GenDigFlags, TellADataSlot) {
  KeyChip chip(bothLocked(keyPart()));
  chip.randomNonce();
  chip.genDig(4);
  EXPECT_EQ(chip.tempKeyFlags(), 0x24);
  chip.fixedNonce();
  chip.genDig(5);
  EXPECT_EQ(chip.tempKeyFlags(), 0x35) << "the source stays Input";
}

TEST(GenDigFlags, ForgetTheDataSlotInOtherZones) {
  KeyChip chip(bothLocked(keyPart()));
  for (const std::uint8_t zone : {0, 1, 4, 5}) {
    chip.randomNonce();
    chip.genDig(4);
    EXPECT_EQ(chip.status(op::kGenDig, zone, 0), kSuccess);
    EXPECT_TRUE(chip.tempKeyValid());
    EXPECT_EQ(chip.tempKeyFlags(), 0x00) << int{zone};
  }
}

TEST(GenDigFlags, RememberNoMacUntilTheNextNonce) {
  KeyChip chip(bothLocked(withSlot(keyPart(), 4, kSecretNoMac, kOther)));
  chip.randomNonce();
  EXPECT_EQ(chip.status(op::kGenDig, 0x02, 4, kOtherData4), kSuccess);
  chip.genDig(5);
  EXPECT_EQ(chip.tempKeyFlags(), 0xA5);
  chip.randomNonce();
  EXPECT_EQ(chip.tempKeyFlags(), 0x00);
}

TEST(GenDigFlags, ForgetTheDigestOfAPublicKeyOrKeepItAsChosen) {
  for (const bool clears : {true, false}) {
    ChipOptions options = seeded();
    options.genDigClearsGenKeyData = clears;
    KeyChip chip(bothLocked(keyPart()), options);
    chip.randomNonce();
    EXPECT_EQ(chip.status(op::kGenKey, 0x10, 9, unhex("000000")), kSuccess);
    EXPECT_EQ(chip.tempKeyFlags(), 0x49);
    chip.genDig(4);
    EXPECT_EQ(chip.tempKeyFlags(), clears ? 0x24 : 0x64);
  }
}

}  // namespace
}  // namespace signet::emulator
