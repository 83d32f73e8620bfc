// The policies that every command applies to the key it uses (sections 2.2.1 to 2.2.5 and 4.3), one test a
// policy, run for every command.
#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator {
namespace {

using namespace test;

/// One command as a user of one key. `use` prepares TempKey itself (random or fixed), sends the command so
/// that it must succeed, and returns its status.
struct KeyUser {
  const char* name;
  unsigned slot;  ///< of the key that is used
  Eeprom (*part)();
  int (*use)(KeyChip&, bool randomTempKey);
  int success;
  bool obeysReqRandom = true;
  bool obeysIntrusion = true;
  bool countsUses = true;
  /// Before the data lock the command is refused for reasons of its own.
  bool needsDataLock = false;
};
std::ostream& operator<<(std::ostream& out, const KeyUser& user) {
  return out << user.name;
}

/// Bit 2 of the mode of MAC and its relatives.
std::uint8_t source(bool randomTempKey) {
  return randomTempKey ? 0x00 : 0x04;
}

Eeprom deriveCreatePart() {
  return withSlot(keyPart(), 3, 0x348F, kOther);  // create from slot 4, no MAC
}
Eeprom deriveRollPart() {
  return withContent(withSlot(keyPart(), 4, 0x2F8F, kOther), 4, kKey4);
}
Eeprom ecdhToNextPart() {
  return withSlot(withPrivateKey(withSlot(keyPart(), 2, 0x208F, kPrivate), 2), 3, kSecret, kOther);
}
/// Slot 10 is validated by slot 9.
Eeprom validatePart() {
  return withPublicKey(withSlot(keyPart(), 10, 0x0F09, kValidatedPublic), 10, kTestPublicKey, kKeyInvalid);
}

int useMac(KeyChip& chip, bool random) {
  chip.nonce(random);
  return chip.status(op::kMac, static_cast<std::uint8_t>(0x01 | source(random)), 4);
}
int useHmac(KeyChip& chip, bool random) {
  chip.nonce(random);
  return chip.status(op::kHmac, source(random), 4);
}
int useCheckMac(KeyChip& chip, bool random) {
  chip.nonce(random);
  return chip.checkMac(4, kKey4);
}
int useGenDig(KeyChip& chip, bool random) {
  chip.nonce(random);
  return chip.status(op::kGenDig, 0x02, 4);
}
int useDeriveCreate(KeyChip& chip, bool random) {
  chip.nonce(random);
  return chip.status(op::kDeriveKey, source(random), 3);
}
int useDeriveRoll(KeyChip& chip, bool random) {
  chip.nonce(random);
  return chip.status(op::kDeriveKey, source(random), 4);
}
int useSign(KeyChip& chip, bool random) {
  chip.nonce(random);
  return chip.status(op::kSign, 0x80, 0);
}
int useSignInternal(KeyChip& chip, bool random) {
  chip.nonce(random);
  chip.genDig(5);
  return chip.status(op::kSign, 0x00, 0);
}
int useEcdh(KeyChip& chip, bool random) {
  chip.nonce(random);
  return chip.status(op::kEcdh, 0x00, 0, kTestPublicKey);
}
int useEcdhToNext(KeyChip& chip, bool random) {
  chip.nonce(random);
  return chip.status(op::kEcdh, 0x00, 2, kTestPublicKey);
}
int useVerifyStored(KeyChip& chip, bool random) {
  const Digest digest = chip.nonce(random);
  return chip.status(op::kVerify, 0x00, 9, signOutside(digest));
}
int useVerifyValidate(KeyChip& chip, bool random) {
  const Digest before = chip.nonce(random);
  EXPECT_EQ(chip.status(op::kGenKey, 0x10, 10, unhex("000000")), kSuccess);
  const Digest tempKey = publicKeyDigest(before, unhex<3>("000000"), kSerial, kTestPublicKey);
  constexpr std::array<std::uint8_t, 19> otherData{};
  const auto signature = signOutside(sha256({validateMessage(tempKey, otherData, kSerial)}));
  return chip.status(op::kVerify, 0x03, 10, join({signature, otherData}));
}
int useGenKeyStored(KeyChip& chip, bool random) {
  chip.nonce(random);
  return chip.status(op::kGenKey, 0x10, 9, unhex("000000"));
}
int useGenKeyPublic(KeyChip& chip, bool random) {
  chip.nonce(random);
  return chip.status(op::kGenKey, 0x00, 0);
}
int useGenKeyDigest(KeyChip& chip, bool random) {
  chip.nonce(random);
  return chip.status(op::kGenKey, 0x08, 0);
}
int useGenKeyCreate(KeyChip& chip, bool random) {
  chip.nonce(random);
  return chip.status(op::kGenKey, 0x04, 0);
}

// clang-format off
const KeyUser kUsers[] = {
  {"Mac", 4, keyPart, useMac, kData},
  {"Hmac", 4, keyPart, useHmac, kData},
  {"CheckMac", 4, keyPart, useCheckMac, kSuccess},
  {"GenDig", 4, keyPart, useGenDig, kSuccess},
  {"DeriveKeyCreate", 4, deriveCreatePart, useDeriveCreate, kSuccess},
  // The rolled key is the target, whose LimitedUse is ignored.
  {"DeriveKeyRoll", 4, deriveRollPart, useDeriveRoll, kSuccess, true, true, false},
  {"SignExternal", 0, keyPart, useSign, kData, false},
  {"SignInternal", 0, keyPart, useSignInternal, kData, false, true, true, true},
  {"Ecdh", 0, keyPart, useEcdh, kData, false},
  {"EcdhToNextSlot", 2, ecdhToNextPart, useEcdhToNext, kSuccess, false},
  {"VerifyStored", 9, keyPart, useVerifyStored, kSuccess},
  {"VerifyValidate", 9, validatePart, useVerifyValidate, kSuccess},
  {"GenKeyStored", 9, keyPart, useGenKeyStored, kSuccess, true, false},
  {"GenKeyPublic", 0, keyPart, useGenKeyPublic, kData, false, false, false},
  {"GenKeyDigest", 0, keyPart, useGenKeyDigest, kData, true, false, false},
  {"GenKeyCreate", 0, keyPart, useGenKeyCreate, kData, false, false, false},
};
// clang-format on

class KeyPolicy : public testing::TestWithParam<KeyUser> {
 protected:
  const KeyUser& user() const { return GetParam(); }

