#include "host/bench/figure.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace signet::bench {
namespace {

TEST(Figure, RatioIsValueToLimit) {
  EXPECT_EQ((Figure{"a", 3, "ms", 2.0}.ratio()), 1.5);
  EXPECT_EQ((Figure{"a", 3, "ms", {}}.ratio()), std::nullopt);
  EXPECT_EQ((Figure{"a", 3, "ms", 0.0}.ratio()), std::nullopt);
}

TEST(Figure, JsonHasAllFiveFields) {
  EXPECT_EQ(toJson({{"bus/sign", 46.5, "ms", 93.0}, {"model/info", 7, "1/s", {}}}).dump(),
            R"([{"name":"bus/sign","value":46.5,"unit":"ms","limit":93.0,"ratio":0.5},)"
            R"({"name":"model/info","value":7.0,"unit":"1/s","limit":null,"ratio":null}])");
  EXPECT_EQ(toJson({}).dump(), "[]");
}

TEST(Figure, NumbersAreReadable) {
  EXPECT_EQ(readable(0), "0");
  EXPECT_EQ(readable(4096), "4096");
  EXPECT_EQ(readable(46.5049), "46.50");
  EXPECT_EQ(readable(123.456), "123.5");
  EXPECT_EQ(readable(212345.6), "212346");
}

}  // namespace
}  // namespace signet::bench
