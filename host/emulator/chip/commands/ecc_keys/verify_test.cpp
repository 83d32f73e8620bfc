// Verify; the policies that it shares with other commands are in key_policy_test.cpp.
#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator {
namespace {

using namespace test;

constexpr std::uint8_t kStored = 0x00, kValidateExternal = 0x01, kExternal = 0x02, kValidate = 0x03,
                       kInvalidate = 0x07;
constexpr std::uint16_t kP256 = 0x0004;

// RFC 6979, A.2.5, "sample".
const auto kRfcKey = unhex<64>(
    "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
    "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
const auto kRfcDigest = unhex<32>("AF2BDBE1AA9B6EC1E2ADE1D694F41FC71A831D0268E9891562113D8A62ADD1BF");
const auto kRfcSignature = unhex<64>(
    "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
    "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");

int verifyExternal(KeyChip& chip, const Digest& digest, ByteSpan signature, ByteSpan key) {
  chip.fixedNonce(digest);
  return chip.status(op::kVerify, kExternal, kP256, join({signature, key}));
}

int verifyStored(KeyChip& chip, std::uint16_t slot, const Digest& digest = kRfcDigest,
                 ByteSpan signature = kRfcSignature) {
  chip.fixedNonce(digest);
  return chip.status(op::kVerify, kStored, slot, signature);
}

Eeprom rfcPart() {
  return withPublicKey(keyPart(), 9, kRfcKey);
}

// ---- External

TEST(VerifyExternal, TakesAKnownSignatureInEveryLockState) {
  for (const Lock lock : kAllLocks) {
    KeyChip chip(in(lock, keyPart()));
    EXPECT_EQ(verifyExternal(chip, kRfcDigest, kRfcSignature, kRfcKey), kSuccess) << lock;
    EXPECT_FALSE(chip.authorized()) << "no stored key was checked";
    EXPECT_FALSE(chip.tempKeyValid());
  }
}

TEST(VerifyExternal, AnswersMismatchToAnythingElse) {
  KeyChip chip(bothLocked(keyPart()));
  for (const std::size_t i : {0U, 31U, 32U, 63U}) {
    auto signature = kRfcSignature;
    signature[i] ^= 1;
    EXPECT_EQ(verifyExternal(chip, kRfcDigest, signature, kRfcKey), kMismatch) << i;
    auto digest = kRfcDigest;
    digest[i / 2] ^= 1;
    EXPECT_EQ(verifyExternal(chip, digest, kRfcSignature, kRfcKey), kMismatch) << i;
  }
  EXPECT_EQ(verifyExternal(chip, kRfcDigest, kRfcSignature, kTestPublicKey), kMismatch);
}

TEST(VerifyExternal, AnswersMismatchToNumbersOutOfRange) {
  KeyChip chip(bothLocked(keyPart()));
  const std::string zero(64, '0');
  const std::string order = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
  const std::string r = hex(ByteSpan(kRfcSignature).first(32));
  const std::string s = hex(ByteSpan(kRfcSignature).last(32));
  for (const auto& bad : {zero + s, r + zero, order + s, r + order}) {
    EXPECT_EQ(verifyExternal(chip, kRfcDigest, unhex(bad), kRfcKey), kMismatch) << bad;
  }
}

TEST(VerifyExternal, RefusesPointsOffTheCurve) {
  auto off = kRfcKey;
  off[0] ^= 1;
  KeyChip chip(bothLocked(keyPart()));
  EXPECT_EQ(verifyExternal(chip, kRfcDigest, kRfcSignature, off), kEccFault);
  ChipOptions options = seeded();
  options.badEccInput = BadEccInput::executionError;
  KeyChip other(bothLocked(keyPart()), options);
  EXPECT_EQ(verifyExternal(other, kRfcDigest, kRfcSignature, off), kExecutionError);
}

TEST(VerifyExternal, KnowsOneCurve) {
  KeyChip chip(bothLocked(keyPart()));
  for (const std::uint16_t curve : {0x0000, 0x0001, 0x0005, 0x0104}) {
    chip.fixedNonce(kRfcDigest);
    EXPECT_EQ(chip.status(op::kVerify, kExternal, curve, join({kRfcSignature, kRfcKey})), kParseError)
        << curve;
  }
}

TEST(VerifyExternal, TakesTheDigestOfSha) {
  KeyChip chip(bothLocked(keyPart()));
  EXPECT_EQ(chip.status(op::kSha, 0x00, 0), kSuccess);
  EXPECT_EQ(chip.status(op::kSha, 0x02, 6, unhex("73616D706C65")), kData);  // "sample"
  EXPECT_EQ(chip.status(op::kVerify, kExternal, kP256, join({kRfcSignature, kRfcKey})), kSuccess);
}

TEST(VerifyExternal, TakesASignatureOfTheChipItself) {
  KeyChip chip(bothLocked(keyPart()));
  chip.fixedNonce();
  const Buffer signature = chip.run(op::kSign, 0x80, 0);
  EXPECT_EQ(verifyExternal(chip, kSequence, signature, kTestPublicKey), kSuccess);
}

TEST(Verify, NeedsTempKey) {
  KeyChip chip(bothLocked(rfcPart()));
  EXPECT_EQ(chip.status(op::kVerify, kExternal, kP256, join({kRfcSignature, kRfcKey})), kExecutionError);
  EXPECT_EQ(chip.status(op::kVerify, kStored, 9, kRfcSignature), kExecutionError);
}

TEST(Verify, RefusesIllegalModesAndLengths) {
  KeyChip chip(bothLocked(rfcPart()));
  const Buffer sized83 = join({kRfcSignature, counting<19>()});
  const auto refuses = [&](std::uint8_t mode, ByteSpan data) {
    chip.fixedNonce(kRfcDigest);
    return chip.status(op::kVerify, mode, 9, data) == kParseError;
  };
  for (const std::uint8_t mode : {0x04, 0x05, 0x06, 0x08, 0x10, 0x20, 0x40, 0x80}) {
    EXPECT_TRUE(refuses(mode, kRfcSignature)) << int{mode};
  }
  for (const std::uint8_t mode : {kExternal, kValidate, kInvalidate}) {
    EXPECT_TRUE(refuses(mode, kRfcSignature)) << int{mode};
  }
  for (const std::uint8_t mode : {kStored, kValidateExternal, kExternal}) {
    EXPECT_TRUE(refuses(mode, sized83)) << int{mode};
  }
}

TEST(Verify, AnEccFaultKeepsTempKeyForTheNextTry) {
  KeyChip chip(bothLocked(rfcPart()));
  chip.fixedNonce(kRfcDigest);
  chip.chip.arm({.eccFault = true});
  EXPECT_EQ(chip.status(op::kVerify, kStored, 9, kRfcSignature), kEccFault);
  EXPECT_FALSE(chip.authorized());
  EXPECT_EQ(chip.status(op::kVerify, kStored, 9, kRfcSignature), kSuccess);
}

// ---- Stored

TEST(VerifyStored, AuthorizesByTheKey) {
  KeyChip chip(bothLocked(rfcPart()));
  EXPECT_EQ(verifyStored(chip, 9), kSuccess);
  EXPECT_TRUE(chip.authorizedBy(9));
}

TEST(VerifyStored, AFailureLeavesTheAuthorization) {
  KeyChip chip(bothLocked(rfcPart()));
  EXPECT_EQ(verifyStored(chip, 9, kSequence), kMismatch);
  EXPECT_FALSE(chip.authorized());
  chip.authorize(5);
  EXPECT_EQ(verifyStored(chip, 9, kSequence), kMismatch);
  EXPECT_TRUE(chip.authorizedBy(5));
}

TEST(VerifyStored, UnlocksAKeyThatAsksForIt) {
  // Slot 4's AuthKey is the public key in slot 9.
  KeyChip chip(bothLocked(withBits(rfcPart(), 4, 0, 0x0980)));
  EXPECT_EQ(chip.status(op::kMac, 0x00, 4, kSequence), kExecutionError);
  EXPECT_EQ(verifyStored(chip, 9), kSuccess);
  EXPECT_EQ(chip.status(op::kMac, 0x00, 4, kSequence), kData);
}

TEST(VerifyStored, FollowsTheLockStateAndTheSlot) {
  const Eeprom plain = rfcPart();
  const auto validated = [&](std::uint8_t nibble) {
    return withPublicKey(withSlot(plain, 9, kOpenData, kValidatedPublic), 9, kRfcKey, nibble);
  };
  Eeprom noPoint = plain;
  noPoint.slot(9)[4] ^= 1;
  struct Case {
    const char* what;
    std::uint16_t slot;
    Eeprom part;
    int locked;  ///< while the configuration is open: always refused
  };
  constexpr int no = kExecutionError;
  const Case cases[] = {
      {"public key", 9, plain, kSuccess},
      {"slot 8", 8, withPublicKey(withSlot(plain, 8, kOpenData, kPublic), 8, kRfcKey), kSuccess},
      {"slot 7", 7, withSlot(plain, 7, kOpenData, kPublic), no},
      {"private", 9, withBits(plain, 9, 0, 1), no},
      {"KeyType 7", 9, withSlot(plain, 9, kOpenData, 0x003C), no},
      {"validated", 9, validated(kKeyValidated), kSuccess},
      {"invalidated", 9, validated(kKeyInvalid), no},
      {"never validated", 9, validated(0x00), no},
      {"nibble without PubInfo", 9, withPublicKey(plain, 9, kRfcKey, kKeyInvalid), kSuccess},
      {"no point", 9, noPoint, kEccFault},
  };
  for (const Case& c : cases) {
    for (const Lock lock : kAllLocks) {
      KeyChip chip(in(lock, c.part));
      EXPECT_EQ(verifyStored(chip, c.slot), lock == Lock::open ? no : c.locked) << c.what << ", " << lock;
    }
  }
}

TEST(VerifyStored, TakesAWrittenKey) {
  KeyChip chip(bothLocked(withSlot(keyPart(), 10, kOpenData, kPublic)));
  const Eeprom image = withPublicKey(factoryPart(), 10, kRfcKey);
  Buffer padded(image.slot(10).begin(), image.slot(10).end());
  padded.resize(96);
  for (std::uint16_t block = 0; block < 3; ++block) {
    EXPECT_EQ(chip.status(op::kWrite, 0x82, static_cast<std::uint16_t>(block << 8 | 10 << 3),
                          ByteSpan(padded).subspan(32U * block, 32)),
              kSuccess);
  }
  EXPECT_EQ(verifyStored(chip, 10), kSuccess);
}

}  // namespace
}  // namespace signet::emulator
