// Verify(Validate, Invalidate, ValidateExternal): public keys that are trusted because a key above
// them says so.
#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator {
namespace {

using namespace test;

constexpr std::uint8_t kModeValidateExternal = 0x01, kModeValidate = 0x03, kModeInvalidate = 0x07;
constexpr std::uint16_t kKeySlot = 14;

// The key to be validated, and the test key as its parent in slot 9.
const auto kChild = unhex<64>(
    "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
    "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");

Eeprom childPart(std::uint8_t nibble = kKeyInvalid) {
  return withPublicKey(withSlot(keyPart(), kKeySlot, 0x0F09, kValidatedPublic), kKeySlot, kChild, nibble);
}

/// OtherData as Sign(internal) would report it, PubKeyValid as given.
std::array<std::uint8_t, 19> statement(std::uint8_t keyValid) {
  auto otherData = unhex<19>("00 0900 090F 3200 5E 0000 00000000 0000 01 00 00");
  otherData[17] = keyValid;
  return otherData;
}

struct Attempt {
  std::uint8_t mode = kModeValidate;
  std::uint8_t keyValid = 0;  ///< OtherData[17] that is sent
  std::uint16_t digestedSlot = kKeySlot;
  std::size_t mutated = 1000;  ///< byte of signature || OtherData to damage
};

/// TempKey by GenKey of the slot, then the statement with the parent's signature.
int attempt(KeyChip& chip, const Attempt& a) {
  chip.fixedNonce();
  if (chip.status(op::kGenKey, 0x10, a.digestedSlot, unhex("000000")) != kSuccess) return kNoAnswer;
  const Digest tempKey = publicKeyDigest(kSequence, unhex<3>("000000"), kSerial, kChild);
  const auto otherData = statement(a.keyValid);
  Buffer data = join({signOutside(sha256({validateMessage(tempKey, otherData, kSerial)})), otherData});
  if (a.mutated < data.size()) data[a.mutated] ^= 1;
  return chip.status(op::kVerify, a.mode, kKeySlot, data);
}

constexpr Attempt kGoodValidation{};
constexpr Attempt kGoodInvalidation{.mode = kModeInvalidate, .keyValid = 1};

TEST(VerifyValidate, MakesTheKeyValid) {
  for (const Lock lock : {Lock::config, Lock::both}) {
    KeyChip chip(in(lock, withSlotLocked(childPart(), kKeySlot)));
    EXPECT_FALSE(chip.keyValid(kKeySlot));
    EXPECT_EQ(attempt(chip, kGoodValidation), kSuccess);
    EXPECT_TRUE(chip.keyValid(kKeySlot)) << "neither lock keeps a key from being validated";
    EXPECT_EQ(chip.chip.eeprom().slot(kKeySlot)[0], 0x50);
    EXPECT_FALSE(chip.authorized());
    EXPECT_FALSE(chip.tempKeyValid());
  }
}

TEST(VerifyInvalidate, MakesTheKeyInvalid) {
  KeyChip chip(bothLocked(withSlotLocked(childPart(kKeyValidated), kKeySlot)));
  EXPECT_TRUE(chip.keyValid(kKeySlot));
  EXPECT_EQ(attempt(chip, kGoodInvalidation), kSuccess);
  EXPECT_FALSE(chip.keyValid(kKeySlot));
  EXPECT_EQ(chip.chip.eeprom().slot(kKeySlot)[0], 0xA0);
}

TEST(VerifyValidate, NeedsTheStatementToBeOfItsKind) {
  KeyChip chip(bothLocked(childPart()));
  EXPECT_EQ(attempt(chip, {.mode = kModeValidate, .keyValid = 1}), kExecutionError);
  EXPECT_EQ(attempt(chip, {.mode = kModeInvalidate, .keyValid = 0}), kExecutionError);
  EXPECT_FALSE(chip.keyValid(kKeySlot));
}

TEST(VerifyValidate, AnswersMismatchToAnythingElse) {
  KeyChip chip(bothLocked(childPart()));
  for (std::size_t i = 0; i < 83; ++i) {
    if (i == 64 + 17) continue;  // the kind of statement: see above
    EXPECT_EQ(attempt(chip, {.mutated = i}), kMismatch) << i;
    EXPECT_FALSE(chip.keyValid(kKeySlot)) << i;
  }
  EXPECT_EQ(attempt(chip, kGoodValidation), kSuccess);
}

TEST(VerifyValidate, NeedsTheDigestOfThisKey) {
  KeyChip chip(bothLocked(childPart()));
  EXPECT_EQ(attempt(chip, {.digestedSlot = 9}), kExecutionError);
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kVerify, kModeValidate, kKeySlot, Buffer(83)), kExecutionError)
      << "a Nonce alone";
  chip.randomNonce();
  chip.genDig(4);
  EXPECT_EQ(chip.status(op::kVerify, kModeValidate, kKeySlot, Buffer(83)), kExecutionError) << "GenDig";
  EXPECT_EQ(chip.status(op::kVerify, kModeValidate, kKeySlot, Buffer(83)), kExecutionError) << "no TempKey";
}

