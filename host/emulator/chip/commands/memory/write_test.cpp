// Write: every rule of the command and of tables 2-2 and 2-7 accepted and refused, in every lock state.
#include <gtest/gtest.h>

#include <functional>

#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator::test {
namespace {

const Buffer kWord = unhex("A1B2C3D4");
const auto kBlock = counting<32>(0xA0);

int write(TestChip& chip, std::uint8_t p1, std::uint16_t p2, ByteSpan data) {
  return chip.status(op::kWrite, p1, p2, data);
}

bool unchanged(const TestChip& chip, const Eeprom& part) {
  return chip.chip.eeprom() == part;
}

// ---- Configuration zone

bool wordIsWritable(unsigned word) {
  return (word >= 4 && word <= 20) || word >= 22;
}

TEST(WriteConfig, TakesExactlyTheWritableWords) {
  for (std::uint16_t word = 0; word < 32; ++word) {
    const Eeprom part = factoryPart();
    TestChip chip(part);
    EXPECT_EQ(write(chip, 0x00, word, kWord), wordIsWritable(word) ? kSuccess : kExecutionError) << word;
    Eeprom expected = part;
    if (wordIsWritable(word)) std::ranges::copy(kWord, expected.config.begin() + word * 4);
    EXPECT_TRUE(unchanged(chip, expected)) << word;
  }
}

TEST(WriteConfig, TakesBlocks1And3) {
  for (std::uint16_t block = 0; block < 4; ++block) {
    const Eeprom part = factoryPart();
    TestChip chip(part);
    const bool legal = block == 1 || block == 3;
    EXPECT_EQ(write(chip, 0x80, static_cast<std::uint16_t>(block << 3), kBlock),
              legal ? kSuccess : kExecutionError);
    Eeprom expected = part;
    if (legal) std::ranges::copy(kBlock, expected.config.begin() + block * 32);
    EXPECT_TRUE(unchanged(chip, expected)) << block;
  }
}

TEST(WriteConfig, StoresWhateverIsWritten) {
  TestChip chip(factoryPart());
  for (std::uint16_t word = 4; word < 32; ++word) {
    if (word == 21) continue;
    const auto ramp = counting<4>(static_cast<std::uint8_t>(word * 4));
    ASSERT_EQ(write(chip, 0x00, word, ramp), kSuccess);
    EXPECT_EQ(hex(chip.run(op::kRead, 0x00, word)), hex(ramp));
  }
}

TEST(WriteConfig, EndsWithTheLock) {
  for (const Lock lock : {Lock::config, Lock::both}) {
    const Eeprom part = in(lock, factoryPart());
    TestChip chip(part);
    for (std::uint16_t word = 0; word < 32; ++word)
      EXPECT_EQ(write(chip, 0x00, word, kWord), kExecutionError);
    EXPECT_EQ(write(chip, 0x80, 0x08, kBlock), kExecutionError);
    EXPECT_TRUE(unchanged(chip, part));
  }
}

TEST(WriteConfig, IsNeverEncrypted) {
  KeyChip chip(factoryPart());
  chip.fixedNonce();
  EXPECT_EQ(write(chip, 0xC0, 0x08, Buffer(64)), kParseError);
  EXPECT_EQ(write(chip, 0x40, 0x05, kWord), kParseError);
}

// ---- Modes and sizes

TEST(WriteMode, HasNoOtherBits) {
  for (unsigned mode = 0; mode < 256; ++mode) {
    const bool word = mode <= 2;
    const bool block = mode == 0x80 || mode == 0x81 || mode == 0x82 || mode == 0xC1 || mode == 0xC2;
    for (const std::size_t size : {4U, 32U, 64U}) {
      TestChip chip(configLocked());
      const bool sizeFits = (word && size == 4) || (block && size == 64 && mode != 0x80) ||
                            (block && size == 32 && mode != 0xC1);
      const int status = write(chip, static_cast<std::uint8_t>(mode), 0x0000, Buffer(size));
      EXPECT_EQ(status == kParseError, !sizeFits) << mode << " " << size;
    }
  }
}

TEST(WriteMode, TakesNoOtherSizes) {
  TestChip chip(configLocked());
  for (const std::size_t size : {0U, 3U, 5U, 31U, 33U, 36U, 63U, 65U}) {
    EXPECT_EQ(write(chip, 0x82, 0x0040, Buffer(size)), kParseError) << size;
    EXPECT_EQ(write(chip, 0x02, 0x0040, Buffer(size)), kParseError) << size;
  }
}

TEST(WriteMode, MayIgnoreSurplusBytes) {
  ChipOptions options;
  options.surplusData = SurplusData::ignored;
  TestChip chip(factoryPart(), options);
  EXPECT_EQ(write(chip, 0x00, 5, join({kWord, kWord})), kSuccess);
  EXPECT_EQ(hex(chip.run(op::kRead, 0x00, 5)), hex(kWord));
  EXPECT_EQ(write(chip, 0x00, 5, Buffer(3)), kParseError) << "too few stay too few";
}

TEST(WriteAddress, MustExist) {
  ChipOptions other;
  other.badAddress = ErrorCode::executionError;
  for (const std::uint16_t p2 : {0x00C0, 0x0200, 0x0D40, 0x0450}) {
    TestChip chip(configLocked());
    EXPECT_EQ(write(chip, 0x82, p2, kBlock), kParseError) << p2;
    TestChip otherChip(configLocked(), other);
    EXPECT_EQ(write(otherChip, 0x82, p2, kBlock), kExecutionError) << p2;
  }
}

// ---- Data zone before its lock

TEST(WriteOpenData, NeedsTheConfigLock) {
  const Eeprom part = factoryPart();
  KeyChip chip(part);
  chip.fixedNonce();
  EXPECT_EQ(write(chip, 0x82, 0x0040, kBlock), kExecutionError);
  EXPECT_EQ(write(chip, 0x02, 0x0040, kWord), kExecutionError);
  EXPECT_EQ(write(chip, 0x81, 0x0000, kBlock), kExecutionError);
  EXPECT_EQ(write(chip, 0x01, 0x0000, kWord), kExecutionError);
  EXPECT_TRUE(unchanged(chip, part));
}

TEST(WriteOpenData, TakesBlocksOfEverySlotThatIsNotPrivateWhateverItsWriteConfig) {
  for (unsigned slot = 0; slot < 16; ++slot) {
    for (const std::uint16_t slotConfig : {0x0000, 0x8F8F, 0x4F4F, 0x1000}) {
      const Eeprom part = configLocked(withSlot(keyPart(), slot, slotConfig, kOther));
      TestChip chip(part);
      const auto address = static_cast<std::uint16_t>(slot << 3);
      EXPECT_EQ(write(chip, 0x82, address, kBlock), kSuccess);
      EXPECT_TRUE(unchanged(chip, withContent(part, slot, kBlock)));
      EXPECT_EQ(write(chip, 0x02, address, kWord), kExecutionError) << "no words";
    }
  }
}

TEST(WriteOpenData, RefusesPrivateAndLockedSlots) {
  const Eeprom priv = configLocked(withSlot(keyPart(), 3, 0x0000, kPrivate));
  TestChip privateChip(priv);
  EXPECT_EQ(write(privateChip, 0x82, 0x0018, kBlock), kExecutionError);
  EXPECT_TRUE(unchanged(privateChip, priv));
  const Eeprom locked = configLocked(withSlotLocked(keyPart(), 8));
  TestChip lockedChip(locked);
  EXPECT_EQ(write(lockedChip, 0x82, 0x0040, kBlock), kExecutionError);
  EXPECT_EQ(write(lockedChip, 0x82, 0x0048, kBlock), kSuccess) << "another slot";
}

TEST(WriteOpenData, IgnoresAMacOfAClearWrite) {
  TestChip chip(configLocked());
  EXPECT_EQ(write(chip, 0x82, 0x0040, join({kBlock, kSequence})), kSuccess);
  EXPECT_EQ(hex(chip.chip.eeprom().slot(8).first(32)), hex(kBlock));
}

TEST(WriteOpenData, DropsSurplusOfShortBlocks) {
  TestChip chip(configLocked());
  EXPECT_EQ(write(chip, 0x82, 0x0250, kBlock), kSuccess);
  const auto slot = chip.chip.eeprom().slot(10);
  EXPECT_EQ(hex(slot.last(8)), hex(std::span(kBlock).first(8)));
  EXPECT_EQ(chip.chip.eeprom().slot(11)[0], 0xFF);
}

/// Value and MAC for an encrypted write of kBlock.
Buffer sealed(const Digest& tempKey, std::uint8_t p1, std::uint16_t p2) {
  const auto cipher = xorWithTempKey(kBlock, tempKey);
  return join({cipher, writeMac(tempKey, {p1, p2}, kSerial, kBlock)});
}

TEST(WriteOpenData, TakesEncryptedBlocksUnderAnyTempKey) {
  for (const bool random : {false, true}) {
    KeyChip chip(configLocked(keyPart()));
    const Digest tempKey = chip.nonce(random);
    EXPECT_EQ(write(chip, 0xC2, 0x0040, sealed(tempKey, 0xC2, 0x0040)), kSuccess);
    EXPECT_EQ(hex(chip.slotContent(8, 32)), hex(kBlock));
    EXPECT_FALSE(chip.tempKeyValid());
  }
}

TEST(WriteOpenData, RefusesEncryptedBlocksWithoutTempKeyOrRightMac) {
  const Eeprom part = configLocked(keyPart());
  Buffer data = sealed(kSequence, 0xC2, 0x0040);
  KeyChip none(part);
  EXPECT_EQ(write(none, 0xC2, 0x0040, data), kExecutionError);
  KeyChip withoutMac(part);
  withoutMac.fixedNonce();
  EXPECT_EQ(write(withoutMac, 0xC2, 0x0040, kBlock), kExecutionError);
  for (std::size_t i = 0; i < data.size(); ++i) {
    KeyChip chip(part);
    chip.fixedNonce();
    data[i] ^= 0x10;
    EXPECT_EQ(write(chip, 0xC2, 0x0040, data), kExecutionError) << i;
    EXPECT_TRUE(unchanged(chip, part));
    data[i] ^= 0x10;
  }
}

TEST(WriteOpenData, BadMacCodeIsAnOption) {
  ChipOptions options = seeded();
  options.badMac = ErrorCode::parseError;
  KeyChip chip(configLocked(keyPart()), options);
  chip.fixedNonce();
  EXPECT_EQ(write(chip, 0xC2, 0x0040, Buffer(64)), kParseError);
}

// ---- Data zone after its lock

// WriteConfig nibbles with WriteKey 4; not secret unless they end in 80h.
constexpr std::uint16_t kAlways = 0x0400, kAlwaysSecret = 0x0480, kPubInvalid = 0x1400, kNever = 0x2480,
                        kNeverToo = 0x8480, kEncrypt = 0x4480;

struct WriteRule {
  const char* name;
  std::uint16_t slotConfig;
  int word;
  int block;         ///< in clear
  int blockWithMac;  ///< TempKey from GenDig of slot 4
};

TEST(WriteLockedData, FollowsTable27) {
  for (const WriteRule& rule : {
           WriteRule{"always", kAlways, kSuccess, kSuccess, kSuccess},
           {"always, secret", kAlwaysSecret, kExecutionError, kSuccess, kSuccess},
           {"pubInvalid", kPubInvalid, kExecutionError, kSuccess, kSuccess},
           {"never", kNever, kExecutionError, kExecutionError, kExecutionError},
           {"never, 8", kNeverToo, kExecutionError, kExecutionError, kExecutionError},
           {"encrypt", kEncrypt, kExecutionError, kExecutionError, kSuccess},
       }) {
    const Eeprom part = in(Lock::both, withSlot(keyPart(), 8, rule.slotConfig, kOther));
    for (const std::uint8_t p1 : {0x82, 0xC2}) {
      KeyChip chip(part);
      EXPECT_EQ(write(chip, 0x02, 0x0040, kWord), rule.word) << rule.name;
      EXPECT_EQ(write(chip, p1, 0x0040, kBlock), rule.block) << rule.name;
      chip.fixedNonce();
      chip.genDig(4);
      const Digest tempKey = gendig::ofValue(kKey4, {0x02, 4}, kSerial, kSequence);
      EXPECT_EQ(write(chip, p1, 0x0040, sealed(tempKey, p1, 0x0040)), rule.blockWithMac) << rule.name;
    }
  }
}

TEST(WriteLockedData, StoresWordsAndBlocks) {
  const Eeprom part = in(Lock::both, withSlot(keyPart(), 8, kAlways, kOther));
  TestChip chip(part);
  EXPECT_EQ(write(chip, 0x02, 0x0143, kWord), kSuccess);
  Eeprom expected = part;
  std::ranges::copy(kWord, expected.slot(8).begin() + 32 + 12);
  EXPECT_TRUE(unchanged(chip, expected));
  EXPECT_EQ(write(chip, 0x82, 0x0C40, kBlock), kSuccess);
  std::ranges::copy(kBlock, expected.slot(8).begin() + 12 * 32);
  EXPECT_TRUE(unchanged(chip, expected));
}

TEST(WriteLockedData, RefusesPrivateAndLockedSlots) {
  for (const Eeprom& part : {withSlot(keyPart(), 8, kAlways, kPrivate),
                             withSlotLocked(withSlot(keyPart(), 8, kAlways, kOther), 8)}) {
    TestChip chip(in(Lock::both, part));
    EXPECT_EQ(write(chip, 0x82, 0x0040, kBlock), kExecutionError);
    EXPECT_EQ(write(chip, 0x02, 0x0040, kWord), kExecutionError);
    EXPECT_TRUE(unchanged(chip, in(Lock::both, part)));
  }
}

/// Tries an encrypted write after `prepare`, with what it returns as TempKey.
int encryptedAfter(const std::function<Digest(KeyChip&)>& prepare) {
  KeyChip chip(in(Lock::both, withSlot(keyPart(), 8, kEncrypt, kOther)));
  const Digest tempKey = prepare(chip);
  return write(chip, 0xC2, 0x0040, sealed(tempKey, 0xC2, 0x0040));
}

TEST(WriteLockedData, EncryptedNeedsGenDigOfTheWriteKey) {
  EXPECT_EQ(encryptedAfter([](KeyChip& chip) {
              const Digest nonce = chip.randomNonce();
              chip.genDig(4);
              return gendig::ofValue(kKey4, {0x02, 4}, kSerial, nonce);
            }),
            kSuccess);
  EXPECT_EQ(encryptedAfter([](KeyChip& chip) {
              chip.fixedNonce();
              return Digest(kSequence);
            }),
            kExecutionError);
  EXPECT_EQ(encryptedAfter([](KeyChip& chip) {
              chip.fixedNonce();
              chip.genDig(5);
              return gendig::ofValue(kKey5, {0x02, 5}, kSerial, kSequence);
            }),
            kExecutionError);
}

TEST(WriteLockedData, EncryptedMacCoversTheWholeShortBlock) {
  const Eeprom part = in(Lock::both, withSlot(keyPart(), 10, kEncrypt, kOther));
  const Digest tempKey = gendig::ofValue(kKey4, {0x02, 4}, kSerial, kSequence);
  for (const bool damaged : {false, true}) {
    KeyChip chip(part);
    chip.fixedNonce();
    chip.genDig(4);
    Buffer data = sealed(tempKey, 0x82, 0x0250);
    if (damaged) data[31] ^= 1;  // a byte that is not stored
    EXPECT_EQ(write(chip, 0x82, 0x0250, data), damaged ? kExecutionError : kSuccess);
  }
}

TEST(WriteLockedData, PublishedVector) {
  // TempKey GD of slot 4 from N0, plaintext A0..BF, slot 3. The generator gives its fixed pattern only while
  // nothing is locked, so TempKey comes from a Nonce that the vector's N0 is passed through.
  const Digest tempKey = gendig::ofValue(kKey4, {0x02, 4}, kSerial, kN0);
  EXPECT_EQ(hex(tempKey), "EA698BD44913AA614C83D9E06EE15E7CF4744FE244F5FCCB68CFA9890B3DE57B");
  const auto cipher = unhex("4AC82977EDB60CC6E42A734BC24CF0D344C5FD51F0404A7CD0761332B7805BC4");
  for (const auto& [p1, mac] :
       {std::pair{0xC2, "886A2248B105355A3E9A8C9CA57D971F192FA32CA61C485C4A4CB5D6ED7748AE"},
        {0x82, "89AF297E331E714064D978B00CBDAC4EB43DD661B1465022BAF0ACA3D41E2F2E"}}) {
    KeyChip chip(in(Lock::both, withSlot(keyPart(), 3, 0xF4C4, kOther)));
    chip.fixedNonce(kN0);
    chip.genDig(4);
    EXPECT_EQ(write(chip, static_cast<std::uint8_t>(p1), 0x0018, join({cipher, unhex(mac)})), kSuccess);
    EXPECT_EQ(hex(chip.slotContent(3, 32)), hex(kBlock));
  }
}

// ---- Validity of public keys

TEST(WritePublicKey, TakesValidityAway) {
  for (const Lock lock : {Lock::config, Lock::both}) {
    Eeprom part = withPublicKey(withSlot(keyPart(), 14, kAlways, kValidatedPublic), 14, kTestPublicKey, 0x50);
    TestChip chip(in(lock, part));
    EXPECT_EQ(write(chip, 0x82, 0x0170, kBlock), kSuccess) << "another block than that of the nibble";
    EXPECT_EQ(chip.chip.eeprom().slot(14)[0], 0xA0);
    EXPECT_EQ(write(chip, 0x82, 0x0070, Buffer(32, 0x55)), kSuccess);
    EXPECT_EQ(chip.chip.eeprom().slot(14)[0], 0xA5) << "the low nibble is what was written";
  }
}

TEST(WritePublicKey, KeepsTheNibbleWherePubInfoDoesNotAsk) {
  for (const std::uint16_t keyConfig : {kPublic, kOther}) {
    TestChip chip(in(Lock::both, withSlot(keyPart(), 14, kAlways, keyConfig)));
    EXPECT_EQ(write(chip, 0x82, 0x0070, Buffer(32, 0x55)), kSuccess);
    EXPECT_EQ(chip.chip.eeprom().slot(14)[0], 0x55);
  }
}

TEST(WritePublicKey, PubInvalidProtectsAValidatedKey) {
  for (const auto& [nibble, status] :
       {std::pair{0x50, kExecutionError}, {0xA0, kSuccess}, {0x00, kSuccess}}) {
    Eeprom part = withSlot(keyPart(), 14, kPubInvalid, kValidatedPublic);
    part = withPublicKey(part, 14, kTestPublicKey, static_cast<std::uint8_t>(nibble));
    TestChip chip(in(Lock::both, part));
    EXPECT_EQ(write(chip, 0x82, 0x0070, kBlock), status) << nibble;
  }
}

// ---- OTP

TEST(WriteOtp, BeforeTheDataLockTakesBlocks) {
  const Eeprom part = configLocked();
  KeyChip chip(part);
  EXPECT_EQ(write(chip, 0x01, 0, kWord), kExecutionError);
  EXPECT_EQ(write(chip, 0x81, 0x08, kBlock), kSuccess);
  EXPECT_EQ(hex(std::span(chip.chip.eeprom().otp).last(32)), hex(kBlock));
  chip.fixedNonce();
  EXPECT_EQ(write(chip, 0xC1, 0x00, sealed(kSequence, 0xC1, 0)), kSuccess);
  EXPECT_EQ(hex(std::span(chip.chip.eeprom().otp).first(32)), hex(kBlock));
  chip.fixedNonce();
  EXPECT_EQ(write(chip, 0xC1, 0x00, Buffer(64)), kExecutionError) << "wrong MAC";
  EXPECT_EQ(write(chip, 0x81, 0x10, kBlock), kParseError);
}

TEST(WriteOtp, InConsumptionModeOnlyClearsBits) {
  Eeprom part = bothLocked();
  part.otp.fill(0xF3);
  TestChip chip(part);
  EXPECT_EQ(write(chip, 0x01, 2, unhex("FF0F8001")), kSuccess);
  Eeprom expected = part;
  std::ranges::copy(unhex("F3038001"), expected.otp.begin() + 8);
  EXPECT_TRUE(unchanged(chip, expected));
  EXPECT_EQ(write(chip, 0x81, 8, Buffer(32, 0x31)), kSuccess);
  std::fill_n(expected.otp.begin() + 32, 32, std::uint8_t{0x31});
  EXPECT_TRUE(unchanged(chip, expected));
}

TEST(WriteOtp, InOtherModesIsRefused) {
  for (const int mode : {0xAA, 0x00, 0xFF}) {
    Eeprom part = bothLocked();
    part.config[config_byte::kOtpMode] = static_cast<std::uint8_t>(mode);
    TestChip chip(part);
    EXPECT_EQ(write(chip, 0x01, 2, kWord), kExecutionError);
    EXPECT_EQ(write(chip, 0x81, 0, kBlock), kExecutionError);
    EXPECT_TRUE(unchanged(chip, part));
  }
}

TEST(WriteOtp, AfterTheLockIsNeverEncrypted) {
  const Eeprom part = bothLocked();
  KeyChip chip(part);
  chip.fixedNonce();
  EXPECT_EQ(write(chip, 0xC1, 0, sealed(kSequence, 0xC1, 0)), kExecutionError);
  EXPECT_TRUE(unchanged(chip, part));
}

TEST(Write, ClearsTempKeyWhateverItsOutcome) {
  KeyChip chip(configLocked());
  chip.fixedNonce();
  EXPECT_EQ(write(chip, 0x82, 0x0040, kBlock), kSuccess);
  EXPECT_FALSE(chip.tempKeyValid());
  chip.fixedNonce();
  EXPECT_EQ(write(chip, 0x02, 0x0040, kWord), kExecutionError);
  EXPECT_FALSE(chip.tempKeyValid());
}

}  // namespace
}  // namespace signet::emulator::test
