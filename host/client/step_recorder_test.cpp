// Handshake steps in a timeline.
#include "host/client/step_recorder.h"

#include <gtest/gtest.h>

namespace signet::client {
namespace {

using namespace std::chrono_literals;

class TestClock final : public Clock {
  Instant doNow() override { return now_; }
  void doSleepFor(Duration duration) override { now_ += duration; }
  Instant now_{};
};

TEST(StepRecorder, MakesSpansOfStepsAndMarksOfInstants) {
  TestClock clock;
  Timeline timeline;
  StepRecorder steps(timeline, timeline.lane("TLS"), clock);
  { const tls::Watch hello(&steps, tls::Step::clientHello); }
  {
    const tls::Watch chain(&steps, tls::Step::chain);
    clock.sleepFor(5ms);
    const tls::Watch verify(&steps, tls::Step::verify);
    clock.sleepFor(43ms);
  }
  ASSERT_EQ(timeline.lanes()[0].segments.size(), 2U);
  EXPECT_EQ(timeline.lanes()[0].segments[0].label, "verify");
  EXPECT_EQ(timeline.lanes()[0].segments[0].length(), Duration(43ms));
  EXPECT_EQ(timeline.lanes()[0].segments[1].length(), Duration(48ms));
  ASSERT_EQ(timeline.marks().size(), 1U);
  EXPECT_EQ(timeline.marks()[0].label, "ClientHello");
}

TEST(StepRecorder, IgnoresAnEndWithoutABeginning) {
  TestClock clock;
  Timeline timeline;
  StepRecorder steps(timeline, timeline.lane("TLS"), clock);
  static_cast<tls::Observer&>(steps).end(tls::Step::sign);
  EXPECT_TRUE(timeline.empty());
}

TEST(StepRecorder, EveryStepHasAName) {
  for (unsigned step = 0; step <= static_cast<unsigned>(tls::Step::established); ++step)
    EXPECT_STRNE(stepName(static_cast<tls::Step>(step)), "");
}

}  // namespace
}  // namespace signet::client
