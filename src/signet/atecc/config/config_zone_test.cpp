#include "signet/atecc/config/config_zone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "signet/atecc/config/test_layouts.h"

namespace signet::atecc {
namespace {

// Usable in constant expressions: layouts are compile-time tables.
static_assert(SlotConfig(0x2087).ecdh() && SlotConfig(0x2087).genKeyAllowed());
static_assert(SlotConfig().setIsSecret(true).setReadKey(7).setWriteConfig(2).word() == 0x2087);
static_assert(
    KeyConfig().setPrivate(true).setPubInfo(true).setKeyType(KeyType::p256).setLockable(true).word() == 0x33);

TEST(SlotConfig, FactorySlots) {
  const SlotConfig key(0x208F);  // private key whose ECDH result goes to slot 3
  EXPECT_TRUE(key.externalSign() && key.internalSign() && key.ecdh() && key.ecdhToNextSlot());
  EXPECT_TRUE(key.isSecret());
  EXPECT_EQ(key.writeMode(), WriteMode::never);
  EXPECT_TRUE(key.genKeyAllowed());
  EXPECT_FALSE(key.privWriteAllowed());

  const SlotConfig secret(0x8FC4);  // encrypted read with key 4, never written
  EXPECT_EQ(secret.readMode(), ReadMode::encrypted);
  EXPECT_EQ(secret.readKeySlot(), Slot::number<4>());
  EXPECT_EQ(secret.writeMode(), WriteMode::never);
  EXPECT_EQ(secret.deriveMode(), DeriveMode::none);
  EXPECT_FALSE(secret.noMac());

  EXPECT_TRUE(SlotConfig(0x8F9F).noMac());
  EXPECT_TRUE(SlotConfig(0x8FAF).limitedUse());
  EXPECT_EQ(SlotConfig(0x0000).readMode(), ReadMode::clear);
  EXPECT_EQ(SlotConfig(0x0000).writeMode(), WriteMode::always);
  EXPECT_EQ(SlotConfig(0x0040).readMode(), ReadMode::prohibited);
  EXPECT_EQ(SlotConfig(0x8F8F).readMode(), ReadMode::never);
}

TEST(SlotConfig, WriteModeOfEveryNibble) {
  const auto a = WriteMode::always, p = WriteMode::pubInvalid, n = WriteMode::never, e = WriteMode::encrypt;
  const WriteMode expected[16] = {a, p, n, n, e, e, e, e, n, n, n, n, e, e, e, e};
  for (unsigned nibble = 0; nibble < 16; ++nibble) {
    EXPECT_EQ(SlotConfig(static_cast<std::uint16_t>(nibble << 12)).writeMode(), expected[nibble]) << nibble;
  }
}

TEST(SlotConfig, DeriveModeOfEveryNibble) {
  const auto o = DeriveMode::none, r = DeriveMode::roll, c = DeriveMode::create;
  const auto rm = DeriveMode::rollWithMac, cm = DeriveMode::createWithMac;
  const DeriveMode expected[16] = {o, o, r, c, o, o, r, c, o, o, rm, cm, o, o, rm, cm};
  for (unsigned nibble = 0; nibble < 16; ++nibble) {
    const SlotConfig config(static_cast<std::uint16_t>(nibble << 12));
    EXPECT_EQ(config.deriveMode(), expected[nibble]) << nibble;
    EXPECT_EQ(config.genKeyAllowed(), (nibble & 2) != 0) << nibble;
    EXPECT_EQ(config.privWriteAllowed(), (nibble & 4) != 0) << nibble;
  }
}

RC_GTEST_PROP(SlotConfig, EveryWordSurvivesItsFields, (std::uint16_t word)) {
  const SlotConfig in(word);
  SlotConfig out(static_cast<std::uint16_t>(~word));  // each setter must also clear
  out.setReadKey(in.readKey())
      .setNoMac(in.noMac())
      .setLimitedUse(in.limitedUse())
      .setEncryptRead(in.encryptRead());
  out.setIsSecret(in.isSecret()).setWriteKey(in.writeKey()).setWriteConfig(in.writeConfig());
  RC_ASSERT(out.word() == word);
}

TEST(KeyConfig, CommonWords) {
  const KeyConfig key(0x0033);
  EXPECT_TRUE(key.isPrivate() && key.pubInfo() && key.lockable());
  EXPECT_EQ(key.keyType(), KeyType::p256);
  EXPECT_FALSE(key.isPublicKey());
  EXPECT_TRUE(KeyConfig(0x0030).isPublicKey());
  EXPECT_TRUE(KeyConfig(0x0032).isPublicKey() && KeyConfig(0x0032).pubInfo());
  EXPECT_EQ(KeyConfig(0x003C).keyType(), KeyType::other);
  EXPECT_FALSE(KeyConfig(0x003C).isPublicKey());
  EXPECT_TRUE(KeyConfig(0x005C).reqRandom());
  const KeyConfig guarded(0x01BC);  // secret, lockable, authorised by slot 1
  EXPECT_TRUE(guarded.reqAuth() && guarded.lockable());
  EXPECT_EQ(guarded.authKeySlot(), Slot::number<1>());
}

RC_GTEST_PROP(KeyConfig, EveryWordSurvivesItsFields, (std::uint16_t word)) {
  const KeyConfig in(word);
  KeyConfig out(static_cast<std::uint16_t>(~word));
  out.setPrivate(in.isPrivate()).setPubInfo(in.pubInfo()).setKeyType(in.keyType()).setLockable(in.lockable());
  out.setReqRandom(in.reqRandom()).setReqAuth(in.reqAuth()).setAuthKey(in.authKey());
  out.setIntrusionDisable(in.intrusionDisable()).setRfu(in.rfu()).setX509Id(in.x509Id());
  RC_ASSERT(out.word() == word);
}

template <std::size_t N>
unsigned bitsCovered(const BitField (&bits)[N]) {
  unsigned covered = 0;
  for (const BitField& field : bits) {
    const unsigned mask = ((1u << field.width) - 1) << field.shift;
    EXPECT_EQ(covered & mask, 0u) << field.name << " overlaps another field";
    covered |= mask;
  }
  return covered;
}

TEST(ConfigFields, BitTablesCoverEveryBitOnce) {
  EXPECT_EQ(bitsCovered(kSlotConfigBits), 0xFFFFu);
  EXPECT_EQ(bitsCovered(kKeyConfigBits), 0xFFFFu);
  EXPECT_EQ(bitsCovered(kChipModeBits), 0xFFu);
  EXPECT_EQ(bitsCovered(kX509FormatBits), 0xFFu);
}

TEST(ConfigFields, AccessOfEveryByte) {
  for (std::size_t i = 0; i < 128; ++i) {
    ConfigAccess expected = ConfigAccess::write;
    if (i < 16) expected = ConfigAccess::never;
    if (i == 84 || i == 85) expected = ConfigAccess::updateExtra;
    if (i == 86 || i == 87) expected = ConfigAccess::lock;
    if (i == 88 || i == 89) expected = ConfigAccess::writeThenLock;
    EXPECT_EQ(configAccess(i), expected) << "byte " << i;
  }
}

TEST(ConfigFields, OnlyBlocks1And3AndWords4To20And22To31AreWritable) {
  for (std::size_t block = 0; block < 4; ++block) {
    EXPECT_EQ(isConfigWritable(32 * block, 32), block == 1 || block == 3) << "block " << block;
  }
  for (std::size_t word = 0; word < 32; ++word) {
    EXPECT_EQ(isConfigWritable(4 * word, 4), word >= 4 && word != 21) << "word " << word;
  }
}

TEST(ConfigZone, FactoryPart) {
  const ConfigZone zone = layouts::factory();
  EXPECT_EQ(zone.serialNumber(),
            (std::array<std::uint8_t, 9>{0x01, 0x23, 0xF5, 0x2E, 0x01, 0xF0, 0xC2, 0x01, 0xEE}));
  EXPECT_EQ(zone.revision(), (std::array<std::uint8_t, 4>{0, 0, 0x50, 0}));
  EXPECT_EQ(zone.family(), ChipFamily::atecc508a);
  EXPECT_TRUE(zone.i2cEnabled());
  EXPECT_EQ(zone.i2cAddress().value(), i2c::Address());
  EXPECT_EQ(zone.otpMode(), OtpMode::consumption);
  EXPECT_EQ(zone.chipMode().byte(), 0);
  EXPECT_EQ(zone.counter(0), 0u);
  EXPECT_EQ(zone.counter(1), 0u);
  EXPECT_EQ(zone.lastKeyUsesLeft(), 128u);
  EXPECT_EQ(zone.usesLeft(Slot::number<7>()), kCounterMax);
  EXPECT_EQ(zone.usesLeft(Slot::number<15>()), 128u);
  EXPECT_FALSE(zone.configLocked());
  EXPECT_FALSE(zone.dataLocked());
  EXPECT_FALSE(zone.slotLocked(Slot::number<0>()));
  EXPECT_EQ(zone.slotConfig(Slot::number<2>()).word(), 0x208F);
  EXPECT_EQ(zone.slotConfig(Slot::number<15>()).word(), 0x8FAF);
  EXPECT_EQ(zone.keyConfig(Slot::number<0>()).word(), 0x0033);
  EXPECT_EQ(zone.keyConfig(Slot::number<15>()).word(), 0x001C);
}

TEST(ConfigZone, LockedNitrokey) {
  const ConfigZone zone = layouts::nitrokey();
  EXPECT_TRUE(zone.configLocked());
  EXPECT_TRUE(zone.dataLocked());
  EXPECT_EQ(zone.counter(0), 88u);
  EXPECT_TRUE(isCounterCode(zone.counterBytes(0)));
  EXPECT_EQ(zone.usesLeft(Slot::number<1>()), kCounterMax - 88);
}

TEST(ConfigZone, FamilyByRevision) {
  ConfigZone zone = layouts::factory();
  zone.bytes[6] = 0x60;
  EXPECT_EQ(zone.family(), ChipFamily::atecc608);
  EXPECT_EQ(zone.usesLeft(Slot::number<15>()), kCounterMax) << "a 608 has no LastKeyUse";
  zone.bytes[6] = 0x10;
  EXPECT_EQ(zone.family(), ChipFamily::unknown);
}

TEST(ConfigZone, AddressesThatAreNone) {
  ConfigZone zone = layouts::factory();
  zone.bytes[16] = 0x6A;
  EXPECT_EQ(zone.i2cAddress()->sevenBit(), 0x35);
  for (const std::uint8_t bad : {0xC1, 0x00, 0x0E, 0xF0, 0xFF}) {
    zone.bytes[16] = bad;
    EXPECT_EQ(zone.i2cAddress().status(), Status::invalidArgument) << unsigned{bad};
  }
}

TEST(ConfigZone, X509FormatHalves) {
  ConfigZone zone;
  zone.bytes[94] = 0x83;
  EXPECT_EQ(zone.x509TemplateLength(2), 8);
  EXPECT_EQ(zone.x509PublicPosition(2), 3);
  EXPECT_EQ(zone.x509Format(1), 0);
}

TEST(ConfigZone, LimitedUseExampleOf16Uses) {
  ConfigZone zone = layouts::factory();
  for (std::size_t i = 70; i < 84; ++i) zone.bytes[i] = 0;
  EXPECT_EQ(zone.lastKeyUsesLeft(), 16u);
}

RC_GTEST_PROP(ConfigZone, SettersTouchNothingElse,
              (std::array<std::uint8_t, 128> bytes, std::uint16_t word)) {
  const Slot slot = Slot::from(*rc::gen::inRange(0, 16)).value();
  ConfigZone zone{bytes};
  zone.setSlotConfig(slot, SlotConfig(word));
  zone.setKeyConfig(slot, KeyConfig(word));
  zone.setSlotLocked(slot, (word & 1) != 0);
  RC_ASSERT(zone.slotConfig(slot).word() == word);
  RC_ASSERT(zone.keyConfig(slot).word() == word);
  RC_ASSERT(zone.slotLocked(slot) == ((word & 1) != 0));
  const ConfigZone before{bytes};
  for (unsigned s = 0; s < 16; ++s) {
    const Slot other = Slot::from(s).value();
    if (other == slot) continue;
    RC_ASSERT(zone.slotConfig(other) == before.slotConfig(other));
    RC_ASSERT(zone.keyConfig(other) == before.keyConfig(other));
    RC_ASSERT(zone.slotLocked(other) == before.slotLocked(other));
  }
  RC_ASSERT(equal(Bytes(zone.bytes).subspan(52, 36), Bytes(before.bytes).subspan(52, 36)));
  RC_ASSERT(equal(Bytes(zone.bytes).first(20), Bytes(before.bytes).first(20)));
}

std::vector<std::string> differences(const ConfigZone& a, const ConfigZone& b) {
  std::vector<std::string> names;
  forEachDifference(a, b, [&](const ConfigField& field, unsigned index) {
    names.push_back(field.name + (field.count > 1 ? "[" + std::to_string(index) + "]" : std::string()));
  });
  return names;
}

TEST(ConfigDifference, NamesFieldsAndSlots) {
  const ConfigZone a = layouts::factory();
  EXPECT_THAT(differences(a, a), testing::IsEmpty());
  ConfigZone b = a;
  b.setI2cAddress(i2c::Address::sevenBit<0x35>());
  b.setSlotConfig(Slot::number<9>(), SlotConfig(0x0001));
  b.setDataLocked(true);
  ASSERT_EQ(b.setCounter(1, 100), Status::ok);
  b.setKeyConfig(Slot::number<15>(), KeyConfig(0));
  EXPECT_THAT(differences(a, b), testing::ElementsAre("I2C_Address", "SlotConfig[9]", "Counter[1]",
                                                      "LockValue", "KeyConfig[15]"));
}

RC_GTEST_PROP(ConfigDifference, FindsEveryByte, (std::array<std::uint8_t, 128> bytes)) {
  const ConfigZone a{bytes};
  ConfigZone b = a;
  b.bytes[*rc::gen::inRange(0, 128)] ^= static_cast<std::uint8_t>(1 << *rc::gen::inRange(0, 8));
  RC_ASSERT(differences(a, b).size() == 1u);
}

TEST(ConfigDifference, NamesBits) {
  std::vector<std::string> names;
  forEachBitDifference(
      kSlotConfigBits, 0x2087, 0x8F87, [&](const BitField& bits, unsigned before, unsigned after) {
        names.push_back(bits.name + std::string(" ") + std::to_string(before) + " " + std::to_string(after));
      });
  EXPECT_THAT(names, testing::ElementsAre("WriteKey 0 15", "WriteConfig 2 8"));
}

}  // namespace
}  // namespace signet::atecc
