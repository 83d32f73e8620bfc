#include "signet/port/bare/cycle_clock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace signet::port::bare {
namespace {

using std::chrono::microseconds;

struct Counter final : Registers {
  std::uint32_t count = 0xFFFFFFF0;  // just before a turn
  std::uint32_t early = 0;           ///< as an interrupt would wake the processor
  std::vector<std::uint32_t> rests;

 private:
  std::uint32_t doRead(std::uint32_t) override { return 0; }
  void doWrite(std::uint32_t, std::uint32_t) override {}
  std::uint32_t doCycles() override { return count; }
  void doRest(std::uint32_t cycle) override {
    rests.push_back(cycle - count);
    count += std::max<std::uint32_t>(1, cycle - count - std::min(early, cycle - count));
  }
};

struct CycleClockTest : testing::Test {
  Counter counter;
  CycleClock clock{counter, 80};
};

TEST_F(CycleClockTest, CountsOnOverTheTurnOfTheCounter) {
  EXPECT_EQ(clock.now(), Instant());
  counter.count += 79;
  EXPECT_EQ(clock.now(), Instant());
  counter.count += 1;
  EXPECT_EQ(clock.now(), Instant(microseconds(1)));
  counter.count += 80'000'000;
  EXPECT_EQ(clock.now(), Instant(microseconds(1'000'001)));
}

TEST_F(CycleClockTest, LosesNoPartOfAMicrosecondHoweverOftenItIsAsked) {
  for (int i = 0; i < 80'000; ++i) {
    counter.count += 33;
    (void)clock.now();
  }
  EXPECT_EQ(clock.now(), Instant(microseconds(33'000)));
}

TEST_F(CycleClockTest, SleepsForAtLeastAsLongAsAsked) {
  clock.sleepFor(microseconds(250));
  EXPECT_EQ(clock.now(), Instant(microseconds(250)));
  counter.early = 1000;
  clock.sleepFor(microseconds(250));
  EXPECT_GE(clock.now(), Instant(microseconds(500)));
  EXPECT_LT(clock.now(), Instant(microseconds(502)));
}

TEST_F(CycleClockTest, LongSleepsAreMadeOfRestsFarBelowATurn) {
  clock.sleepFor(std::chrono::minutes(3));
  EXPECT_EQ(clock.now(), Instant(std::chrono::minutes(3)));
  EXPECT_EQ(counter.rests.size(), 180U);
  EXPECT_LE(*std::max_element(counter.rests.begin(), counter.rests.end()), 80'000'000U);
}

TEST_F(CycleClockTest, DoesNotRestForNothing) {
  clock.sleepFor(microseconds(0));
  clock.sleepFor(microseconds(-5));
  EXPECT_TRUE(counter.rests.empty());
}

}  // namespace
}  // namespace signet::port::bare
