#include "host/cli/config/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/base/encoding.h"
#include "host/base/errors.h"
#include "host/emulator/image/chip_image.h"

namespace signet::cli {
namespace {

using ::testing::HasSubstr;

atecc::ConfigZone factory() {
  return {emulator::Eeprom::factory(1).config};
}

TEST(ConfigFile, ReadsBytesHexAndChipImages) {
  const atecc::ConfigZone zone = factory();
  EXPECT_EQ(decodeConfigFile(textOf(zone.bytes), "f"), zone);
  EXPECT_EQ(decodeConfigFile(hexOf(zone.bytes) + "\n", "f"), zone);
  EXPECT_EQ(decodeConfigFile("# the factory's\n" + hexOf(Bytes(zone.bytes).first(20)) + " # head\n" +
                                 hexOf(Bytes(zone.bytes).from(20)),
                             "f"),
            zone);
  EXPECT_EQ(decodeConfigFile(emulator::encodeChipImage({emulator::Eeprom::factory(1), {}}), "f"), zone);
}

std::string complaint(const std::string& content) {
  try {
    (void)decodeConfigFile(content, "FILE");
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), Exit::badFile);
    return error.what();
  }
  ADD_FAILURE() << "was accepted";
  return {};
}

TEST(ConfigFile, SaysWhatElseItIs) {
  EXPECT_THAT(complaint(""), HasSubstr("FILE is not a configuration"));
  EXPECT_THAT(complaint("a note"), HasSubstr("FILE is not a configuration"));
  EXPECT_THAT(complaint("00112233"), HasSubstr("FILE has 4 bytes; a configuration zone has 128"));
  EXPECT_THAT(complaint(textOf(Bytes(factory().bytes).first(127))), HasSubstr("FILE"));
  std::string image = emulator::encodeChipImage({emulator::Eeprom::factory(1), {}});
  EXPECT_THAT(complaint(image.substr(0, image.size() - 5)), HasSubstr("FILE"));
}

}  // namespace
}  // namespace signet::cli
