#include "signet/atecc/config/counter_code.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace signet::atecc {
namespace {

struct Known {
  std::uint32_t value;
  CounterBytes bytes;
};

// The value 1000 was seen on silicon; the others follow from the datasheet's description.
constexpr Known kKnown[] = {
    {0, {0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0}},
    {1, {0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0}},
    {15, {0x00, 0x01, 0xFF, 0xFF, 0, 0, 0, 0}},
    {16, {0x00, 0x00, 0xFF, 0xFF, 0, 0, 0, 0}},
    {17, {0x00, 0x00, 0x7F, 0xFF, 0, 0, 0, 0}},
    {31, {0x00, 0x00, 0x00, 0x01, 0, 0, 0, 0}},
    {32, {0xFF, 0xFF, 0x00, 0x00, 0, 1, 0, 0}},
    {33, {0x7F, 0xFF, 0x00, 0x00, 0, 1, 0, 0}},
    {47, {0x00, 0x01, 0x00, 0x00, 0, 1, 0, 0}},
    {48, {0x00, 0x00, 0xFF, 0xFF, 0, 1, 0, 1}},
    {100, {0x0F, 0xFF, 0x00, 0x00, 0, 3, 0, 2}},
    {1000, {0x00, 0xFF, 0x00, 0x00, 0, 0x1F, 0, 0x1E}},
    {1026, {0x3F, 0xFF, 0x00, 0x00, 0, 0x20, 0, 0x1F}},
    {2097151, {0x00, 0x00, 0x00, 0x01, 0xFF, 0xFF, 0xFF, 0xFF}},
};

TEST(CounterCode, KnownValues) {
  for (const Known& known : kKnown) {
    EXPECT_EQ(encodeCounter(known.value).value(), known.bytes) << known.value;
    EXPECT_EQ(decodeCounter(known.bytes), known.value);
    EXPECT_TRUE(isCounterCode(known.bytes)) << known.value;
  }
}

TEST(CounterCode, RejectsValuesAboveTheMaximum) {
  EXPECT_TRUE(encodeCounter(kCounterMax).ok());
  EXPECT_EQ(encodeCounter(kCounterMax + 1).status(), Status::invalidArgument);
}

TEST(CounterCode, FindsBytesThatNoCountLeadsTo) {
  EXPECT_FALSE(isCounterCode({0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_FALSE(isCounterCode({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}));
  EXPECT_FALSE(isCounterCode({0xFF, 0xFE, 0xFF, 0xFF, 0, 0, 0, 0})) << "bits are lost from the top";
}

RC_GTEST_PROP(CounterCode, RoundTrip, ()) {
  const std::uint32_t value = *rc::gen::inRange<std::uint32_t>(0, kCounterMax + 1);
  const CounterBytes bytes = encodeCounter(value).value();
  RC_ASSERT(decodeCounter(bytes) == value);
  RC_ASSERT(isCounterCode(bytes));
}

}  // namespace
}  // namespace signet::atecc
