#include "host/base/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "host/base/errors.h"

namespace signet {
namespace {

using ::testing::HasSubstr;

std::string complaint(const std::function<void()>& parse) {
  try {
    parse();
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), Exit::usage);
    EXPECT_FALSE(error.next().empty());
    return error.what();
  }
  ADD_FAILURE() << "was accepted";
  return {};
}

TEST(Values, Slot) {
  EXPECT_EQ(parseSlotNumber("0"), 0u);
  EXPECT_EQ(parseSlotNumber("15"), 15u);
  for (const char* text : {"16", "-1", "", "1x", "x", "4294967296", " 1"}) {
    EXPECT_THAT(complaint([&] { parseSlotNumber(text); }), HasSubstr("slots 0 to 15")) << text;
  }
}

TEST(Values, Number) {
  EXPECT_EQ(parseNumber("7", "The count", 1, 7), 7u);
  for (const char* text : {"0", "8", "", "7.0"}) {
    EXPECT_THAT(complaint([&] { parseNumber(text, "The count", 1, 7); }), HasSubstr("from 1 to 7"));
  }
}

TEST(Values, Digest) {
  EXPECT_EQ(parseDigest(std::string(64, 'a'))[31], 0xAA);
  EXPECT_THAT(complaint([] { parseDigest(std::string(62, 'a')); }), HasSubstr("31 bytes"));
  EXPECT_THAT(complaint([] { parseDigest(std::string(128, 'a')); }), HasSubstr("64 bytes"));
  EXPECT_THAT(complaint([] { parseDigest(std::string(63, 'a')); }), HasSubstr("not hexadecimal"));
}

TEST(Values, Hex) {
  EXPECT_EQ(parseHexValue("00ff", "The value"), (std::vector<std::uint8_t>{0, 0xFF}));
  for (const char* text : {"", "0", "zz"}) {
    EXPECT_THAT(complaint([&] { parseHexValue(text, "The value"); }),
                HasSubstr("The value is not hexadecimal"));
  }
}

}  // namespace
}  // namespace signet
