// PrivWrite.
#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator {
namespace {

using namespace test;

constexpr std::uint16_t kSlot = 7;
constexpr std::uint8_t kInClear = 0x00, kEncrypted = 0x40;

/// Slot 7 accepts private keys encrypted with slot 4, as in many published configurations.
Eeprom targetPart() {
  return withSlot(keyPart(), kSlot, 0x6483, kPrivate);
}

PrivWriteValue valueOf(const p256::PrivateKey& key) {
  PrivWriteValue value;
  std::copy(key.begin(), key.end(), value.begin() + 4);
  return value;
}

/// Value and MAC as they go over the bus, under `tempKey`.
Buffer encrypted(const Digest& tempKey, const p256::PrivateKey& key = kTestKey) {
  const PrivWriteValue value = valueOf(key);
  return join({privWriteCipher(value, tempKey), privWriteMac(tempKey, {kEncrypted, kSlot}, kSerial, value)});
}

/// TempKey by a Nonce and GenDig of slot 4; returns it.
Digest prepareTempKey(KeyChip& chip, bool random = true) {
  const Digest nonce = chip.nonce(random);
  chip.genDig(4);
  return gendig::ofValue(kKey4, {0x02, 4}, kSerial, nonce);
}

bool holdsTestKey(KeyChip& chip) {
  return hex(chip.run(op::kGenKey, 0x00, kSlot)) == hex(kTestPublicKey);
}

TEST(PrivWrite, TakesTheTestKeyInClearBeforeTheDataLock) {
  for (const auto& data : {join({valueOf(kTestKey), kSequence}), join({valueOf(kTestKey)})}) {
    KeyChip chip(configLocked(targetPart()));
    EXPECT_FALSE(chip.keyValid(kSlot));
    EXPECT_EQ(chip.status(op::kPrivWrite, kInClear, kSlot, data), kSuccess);
    EXPECT_TRUE(chip.keyValid(kSlot));
    EXPECT_TRUE(holdsTestKey(chip));
  }
}

TEST(PrivWrite, TakesTheTestKeyEncryptedInBothLockStates) {
  for (const Lock lock : {Lock::config, Lock::both}) {
    for (const bool random : {true, false}) {
      KeyChip chip(in(lock, targetPart()));
      const Digest tempKey = prepareTempKey(chip, random);
      EXPECT_EQ(chip.status(op::kPrivWrite, kEncrypted, kSlot, encrypted(tempKey)), kSuccess) << lock;
      EXPECT_TRUE(holdsTestKey(chip)) << lock;
      EXPECT_FALSE(chip.tempKeyValid()) << lock;
    }
  }
}

TEST(PrivWrite, TakesThePublishedCipherAndMac) {
  // The published TempKey is that of GenDig slot 4; before the data lock any origin of TempKey will do.
  KeyChip chip(configLocked(targetPart()));
  chip.fixedNonce(unhex("EA698BD44913AA614C83D9E06EE15E7CF4744FE244F5FCCB68CFA9890B3DE57B"));
  EXPECT_EQ(chip.status(op::kPrivWrite, kEncrypted, kSlot,
                        unhex("EA698BD4CE9CA0D7E9A50EF172C7B86BFC64368C3FC6FCB4EBE424ED4D433383A4C0D135"
                              "24868D44A4B20B7215AEAFD164EE6C5058560F54121E9E467B4F366734EFACFA")),
            kSuccess);
  EXPECT_TRUE(holdsTestKey(chip));
}

TEST(PrivWrite, RefusesAWrongMac) {
  for (const Lock lock : {Lock::config, Lock::both}) {
    for (const std::size_t i : {0U, 35U, 36U, 67U}) {
      KeyChip chip(in(lock, targetPart()));
      Buffer data = encrypted(prepareTempKey(chip));
      data[i] ^= 1;
      EXPECT_EQ(chip.status(op::kPrivWrite, kEncrypted, kSlot, data), kExecutionError) << lock << " " << i;
      EXPECT_FALSE(chip.keyValid(kSlot));
    }
  }
}

TEST(PrivWrite, FollowsTheLockStateAndTheSlot) {
  struct Case {
    const char* what;
    std::uint8_t mode;
    Eeprom part;
    int config, both;  // config open: always refused
  };
  const Eeprom plain = targetPart();
  constexpr int no = kExecutionError;
  const Case cases[] = {
      {"clear", kInClear, plain, kSuccess, no},
      {"encrypted", kEncrypted, plain, kSuccess, kSuccess},
      {"clear, bit 14 clear", kInClear, withSlot(plain, kSlot, 0x2483, kPrivate), kSuccess, no},
      {"encrypted, bit 14 clear", kEncrypted, withSlot(plain, kSlot, 0x2483, kPrivate), kSuccess, no},
      {"encrypted, other WriteKey", kEncrypted, withSlot(plain, kSlot, 0x6583, kPrivate), kSuccess, no},
      {"clear, slot locked", kInClear, withSlotLocked(plain, kSlot), no, no},
      {"encrypted, slot locked", kEncrypted, withSlotLocked(plain, kSlot), no, no},
      {"clear, IsSecret 0", kInClear, withSlot(plain, kSlot, 0x6403, kPrivate), no, no},
      {"encrypted, IsSecret 0", kEncrypted, withSlot(plain, kSlot, 0x6403, kPrivate), no, no},
      {"clear, KeyType 7", kInClear, withSlot(plain, kSlot, 0x6483, 0x003F), no, no},
      {"clear, Private 0", kInClear, withSlot(plain, kSlot, 0x6483, 0x0032), no, no},
      {"encrypted, Private 0", kEncrypted, withSlot(plain, kSlot, 0x6483, 0x0032), no, no},
      {"encrypted, ReqRandom and ReqAuth", kEncrypted, withBits(plain, kSlot, 0, kReqRandom | kReqAuthBy5),
       kSuccess, kSuccess},
  };
  for (const Case& c : cases) {
    for (const Lock lock : kAllLocks) {
      KeyChip chip(in(lock, c.part));
      const Digest tempKey = lock == Lock::open ? kSequence : prepareTempKey(chip, false);
      const Buffer data = c.mode == kInClear ? join({valueOf(kTestKey)}) : encrypted(tempKey);
      const int expected = lock == Lock::open ? no : lock == Lock::config ? c.config : c.both;
      EXPECT_EQ(chip.status(op::kPrivWrite, c.mode, kSlot, data), expected) << c.what << ", " << lock;
      EXPECT_EQ((chip.chip.eeprom().privateKeyValid >> kSlot & 1) == 1, expected == kSuccess)
          << c.what << ", " << lock;
    }
  }
}

TEST(PrivWrite, NeedsTempKeyOfGenDigAfterTheDataLock) {
  for (const Lock lock : {Lock::config, Lock::both}) {
    KeyChip chip(in(lock, targetPart()));
    EXPECT_EQ(chip.status(op::kPrivWrite, kEncrypted, kSlot, encrypted(kSequence)), kExecutionError) << lock;
    chip.fixedNonce();
    EXPECT_EQ(chip.status(op::kPrivWrite, kEncrypted, kSlot, encrypted(kSequence)),
              lock == Lock::config ? kSuccess : kExecutionError)
        << lock;
  }
}

TEST(PrivWrite, RefusesIllegalModesAndLengths) {
  KeyChip chip(configLocked(targetPart()));
  const Buffer value = join({valueOf(kTestKey)});
  for (const std::uint8_t mode : {0x01, 0x02, 0x20, 0x41, 0x80}) {
    EXPECT_EQ(chip.status(op::kPrivWrite, mode, kSlot, value), kParseError) << int{mode};
  }
  EXPECT_EQ(chip.status(op::kPrivWrite, kInClear, kSlot, ByteSpan(value).first(32)), kParseError);
  EXPECT_EQ(chip.status(op::kPrivWrite, kInClear, kSlot), kParseError);
  EXPECT_EQ(chip.status(op::kPrivWrite, kEncrypted, kSlot, value), kParseError) << "no MAC";
}

TEST(PrivWrite, RefusesNumbersThatAreNoKey) {
  const auto zero = std::string(64, '0');
  const std::string order = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
  ChipOptions asExecutionError = seeded();
  asExecutionError.badEccInput = BadEccInput::executionError;
  for (const std::string& number : {zero, order}) {
    const Buffer value = join({unhex("00000000"), unhex(number)});
    KeyChip chip(configLocked(targetPart()));
    EXPECT_EQ(chip.status(op::kPrivWrite, kInClear, kSlot, value), kEccFault);
    EXPECT_FALSE(chip.keyValid(kSlot));
    KeyChip other(configLocked(targetPart()), asExecutionError);
    EXPECT_EQ(other.status(op::kPrivWrite, kInClear, kSlot, value), kExecutionError);
  }
  KeyChip chip(configLocked(targetPart()));
  const std::string largest = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550";
  EXPECT_EQ(chip.status(op::kPrivWrite, kInClear, kSlot, join({unhex("00000000"), unhex(largest)})),
            kSuccess);
}

TEST(PrivWritePowerCut, LeavesTheOldKeyOrNoneOrTheNew) {
  const auto oldKey = p256::PrivateKey::from(kKey4);
  const std::string before = hex(p256::publicKeyOf(oldKey).value());
  KeyChip prepared(configLocked(withPrivateKey(targetPart(), kSlot, oldKey)));
  prepared.wake();
  std::vector<std::string> keys;
  for (int i = 0; i <= 64; ++i) {
    KeyChip chip = prepared;
    EXPECT_TRUE(chip.sendGroup(makeGroup(op::kPrivWrite, kInClear, kSlot, join({valueOf(kTestKey)}))));
    chip.wait(std::chrono::microseconds(800 * i / 60));
    chip.powerCycle();
    const bool valid = chip.keyValid(kSlot);
    keys.push_back(valid ? hex(chip.run(op::kGenKey, 0x00, kSlot)) : "none");
  }
  EXPECT_EQ(keys.front(), before);
  EXPECT_EQ(keys.back(), hex(kTestPublicKey));
  EXPECT_TRUE(std::count(keys.begin(), keys.end(), "none") > 0);
  for (const auto& key : keys) {
    EXPECT_TRUE(key == before || key == "none" || key == hex(kTestPublicKey)) << key;
  }
}

}  // namespace
}  // namespace signet::emulator
