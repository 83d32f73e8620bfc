// The memory: factory content, fields of the configuration, addresses, counters, and the moments of change.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "host/emulator/chip/memory/address.h"
#include "host/emulator/chip/memory/config_view.h"
#include "host/emulator/chip/memory/lasting.h"
#include "host/emulator/chip/memory/monotonic_counter.h"
#include "host/emulator/chip/test/test_chip.h"

namespace signet::emulator::test {
namespace {

// ---- Factory content

TEST(Factory, IsWhatFreshPartsHold) {
  const Eeprom part = Eeprom::factory(1);
  const std::string config = hex(part.config);
  EXPECT_EQ(config.substr(0, 4), "0123");
  EXPECT_EQ(config.substr(8, 8), "00005000");
  EXPECT_EQ(config.substr(24, 8), "EEC05500");
  EXPECT_EQ(config.substr(32),
            "C0005500"
            "832087208F20C48F8F8F8F8F9F8FAF8F0000000000000000000000000000AF8F"
            "FFFFFFFF00000000FFFFFFFF00000000"
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
            "00005555FFFF000000000000"
            "3300330033001C001C001C001C001C003C003C003C003C003C003C003C001C00");
  EXPECT_EQ(hex(part.otp), hex(std::array<std::uint8_t, 64>(unhex<64>(std::string(128, 'F')))));
  EXPECT_TRUE(std::ranges::all_of(part.data, [](std::uint8_t byte) { return byte == 0xFF; }));
  EXPECT_EQ(part.privateKeyValid, 0);
}

TEST(Factory, SeedDecidesSerialAndHiddenSeeds) {
  EXPECT_EQ(Eeprom::factory(1), Eeprom::factory(1));
  const Eeprom a = Eeprom::factory(1);
  const Eeprom b = Eeprom::factory(2);
  EXPECT_NE(ConfigView(a).serialNumber(), ConfigView(b).serialNumber());
  EXPECT_NE(a.rngSeed, b.rngSeed);
  EXPECT_NE(a.transportSeed, b.transportSeed);
  EXPECT_NE(a.rngSeed, a.transportSeed);
}

TEST(Factory, SummaryOfDataAndOtpIsThatOfRealParts) {
  // All slots and OTP, 1272 bytes FF: CRC F1 DF. Factory: slots 0 to 2 are private and left out: 35 53.
  TestChip chip(configLocked());
  EXPECT_EQ(chip.status(0x17, 0x01, 0xDFF1), kExecutionError);
  EXPECT_EQ(chip.status(0x17, 0x01, 0x5335), kSuccess);
  Eeprom none = configLocked();
  for (unsigned slot = 0; slot < 3; ++slot) none = withSlot(none, slot, 0x8F8F, 0x001C);
  TestChip other(none);
  EXPECT_EQ(other.status(0x17, 0x01, 0x5335), kExecutionError);
  EXPECT_EQ(other.status(0x17, 0x01, 0xDFF1), kSuccess);
}

// ---- Configuration fields

TEST(SlotConfigFields, OfFactorySlots) {
  const Eeprom part = factoryPart();
  const ConfigView config(part);
  const SlotConfig key = config.slotConfig(0);  // 2083
  EXPECT_TRUE(key.isSecret() && key.externalSignatures() && key.internalSignatures() && key.genKeyAllowed());
  EXPECT_FALSE(key.ecdhAllowed() || key.privWriteAllowed() || key.limitedUse() || key.noMac());
  EXPECT_TRUE(config.slotConfig(1).ecdhAllowed());  // 2087
  EXPECT_FALSE(config.slotConfig(1).ecdhToNextSlot());
  EXPECT_TRUE(config.slotConfig(2).ecdhToNextSlot());  // 208F
  EXPECT_TRUE(config.slotConfig(3).encryptRead());     // 8FC4
  EXPECT_EQ(config.slotConfig(3).readKey(), 4U);
  EXPECT_EQ(config.slotConfig(3).writeKey(), 15U);
  EXPECT_EQ(config.slotConfig(3).writeMode(), WriteMode::never);
  EXPECT_TRUE(config.slotConfig(6).noMac());       // 8F9F
  EXPECT_TRUE(config.slotConfig(7).limitedUse());  // 8FAF
  EXPECT_EQ(config.slotConfig(8).writeMode(), WriteMode::always);
}

TEST(SlotConfigFields, WriteModeOfAllSixteenNibbles) {
  using enum WriteMode;
  const WriteMode expected[16] = {always, pubInvalid, never, never, encrypt, encrypt, encrypt, encrypt,
                                  never,  never,      never, never, encrypt, encrypt, encrypt, encrypt};
  for (unsigned nibble = 0; nibble < 16; ++nibble) {
    const SlotConfig slot{static_cast<std::uint16_t>(nibble << 12)};
    EXPECT_EQ(slot.writeMode(), expected[nibble]) << nibble;
    EXPECT_EQ(slot.deriveKeyTarget(), (nibble & 2) != 0);
    EXPECT_EQ(slot.deriveKeyCreates(), (nibble & 1) != 0);
    EXPECT_EQ(slot.deriveKeyNeedsMac(), (nibble & 8) != 0);
    EXPECT_EQ(slot.genKeyAllowed(), (nibble & 2) != 0);
    EXPECT_EQ(slot.privWriteAllowed(), (nibble & 4) != 0);
  }
}

TEST(KeyConfigFields, OfPublishedWords) {
  const KeyConfig priv{0x0033};
  EXPECT_TRUE(priv.isPrivate() && priv.pubInfo() && priv.isP256() && priv.lockable());
  EXPECT_FALSE(priv.reqRandom() || priv.reqAuth() || priv.intrusionDisable());
  const KeyConfig secret{0x01BC};  // lockable, ReqAuth by slot 1
  EXPECT_TRUE(secret.reqAuth() && secret.lockable());
  EXPECT_EQ(secret.authKey(), 1U);
  EXPECT_EQ(secret.keyType(), 7U);
  EXPECT_FALSE(secret.isP256() || secret.isPrivate());
  EXPECT_TRUE(KeyConfig{0x005C}.reqRandom());
  EXPECT_TRUE(KeyConfig{0x1000}.intrusionDisable());
  EXPECT_EQ(KeyConfig{0xC030}.x509id(), 3U);
}

TEST(ConfigFields, OfBytes) {
  Eeprom part = factoryPart();
  part.config[config_byte::kX509Format + 2] = 0x73;
  const ConfigView config(part);
  EXPECT_EQ(hex(config.serialNumber()), "01238A6B5C4D3E2FEE");
  EXPECT_EQ(config.x509Format(2).templateLength, 7U);
  EXPECT_EQ(config.x509Format(2).publicPosition, 3U);
  EXPECT_FALSE(config.x509Format(2).none());
  EXPECT_TRUE(config.x509Format(1).none());
  EXPECT_FALSE(config.configLocked() || config.dataLocked() || config.slotLocked(0) || config.slotLocked(15));
  const Eeprom closed = withSlotLocked(bothLocked(), 9);
  EXPECT_TRUE(ConfigView(closed).configLocked() && ConfigView(closed).dataLocked());
  for (unsigned slot = 0; slot < 16; ++slot) EXPECT_EQ(ConfigView(closed).slotLocked(slot), slot == 9);
}

// ---- Addresses

TEST(Address, OfEveryWordAndBlockOfEverySlot) {
  unsigned words = 0;
  unsigned blocks = 0;
  for (unsigned p2 = 0; p2 < 0x10000; ++p2) {
    const unsigned slot = (p2 >> 3) & 15;
    const std::size_t offset = (p2 >> 8) * 32 + (p2 & 7) * 4;
    const bool clean = (p2 & 0x80) == 0;
    const auto word = locate(0x02, static_cast<std::uint16_t>(p2));
    ASSERT_EQ(word.has_value(), clean && offset < Eeprom::slotSize(slot)) << p2;
    if (word) {
      ++words;
      EXPECT_EQ(word->offset, offset);
      EXPECT_EQ(word->present, 4U);
    }
    const auto block = locate(0x82, static_cast<std::uint16_t>(p2));
    ASSERT_EQ(block.has_value(), clean && (p2 >> 8) * 32 < Eeprom::slotSize(slot)) << p2;
    if (block && (p2 & 7) == 0) {
      ++blocks;
      EXPECT_EQ(block->slot, slot);
      EXPECT_EQ(block->offset, (p2 >> 8) * 32);
    }
  }
  EXPECT_EQ(words, 1208U / 4);
  EXPECT_EQ(blocks, 8 * 2 + 13 + 7 * 3U);
}

TEST(Address, OfTheOtherZones) {
  for (unsigned p2 = 0; p2 < 0x10000; ++p2) {
    const auto address = static_cast<std::uint16_t>(p2);
    EXPECT_EQ(locate(0x00, address).has_value(), p2 < 0x20);
    EXPECT_EQ(locate(0x80, address).has_value(), p2 < 0x20);
    EXPECT_EQ(locate(0x01, address).has_value(), p2 < 0x10);
    EXPECT_EQ(locate(0x81, address).has_value(), p2 < 0x10);
  }
  EXPECT_EQ(locate(0x80, 0x1F)->offset, 96U) << "the word bits of a block address do not count";
  EXPECT_EQ(locate(0x00, 0x1F)->offset, 124U);
}

TEST(Address, OfShortLastBlocks) {
  EXPECT_EQ(locate(0x82, 0x0100)->present, 4U);
  EXPECT_EQ(locate(0x82, 0x0248)->present, 8U);
  EXPECT_EQ(locate(0x82, 0x0C40)->present, 32U);
}

// ---- Counters

struct CounterRow {
  std::uint32_t value;
  const char* bytes;
};

TEST(Counter, EncodesAsPublished) {
  for (const CounterRow& row : {CounterRow{0, "FFFFFFFF00000000"},
                                {1, "7FFFFFFF00000000"},
                                {15, "0001FFFF00000000"},
                                {16, "0000FFFF00000000"},
                                {17, "00007FFF00000000"},
                                {31, "0000000100000000"},
                                {32, "FFFF000000010000"},
                                {33, "7FFF000000010000"},
                                {47, "0001000000010000"},
                                {48, "0000FFFF00010001"},
                                {100, "0FFF000000030002"},
                                {1000, "00FF0000001F001E"},
                                {1026, "3FFF00000020001F"},
                                {2097151, "00000001FFFFFFFF"}}) {
    EXPECT_EQ(hex(encodeCounter(row.value)), row.bytes) << row.value;
    EXPECT_EQ(decodeCounter(unhex<8>(row.bytes)), row.value);
  }
}

TEST(Counter, DecodesWhatAPublishedPartHolds) {
  EXPECT_EQ(decodeCounter(unhex<8>("000000FF00020002")), 88U);
}

TEST(Counter, RoundTripsOverTheWholeRange) {
  for (std::uint32_t value = 0; value <= kCounterMax; ++value) {
    if (decodeCounter(encodeCounter(value)) != value) FAIL() << value;
  }
}

TEST(CounterDeathTest, HasAnEnd) {
  EXPECT_DEATH((void)encodeCounter(kCounterMax + 1), "");
}

RC_GTEST_PROP(Counter, AnyPatternHasAValue, (const std::array<std::uint8_t, 8>& bytes)) {
  RC_ASSERT(decodeCounter(bytes) <= 16U * 2 * 0xFFFF + 32);
}

// ---- Moments

TEST(LastingState, ChangesTogetherOrNotAtAll) {
  LastingState state(factoryPart());
  state.at(Moment::early).otp[0] = 1;
  state.at(Moment::early).otp[1] = 2;
  state.at(Moment::done).otp[2] = 3;
  state.seal();
  EXPECT_EQ(state.content().otp[2], 3) << "the command sees its own changes";
  EXPECT_EQ(state.committed().otp[0], 0xFF);
  ASSERT_EQ(state.pending().size(), 2U);
  state.commitFirst();
  EXPECT_EQ(state.committed().otp[0], 1);
  EXPECT_EQ(state.committed().otp[1], 2);
  EXPECT_EQ(state.committed().otp[2], 0xFF);
  state.abandon();
  EXPECT_TRUE(state.pending().empty());
  EXPECT_EQ(state.content().otp[1], 2);
  EXPECT_EQ(state.content().otp[2], 0xFF) << "what was not permanent is forgotten";
}

TEST(LastingStateDeathTest, MomentsOnlyGoForward) {
  LastingState state(factoryPart());
  state.at(Moment::done).otp[0] = 1;
  EXPECT_DEATH(state.at(Moment::early), "");
}

}  // namespace
}  // namespace signet::emulator::test
