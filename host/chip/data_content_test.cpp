#include "host/chip/data_content.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "host/base/errors.h"

namespace signet::chip {
namespace {

using atecc::KeyConfig;
using atecc::Slot;

// Unpersonalised parts: CRC bytes as they go over the bus, low byte first.
TEST(DataContent, BlankPartsHaveTheKnownSummaries) {
  atecc::ConfigZone config;
  EXPECT_EQ(DataContent(config).crc(), 0xDFF1);
  for (const unsigned slot : {0u, 1u, 2u}) {
    config.setKeyConfig(Slot::from(slot).value(), KeyConfig().setPrivate(true));
  }
  EXPECT_EQ(DataContent(config).crc(), 0x5335);
}

TEST(DataContent, EveryPartCounts) {
  const atecc::ConfigZone config;
  const std::vector<std::uint8_t> block(32, 0x5A);
  DataContent slot(config);
  slot.setSlot(Slot::number<8>(), block);
  DataContent otp(config);
  otp.setOtp(block);
  EXPECT_NE(slot.crc(), DataContent(config).crc());
  EXPECT_NE(otp.crc(), DataContent(config).crc());
  EXPECT_NE(otp.crc(), slot.crc());
  const std::vector<std::uint8_t> blank(416, 0xFF);
  slot.setSlot(Slot::number<8>(), blank);
  EXPECT_EQ(slot.crc(), DataContent(config).crc());
}

TEST(DataContent, WrittenKeysThatNeedValidationAreMarkedInvalid) {
  atecc::ConfigZone config;
  DataContent plain(config);
  config.setKeyConfig(Slot::number<14>(), KeyConfig().setKeyType(atecc::KeyType::p256).setPubInfo(true));
  DataContent validated(config);
  std::vector<std::uint8_t> key(72, 0x01);
  validated.setSlot(Slot::number<14>(), key);
  key[0] = 0xA1;
  plain.setSlot(Slot::number<14>(), key);
  EXPECT_EQ(validated.crc(), plain.crc());
}

TEST(DataContent, RefusesWhatCannotHaveBeenWritten) {
  atecc::ConfigZone config;
  config.setKeyConfig(Slot::number<0>(), KeyConfig().setPrivate(true));
  DataContent content(config);
  const std::vector<std::uint8_t> bytes(72);
  EXPECT_THROW(content.setSlot(Slot::number<0>(), Bytes(bytes).first(32)), UserError);
  for (const std::size_t wrong : {0u, 4u, 33u, 68u}) {
    EXPECT_THROW(content.setSlot(Slot::number<9>(), Bytes(bytes).first(wrong)), UserError) << wrong;
  }
  EXPECT_NO_THROW(content.setSlot(Slot::number<9>(), Bytes(bytes).first(64)));
  EXPECT_NO_THROW(content.setSlot(Slot::number<9>(), bytes));
  EXPECT_THROW(content.setOtp(bytes), UserError);
}

}  // namespace
}  // namespace signet::chip
