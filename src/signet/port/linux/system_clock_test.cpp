#include "signet/port/linux/system_clock.h"

#include <gtest/gtest.h>

namespace signet::port {
namespace {

using namespace std::chrono_literals;

TEST(SystemClock, SleepsAtLeastAsLongAsAsked) {
  SystemClock clock;
  const Instant before = clock.now();
  clock.sleepFor(3ms);
  EXPECT_GE(clock.now() - before, 3ms);
}

TEST(SystemClock, ReturnsAtOnceForNothingAndForThePast) {
  SystemClock clock;
  const Instant before = clock.now();
  clock.sleepFor(Duration::zero());
  clock.sleepFor(-10s);
  EXPECT_LT(clock.now() - before, 1s);
}

}  // namespace
}  // namespace signet::port
