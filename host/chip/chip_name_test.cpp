#include "host/chip/chip_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/base/errors.h"

namespace signet::chip {
namespace {

using ::testing::HasSubstr;
using Kind = ChipName::Kind;

TEST(ChipName, ReadsEveryForm) {
  EXPECT_EQ(parseChipName("i2c:/dev/i2c-1@0x35").where, "/dev/i2c-1");
  EXPECT_EQ(parseChipName("i2c:/dev/i2c-1@0x35").address->sevenBit(), 0x35);
  EXPECT_EQ(parseChipName("i2c:7").where, "/dev/i2c-7");
  EXPECT_EQ(parseChipName("sim:a@b/my.chip").where, "a@b/my.chip");
  EXPECT_FALSE(parseChipName("sim:a@b/my.chip").address.has_value());
  EXPECT_EQ(parseChipName("unix:/tmp/bus").kind, Kind::unixSocket);
  const ChipName tcp = parseChipName("tcp:localhost:7508@0x60");
  EXPECT_EQ(tcp.where, "localhost");
  EXPECT_EQ(tcp.port, 7508);
  EXPECT_EQ(tcp.bus(), "tcp:localhost:7508");
  EXPECT_EQ(parseChipName("i2c:1").bus(), "i2c:/dev/i2c-1");
}

std::pair<std::string, std::string> complaint(const std::string& text) {
  try {
    parseChipName(text);
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), Exit::usage);
    return {error.what(), error.next()};
  }
  ADD_FAILURE() << text << " was accepted";
  return {};
}

TEST(ChipName, ExplainsTheEightBitForm) {
  const auto [what, next] = complaint("i2c:/dev/i2c-1@0xC0");
  EXPECT_THAT(what, HasSubstr("8-bit form"));
  EXPECT_THAT(next, HasSubstr("@0x60"));
}

TEST(ChipName, RefusesWrongForms) {
  EXPECT_THAT(complaint("/dev/i2c-1").second, HasSubstr("i2c:/dev/i2c-1"));
  EXPECT_THAT(complaint("usb:1").second, HasSubstr("unix:PATH"));
  EXPECT_THAT(complaint("sim:").first, HasSubstr("stops after"));
  EXPECT_THAT(complaint("sim:@0x60").first, HasSubstr("stops after"));
  for (const char* text :
       {"tcp:localhost", "tcp:localhost:0", "tcp:localhost:70000", "tcp::7508", "tcp:h:12x"}) {
    EXPECT_THAT(complaint(text).first, HasSubstr("port"));
  }
  for (const char* text : {"i2c:1@60", "i2c:1@0x", "i2c:1@0x1000", "i2c:1@0xZZ", "i2c:1@"}) {
    EXPECT_THAT(complaint(text).first, HasSubstr("not a hexadecimal number"));
  }
  for (const char* text : {"i2c:1@0x00", "i2c:1@0x07", "i2c:1@0xC1", "i2c:1@0xF8"}) {
    EXPECT_THAT(complaint(text).first, HasSubstr("not a usable I2C address")) << text;
  }
}

}  // namespace
}  // namespace signet::chip
