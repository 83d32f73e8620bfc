#include "host/base/encoding.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace signet {
namespace {

using Vector = std::vector<std::uint8_t>;

TEST(Hex, KnownAndPastedForms) {
  EXPECT_EQ(hexOf(bytesOf("\x01\xAB")), "01ab");
  EXPECT_EQ(hexOf(Bytes()), "");
  const Vector expected = {0x04, 0x11, 0x33, 0x43};
  for (const char* text : {"04113343", "04 11 33 43\n", "04:11:33:43", "0x04113343", " 04 11\t3343"}) {
    EXPECT_EQ(parseHex(text), expected) << text;
  }
  EXPECT_EQ(parseHex("aBcD"), (Vector{0xAB, 0xCD}));
}

TEST(Hex, RefusesOddAndForeign) {
  for (const char* text : {"0", "012", "0g", "01-02", "x0", "00x0"}) EXPECT_FALSE(parseHex(text)) << text;
}

TEST(Base64, Rfc4648Vectors) {
  const std::pair<const char*, const char*> vectors[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(base64Of(bytesOf(plain)), encoded);
    EXPECT_EQ(textOf(*parseBase64(encoded)), plain);
  }
}

TEST(Base64, RefusesDamage) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "=Zg=", "Zg==Zg==", "Zm9-", "===="}) {
    EXPECT_FALSE(parseBase64(text)) << text;
  }
}

RC_GTEST_PROP(Base64, RoundTrips, (const Vector& bytes)) {
  RC_ASSERT(parseBase64(base64Of(bytes)) == bytes);
  RC_ASSERT(parseHex(hexOf(bytes)) == bytes);
}

}  // namespace
}  // namespace signet