TEST(VerifyValidate, TakesTheStatementOfAnotherChipsSign) {
  // The parent's private key in slot 0 of this same chip signs the statement.
  Eeprom part = withSlot(childPart(), 0, 0x2082, kPrivate);
  KeyChip chip(bothLocked(part));
  const auto digestKey = [&] {
    chip.fixedNonce();
    EXPECT_EQ(chip.status(op::kGenKey, 0x10, kKeySlot, unhex("000000")), kSuccess);
  };
  digestKey();
  const Buffer validation = chip.run(op::kSign, 0x00, 0);
  digestKey();
  const auto otherData = unhex<19>("00 0000 090F 3200 5E 0000 00000000 0000 01 00 00");
  EXPECT_EQ(chip.status(op::kVerify, kModeValidate, kKeySlot, join({validation, otherData})), kSuccess);
  EXPECT_TRUE(chip.keyValid(kKeySlot));

  digestKey();
  const Buffer invalidation = chip.run(op::kSign, 0x01, 0);
  digestKey();
  const auto nowValid = unhex<19>("01 0000 090F 3200 5E 0000 00000000 0000 01 01 00");
  EXPECT_EQ(chip.status(op::kVerify, kModeInvalidate, kKeySlot, join({invalidation, nowValid})), kSuccess);
  EXPECT_FALSE(chip.keyValid(kKeySlot));
}

Eeprom withX509Format(Eeprom part, unsigned index, std::uint8_t format) {
  part.config[config_byte::kX509Format + index] = format;
  return part;
}

TEST(VerifyValidate, FollowsTheConfiguration) {
  const Eeprom plain = childPart();
  struct Case {
    const char* what;
    Eeprom part;
    int expected;
  };
  constexpr int no = kExecutionError;
  const Case cases[] = {
      {"as it should be", plain, kSuccess},
      {"X509format set", withX509Format(plain, 0, 0x42), no},
      {"another X509format set", withX509Format(plain, 1, 0x42), kSuccess},
      {"its X509id names one", withX509Format(withBits(plain, kKeySlot, 0, 0x4000), 1, 0x42), no},
      {"PubInfo 0", withSlot(plain, kKeySlot, 0x0F09, kPublic), no},
      {"parent in slot 7", withSlot(plain, kKeySlot, 0x0F07, kValidatedPublic), no},
      {"parent no public key", withSlot(plain, 9, kOpenData, 0x003C), no},
      {"parent not validated", withSlot(plain, 9, kOpenData, kValidatedPublic), no},
      {"parent validated",
       withPublicKey(withSlot(plain, 9, kOpenData, kValidatedPublic), 9, kTestPublicKey, kKeyValidated),
       kSuccess},
      {"parent another key", withPublicKey(plain, 9, kChild), kMismatch},
  };
  for (const Case& c : cases) {
    KeyChip chip(bothLocked(c.part));
    EXPECT_EQ(attempt(chip, kGoodValidation), c.expected) << c.what;
    const bool validated = (chip.chip.eeprom().slot(kKeySlot)[0] & 0xF0) == 0x50;
    EXPECT_EQ(validated, c.expected == kSuccess) << c.what;
  }
}

TEST(VerifyValidate, SlotsBelow8HoldNoPublicKeys) {
  KeyChip chip(bothLocked(withSlot(keyPart(), 7, 0x0F09, kValidatedPublic)));
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kVerify, kModeValidate, 7, Buffer(83)), kExecutionError);
}

TEST(VerifyValidate, CountsTheUsesOfSlot15AlsoAsTheOneValidated) {
  Eeprom part = withPublicKey(withSlot(keyPart(), 15, 0x0F29, kValidatedPublic), 15, kChild, kKeyInvalid);
  for (std::size_t i = 0; i < 16; ++i) part.config[config_byte::kLastKeyUse + i] = i == 0 ? 0x03 : 0x00;
  KeyChip chip(bothLocked(part));
  const auto validate = [&] {
    chip.fixedNonce();
    // GenKey mode 10 takes a use of its own.
    EXPECT_EQ(chip.status(op::kGenKey, 0x10, 15, unhex("000000")), kSuccess);
    const Digest tempKey = publicKeyDigest(kSequence, unhex<3>("000000"), kSerial, kChild);
    const auto signature = signOutside(sha256({validateMessage(tempKey, statement(0), kSerial)}));
    return chip.status(op::kVerify, kModeValidate, 15, join({signature, statement(0)}));
  };
  EXPECT_EQ(validate(), kSuccess);
  EXPECT_EQ(chip.chip.eeprom().config[config_byte::kLastKeyUse], 0x00);
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kGenKey, 0x10, 15, unhex("000000")), kExecutionError) << "used up";
}

