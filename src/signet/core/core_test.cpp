#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "signet/core/bytes.h"
#include "signet/core/secure.h"
#include "signet/core/status.h"

namespace signet {
namespace {

TEST(Span, ViewsAnyContainer) {
  std::array<std::uint8_t, 4> a{1, 2, 3, 4};
  const Bytes view(a);
  EXPECT_EQ(view.size(), 4U);
  EXPECT_TRUE(equal(view.from(2), std::array<std::uint8_t, 2>{3, 4}));
  EXPECT_TRUE(equal(view.last(1), view.subspan(3, 1)));
}

TEST(SpanDeathTest, RefusesToLeaveItsBounds) {
  std::array<std::uint8_t, 4> a{};
  const Bytes view(a);
  EXPECT_DEATH((void)view[4], "");
  EXPECT_DEATH((void)view.subspan(3, 2), "");
  EXPECT_DEATH((void)view.last(5), "");
}

TEST(Secure, ZeroesAndCompares) {
  std::array<std::uint8_t, 3> a{1, 2, 3};
  const std::array<std::uint8_t, 3> b = a;
  EXPECT_TRUE(equalConstantTime(a, b));
  EXPECT_FALSE(equalConstantTime(a, Bytes(b).first(2)));
  { ZeroOnExit wipe{MutableBytes(a)}; }
  EXPECT_FALSE(equalConstantTime(a, b));
  EXPECT_TRUE(equalConstantTime(a, std::array<std::uint8_t, 3>{}));
}

Result<int> half(int n) {
  if (n % 2 != 0) return Status::invalidArgument;
  return n / 2;
}

Result<int> quarter(int n) {
  SIGNET_ASSIGN(const int h, half(n));
  return half(h);
}

TEST(Result, CarriesValueOrReason) {
  EXPECT_EQ(*quarter(8), 2);
  EXPECT_EQ(quarter(6).status(), Status::invalidArgument);
  EXPECT_STREQ(statusName(quarter(6).status()), "invalidArgument");
}

TEST(Result, IsFilledInPlace) {
  const auto filled = [](Status status) {
    return Result<int>::filledBy([&](int& value) {
      value = 7;
      return status;
    });
  };
  EXPECT_EQ(*filled(Status::ok), 7);
  EXPECT_EQ(filled(Status::nack).status(), Status::nack);
}

TEST(Status, EveryStatusHasAName) {
  EXPECT_STREQ(statusName(Status::ok), "ok");
  EXPECT_STREQ(statusName(Status::chipFailed), "chipFailed");
  EXPECT_STREQ(statusName(static_cast<Status>(255)), "unknown");
}

TEST(ResultDeathTest, HasNoValueWhenItFailed) {
  EXPECT_DEATH((void)half(1).value(), "");
}

}  // namespace
}  // namespace signet
