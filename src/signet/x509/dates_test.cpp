#include "signet/x509/dates.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string_view>

namespace signet::x509 {
namespace {

struct Case {
  std::array<std::uint8_t, 3> bytes;
  std::uint8_t extension;
  unsigned version;
  Date notBefore;
  unsigned years;
};

// The first three are from certificates that Microchip ships.
const Case kCases[] = {
    {{0xA9, 0x9D, 0x5C}, 0x00, 0, {2021, 3, 7, 10}, 28},
    {{0xA5, 0xAC, 0x9C}, 0x00, 0, {2020, 11, 11, 4}, 28},
    {{0x96, 0x3A, 0x9F}, 0x00, 0, {2018, 12, 14, 20}, 31},
    {{0x00, 0x84, 0x00}, 0x00, 0, {2000, 1, 1, 0}, 0},
    {{0xFE, 0x7E, 0xFF}, 0x00, 0, {2031, 12, 31, 23}, 31},
    {{0x00, 0x84, 0x01}, 0x40, 1, {2032, 1, 1, 0}, 1},
    {{0xF8, 0x84, 0x01}, 0xC0, 1, {2127, 1, 1, 0}, 1},
    {{0x00, 0x84, 0x00}, 0x10, 1, {2000, 1, 1, 0}, 32},
    {{0x00, 0x84, 0x1F}, 0x30, 1, {2000, 1, 1, 0}, 127},
};

TEST(Dates, MatchKnownEncodings) {
  for (const Case& c : kCases) {
    const Result<Validity> decoded = decodeDates({c.bytes, c.extension}, c.version);
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(decoded->notBefore, c.notBefore);
    EXPECT_EQ(decoded->years, c.years);
    const Result<EncodedDates> encoded = encodeDates(*decoded, c.version);
    ASSERT_TRUE(encoded.ok());
    EXPECT_EQ(encoded->bytes, c.bytes);
    EXPECT_EQ(encoded->extension, c.extension);
  }
}

TEST(Dates, RefuseWhatTheFormCannotHold) {
  EXPECT_EQ(encodeDates({{1999, 12, 31}, 1}, 0).status(), Status::notEncodable);
  EXPECT_EQ(encodeDates({{2032, 1, 1}, 1}, 0).status(), Status::notEncodable);
  EXPECT_EQ(encodeDates({{2000, 1, 1}, 32}, 0).status(), Status::notEncodable);
  EXPECT_EQ(encodeDates({{2128, 1, 1}, 1}, 1).status(), Status::notEncodable);
  EXPECT_EQ(encodeDates({{2020, 1, 1, 0, 1}, 1}, 0).status(), Status::notEncodable);
  EXPECT_EQ(encodeDates({{2021, 2, 29}, 1}, 0).status(), Status::notEncodable);
  // Month 0, month 13, 30 February, hour 24.
  EXPECT_EQ(decodeDates({{0x00, 0x04, 0x00}, 0}, 0).status(), Status::badEncoding);
  EXPECT_EQ(decodeDates({{0x06, 0x84, 0x00}, 0}, 0).status(), Status::badEncoding);
  EXPECT_EQ(decodeDates({{0x01, 0x78, 0x00}, 0}, 0).status(), Status::badEncoding);
  EXPECT_EQ(decodeDates({{0x00, 0x87, 0x00}, 0}, 0).status(), Status::badEncoding);
}

TEST(Dates, EndOfValidity) {
  EXPECT_EQ(*notAfter({{2020, 5, 6, 7}, 28}, DateForm::utcTime), (Date{2048, 5, 6, 7}));
  EXPECT_EQ(*notAfter({{2020, 5, 6, 7}, 0}, DateForm::utcTime), (Date{2049, 12, 31, 23, 59, 59}));
  EXPECT_EQ(*notAfter({{2020, 5, 6, 7}, 0}, DateForm::generalizedTime), (Date{9999, 12, 31, 23, 59, 59}));
  EXPECT_EQ(notAfter({{2020, 5, 6, 7}, 30}, DateForm::utcTime).status(), Status::badEncoding);
  EXPECT_EQ(*notAfter({{2020, 2, 29}, 4}, DateForm::utcTime), (Date{2024, 2, 29}));
  EXPECT_EQ(notAfter({{2020, 2, 29}, 1}, DateForm::utcTime).status(), Status::badEncoding);
}

Bytes dateText(std::string_view s) {
  return Bytes(reinterpret_cast<const std::uint8_t*>(s.data()), s.size());
}

TEST(Dates, ReadAndRefuseText) {
  EXPECT_EQ(*readDate(dateText("491231235959Z"), DateForm::utcTime), (Date{2049, 12, 31, 23, 59, 59}));
  EXPECT_EQ(*readDate(dateText("500101000000Z"), DateForm::utcTime), (Date{1950, 1, 1}));
  EXPECT_EQ(*readDate(dateText("20500101000000Z"), DateForm::generalizedTime), (Date{2050, 1, 1}));
  for (const char* bad : {"", "4912312359590", "49123123595Z", "491331235959Z", "490230000000Z",
                          "4a1231235959Z", "491231245959Z", "20500101000000Z"}) {
    EXPECT_EQ(readDate(dateText(bad), DateForm::utcTime).status(), Status::badEncoding) << bad;
  }
}

TEST(Dates, KnowPosixTime) {
  EXPECT_EQ(dateOf(0), (Date{1970, 1, 1}));
  EXPECT_EQ(dateOf(951782400), (Date{2000, 2, 29}));
  EXPECT_EQ(dateOf(4102444799), (Date{2099, 12, 31, 23, 59, 59}));
  EXPECT_EQ(posixOf({2001, 9, 9, 1, 46, 40}), 1000000000);
  EXPECT_TRUE(isBefore({2026, 1, 1}, {2026, 1, 1, 0, 0, 1}));
  EXPECT_FALSE(isBefore({2026, 1, 1}, {2026, 1, 1}));
  EXPECT_FALSE(isBefore({2026, 2, 1}, {2026, 1, 31}));
}

RC_GTEST_PROP(Dates, PosixTimeComesBack, ()) {
  const std::int64_t time = *rc::gen::inRange<std::int64_t>(0, 253402300800);
  RC_ASSERT(isDate(dateOf(time)));
  RC_ASSERT(posixOf(dateOf(time)) == time);
}

RC_GTEST_PROP(Dates, EveryEncodableDateComesBack, ()) {
  const unsigned version = *rc::gen::inRange(0U, 2U);
  const unsigned most = version == 0 ? 31 : 127;
  Validity v;
  v.notBefore.year = static_cast<std::uint16_t>(2000 + *rc::gen::inRange(0U, most + 1));
  v.notBefore.month = static_cast<std::uint8_t>(*rc::gen::inRange(1, 13));
  v.notBefore.day = static_cast<std::uint8_t>(*rc::gen::inRange(1, 32));
  v.notBefore.hour = static_cast<std::uint8_t>(*rc::gen::inRange(0, 24));
  v.years = static_cast<std::uint8_t>(*rc::gen::inRange(0U, most + 1));
  const Result<EncodedDates> encoded = encodeDates(v, version);
  RC_ASSERT(encoded.ok() == isDate(v.notBefore));
  if (!encoded.ok()) return;
  const Result<Validity> decoded = decodeDates(*encoded, version);
  RC_ASSERT(decoded.ok());
  RC_ASSERT(decoded->notBefore == v.notBefore);
  RC_ASSERT(decoded->years == v.years);
  std::uint8_t buffer[15];
  RC_ASSERT(writeDate(v.notBefore, DateForm::generalizedTime, buffer) == Status::ok);
  RC_ASSERT(*readDate(buffer, DateForm::generalizedTime) == v.notBefore);
}

}  // namespace
}  // namespace signet::x509
