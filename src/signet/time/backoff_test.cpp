#include "signet/time/backoff.h"

#include <gtest/gtest.h>

#include <set>

namespace signet::time {
namespace {

using std::chrono::seconds;

TEST(Backoff, StaysBelowALimitThatDoublesUpToTheCap) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Backoff backoff({seconds(1), seconds(10)}, seed);
    for (const int limit : {1, 2, 4, 8, 10, 10, 10}) {
      const Duration wait = backoff.next();
      EXPECT_GE(wait, Duration::zero());
      EXPECT_LE(wait, seconds(limit));
    }
  }
}

TEST(Backoff, UsesTheWholeRange) {
  unsigned high = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Backoff backoff({seconds(1), seconds(10)}, seed);
    if (backoff.next() > std::chrono::milliseconds(500)) ++high;
  }
  EXPECT_GT(high, 60U);
  EXPECT_LT(high, 140U);
}

TEST(Backoff, DevicesDoNotMoveInStep) {
  std::set<Duration::rep> waits;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    waits.insert(Backoff({seconds(1), seconds(10)}, seed).next().count());
  }
  EXPECT_GT(waits.size(), 95U);
}

TEST(Backoff, BeginsAnewAfterReset) {
  Backoff backoff({seconds(1), std::chrono::hours(24)}, 1);
  for (int i = 0; i < 10; ++i) (void)backoff.next();
  EXPECT_EQ(backoff.failures(), 10U);
  backoff.reset();
  EXPECT_EQ(backoff.failures(), 0U);
  EXPECT_LE(backoff.next(), seconds(1));
}

TEST(Backoff, EndlessFailuresNeverOverflow) {
  Backoff backoff({seconds(1), std::chrono::minutes(2)}, 9);
  for (int i = 0; i < 100'000; ++i) ASSERT_LE(backoff.next(), std::chrono::minutes(2));
}

}  // namespace
}  // namespace signet::time
