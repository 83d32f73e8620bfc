#include "signet/core/utf8.h"

#include <gtest/gtest.h>

#include <string_view>

namespace signet {
namespace {

bool valid(std::string_view text) {
  return isUtf8(Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

TEST(Utf8, AcceptsTheEdgesOfEveryLength) {
  for (const char* text : {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                           "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(valid(text)) << text;
  }
}

TEST(Utf8, RefusesOverlongSurrogateBeyondAndTruncated) {
  for (const char* text : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
                           "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC2",
                           "\xE1\x80", "\xF1\x80\x80", "\xC2\x41", "\xE1\x80\x41"}) {
    EXPECT_FALSE(valid(text)) << text;
  }
}

}  // namespace
}  // namespace signet