  /// The part with more bits in the words of the key's slot.
  Eeprom partWith(std::uint16_t slotConfigBits, std::uint16_t keyConfigBits) const {
    return withBits(user().part(), user().slot, slotConfigBits, keyConfigBits);
  }
  int useOn(KeyChip& chip, bool randomTempKey = true) const { return user().use(chip, randomTempKey); }
};

TEST_P(KeyPolicy, WorksWithoutAny) {
  KeyChip chip(bothLocked(user().part()));
  EXPECT_EQ(useOn(chip, true), user().success);
  EXPECT_EQ(useOn(chip, false), user().success);
  EXPECT_EQ(chip.uses(), 0U);
}

TEST_P(KeyPolicy, NeedsTheConfigurationLocked) {
  if (user().part == validatePart || user().use == useSignInternal) {
    GTEST_SKIP() << "its preparation is refused already";
  }
  KeyChip chip(user().part());
  EXPECT_EQ(useOn(chip), kExecutionError);
}

TEST_P(KeyPolicy, ReqRandomAsksForARandomTempKey) {
  KeyChip chip(bothLocked(partWith(0, kReqRandom)));
  EXPECT_EQ(useOn(chip, false), user().obeysReqRandom ? kExecutionError : user().success);
  EXPECT_EQ(useOn(chip, true), user().success);
}

TEST_P(KeyPolicy, ReqAuthAsksForAuthorization) {
  KeyChip chip(bothLocked(partWith(0, kReqAuthBy5)));
  EXPECT_EQ(useOn(chip), kExecutionError);
  chip.authorize(5);
  EXPECT_EQ(useOn(chip), user().success);
}

TEST_P(KeyPolicy, ReqAuthIsNotMetByAnotherKey) {
  KeyChip chip(bothLocked(withContent(withSlot(partWith(0, kReqAuthBy5), 6, kSecret, kOther), 6, kSequence)));
  chip.authorize(6, kSequence);
  EXPECT_EQ(useOn(chip), kExecutionError);
  EXPECT_FALSE(chip.authorized()) << "a key that needs authorization costs it, whoever gave it";
}

TEST_P(KeyPolicy, ReqAuthCostsTheAuthorizationEachTime) {
  KeyChip chip(bothLocked(partWith(0, kReqAuthBy5)));
  chip.authorize(5);
  EXPECT_EQ(useOn(chip), user().success);
  EXPECT_FALSE(chip.authorizedBy(5));
  EXPECT_EQ(useOn(chip), kExecutionError);
}

TEST_P(KeyPolicy, OtherKeysKeepTheAuthorization) {
  if (user().use == useCheckMac || user().use == useVerifyStored) {
    GTEST_SKIP() << "on success it authorizes by its own key";
  }
  KeyChip chip(bothLocked(user().part()));
  chip.authorize(5);
  EXPECT_EQ(useOn(chip), user().success);
  EXPECT_TRUE(chip.authorizedBy(5));
}

TEST_P(KeyPolicy, IntrusionDisableAsksForTheLatch) {
  // On an I2C part nothing can set the latch.
  KeyChip chip(bothLocked(partWith(0, kIntrusionDisable)));
  EXPECT_EQ(useOn(chip), user().obeysIntrusion ? kExecutionError : user().success);
}

TEST_P(KeyPolicy, LimitedUseCountsDown) {
  Eeprom part = partWith(0x0020, 0);
  storeCounter(part, 0, kCounterMax - 2);
  KeyChip chip(bothLocked(part));
  EXPECT_EQ(useOn(chip), user().success);
  EXPECT_EQ(chip.uses(), user().countsUses ? kCounterMax - 1 : kCounterMax - 2);
  EXPECT_EQ(useOn(chip), user().success);
  EXPECT_EQ(useOn(chip), user().countsUses ? kExecutionError : user().success);
  EXPECT_EQ(chip.uses(), user().countsUses ? kCounterMax : kCounterMax - 2);
}

TEST_P(KeyPolicy, ARefusalCostsNoUse) {
  KeyChip chip(bothLocked(partWith(0x0020, kReqAuthBy5)));
  EXPECT_EQ(useOn(chip), kExecutionError);
  EXPECT_EQ(chip.uses(), 0U);
}

TEST_P(KeyPolicy, NothingBindsBeforeTheDataLock) {
  KeyChip chip(configLocked(partWith(0x0020, kReqRandom | kReqAuthBy5 | kIntrusionDisable)));
  EXPECT_EQ(useOn(chip, false), user().needsDataLock ? kExecutionError : user().success);
  EXPECT_EQ(chip.uses(), 0U);
}

TEST_P(KeyPolicy, EverythingBindsBeforeTheDataLockIfSoChosen) {
  if (user().needsDataLock) GTEST_SKIP() << "refused before the data lock in any case";
  ChipOptions options = seeded();
  options.policiesBeforeDataLock = true;
  KeyChip chip(configLocked(partWith(0, kReqAuthBy5)), options);
  EXPECT_EQ(useOn(chip), kExecutionError);
  chip.authorize(5);
  EXPECT_EQ(useOn(chip), user().success);
}

TEST_P(KeyPolicy, WatchdogAndSleepForgetWhatWasPrepared) {
  KeyChip chip(bothLocked(partWith(0, kReqAuthBy5)));
  chip.authorize(5);
  chip.sleep();
  EXPECT_EQ(useOn(chip), kExecutionError);
  chip.authorize(5);
  chip.idle();
  EXPECT_EQ(useOn(chip), user().success);
}

INSTANTIATE_TEST_SUITE_P(AllCommands, KeyPolicy, testing::ValuesIn(kUsers),
                         [](const auto& user) { return std::string(user.param.name); });

// ---- Slot 15 has its own count of uses.

TEST(LastKeyUse, CountsTheUsesOfSlot15) {
  Eeprom part = withContent(withSlot(factoryPart(), 15, kSecretLimited, kOther), 15, kKey4);
  for (std::size_t i = 0; i < 16; ++i) part.config[config_byte::kLastKeyUse + i] = i == 2 ? 0x03 : 0x00;
  KeyChip chip(bothLocked(part));
  const auto mac = [&] { return chip.status(op::kMac, 0x00, 15, kSequence); };
  EXPECT_EQ(mac(), kData);
  EXPECT_EQ(chip.chip.eeprom().config[config_byte::kLastKeyUse + 2], 0x01);
  EXPECT_EQ(mac(), kData);
  EXPECT_EQ(chip.chip.eeprom().config[config_byte::kLastKeyUse + 2], 0x00);
  EXPECT_EQ(mac(), kExecutionError);
  EXPECT_EQ(chip.uses(), 0U) << "Counter[0] is for slots 0 to 14";
}

}  // namespace
}  // namespace signet::emulator