TEST(VerifyValidate, APowerCutLeavesOneOrTheOther) {
  KeyChip prepared(bothLocked(childPart()));
  prepared.fixedNonce();
  EXPECT_EQ(prepared.status(op::kGenKey, 0x10, kKeySlot, unhex("000000")), kSuccess);
  const Digest tempKey = publicKeyDigest(kSequence, unhex<3>("000000"), kSerial, kChild);
  const auto signature = signOutside(sha256({validateMessage(tempKey, statement(0), kSerial)}));
  std::string seen;
  for (int i = 0; i <= 60; ++i) {
    KeyChip chip = prepared;
    EXPECT_TRUE(
        chip.sendGroup(makeGroup(op::kVerify, kModeValidate, kKeySlot, join({signature, statement(0)}))));
    chip.wait(std::chrono::microseconds(38000 * i / 58));
    chip.powerCycle();
    seen += hex(chip.slotContent(kKeySlot, 1)) + " ";
  }
  EXPECT_EQ(seen.substr(0, 2), "A0");
  EXPECT_EQ(seen.substr(seen.size() - 3, 2), "50");
  EXPECT_EQ(seen.find_first_not_of("A50 "), std::string::npos);
}

// ---- By a certificate that went through SHA with the key inside

/// X509format: 3 blocks in all, the key is the block after the first.
constexpr std::uint8_t kFormat = 0x31;

const auto kFirstBlock = std::array<std::uint8_t, 64>{0x30};

struct Certificate {
  unsigned blocksBefore = 1;
  std::uint16_t digestedSlot = kKeySlot;
  bool damaged = false;
};

/// Hashes a certificate by SHA, with the key put in by SHA(Public), and has the parent's signature checked.
int validateByCertificate(KeyChip& chip, const Certificate& certificate = {}) {
  EXPECT_EQ(chip.status(op::kSha, 0x00, 0), kSuccess);
  for (unsigned i = 0; i < certificate.blocksBefore; ++i) {
    EXPECT_EQ(chip.status(op::kSha, 0x01, 0x40, kFirstBlock), kSuccess);
  }
  EXPECT_EQ(chip.status(op::kSha, 0x03, certificate.digestedSlot), kSuccess);
  const Buffer digest = chip.run(op::kSha, 0x02, 4, unhex("01020304"));
  EXPECT_EQ(digest.size(), 32U);
  Digest value;
  std::copy(digest.begin(), digest.end(), value.begin());
  auto signature = signOutside(value);
  if (certificate.damaged) signature[0] ^= 1;
  return chip.status(op::kVerify, kModeValidateExternal, kKeySlot, signature);
}

TEST(VerifyValidateExternal, MakesTheKeyValid) {
  KeyChip chip(bothLocked(withX509Format(childPart(), 0, kFormat)));
  EXPECT_EQ(validateByCertificate(chip), kSuccess);
  EXPECT_TRUE(chip.keyValid(kKeySlot));
}

TEST(VerifyValidateExternal, AnswersMismatchToAWrongSignature) {
  KeyChip chip(bothLocked(withX509Format(childPart(), 0, kFormat)));
  EXPECT_EQ(validateByCertificate(chip, {.damaged = true}), kMismatch);
  EXPECT_FALSE(chip.keyValid(kKeySlot));
}

TEST(VerifyValidateExternal, NeedsTheKeyInItsPlaceOfTheTemplate) {
  KeyChip chip(bothLocked(withX509Format(childPart(), 0, kFormat)));
  EXPECT_EQ(validateByCertificate(chip, {.blocksBefore = 0}), kExecutionError);
  EXPECT_EQ(validateByCertificate(chip, {.blocksBefore = 2}), kExecutionError);
  EXPECT_EQ(validateByCertificate(chip, {.digestedSlot = 9}), kExecutionError) << "another slot's key";
  KeyChip longer(bothLocked(withX509Format(childPart(), 0, 0x41)));
  EXPECT_EQ(validateByCertificate(longer), kExecutionError) << "a template of four blocks";
  KeyChip without(bothLocked(childPart()));
  EXPECT_EQ(validateByCertificate(without), kExecutionError) << "X509format 00";
}

TEST(VerifyValidateExternal, NeedsTheDigestRightFromSha) {
  KeyChip chip(bothLocked(withX509Format(childPart(), 0, kFormat)));
  chip.fixedNonce();
  EXPECT_EQ(chip.status(op::kVerify, kModeValidateExternal, kKeySlot, signOutside(kSequence)),
            kExecutionError);
  EXPECT_EQ(chip.status(op::kVerify, kModeValidateExternal, kKeySlot, signOutside(kSequence)),
            kExecutionError);
}

}  // namespace
}  // namespace signet::emulator
