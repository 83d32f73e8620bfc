// Timelines as text and as SVG.
#include "host/client/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signet::client {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Instant at(Duration time) {
  return Instant(1h) + time;  // no clock begins at 0
}

class TimelineTest : public ::testing::Test {
 protected:
  Timeline timeline_;
  Timeline::Lane chip_ = timeline_.lane("chip");
  Timeline::Lane bus_ = timeline_.lane("bus", Timeline::Detail::drawn);
};

TEST_F(TimelineTest, EmptyHasNoText) {
  EXPECT_TRUE(timeline_.empty());
  EXPECT_EQ(timeline_.text(), "");
  EXPECT_THAT(timeline_.svg("nothing"), HasSubstr("</svg>"));
}

TEST_F(TimelineTest, ShowsWhenAndHowLong) {
  timeline_.add(chip_, "Verify", at(50ms), at(100ms));
  timeline_.add(chip_, "GenKey", at(0ms), at(10ms));
  timeline_.add(bus_, "read", at(10ms), at(12ms));
  timeline_.mark("CONNACK", at(75ms));
  EXPECT_EQ(timeline_.text(10),
            "chip |#    #####|     60.0 ms\n"
            "bus  | -        |      2.0 ms\n"
            "      0 100.0 ms\n\n"
            "      0.0 ms     10.0 ms  chip  GenKey\n"
            "     50.0 ms     50.0 ms  chip  Verify\n"
            "     75.0 ms              CONNACK\n");
}

TEST_F(TimelineTest, OverlapsCountOnce) {
  timeline_.add(chip_, "a", at(0ms), at(30ms));
  timeline_.add(chip_, "b", at(20ms), at(40ms));
  timeline_.add(chip_, "c", at(25ms), at(26ms));
  timeline_.add(chip_, "d", at(90ms), at(100ms));
  EXPECT_EQ(timeline_.covered(chip_), Duration(50ms));
  EXPECT_EQ(timeline_.covered(bus_), Duration(0));
}

TEST_F(TimelineTest, WhatTakesNoTimeIsSeen) {
  timeline_.add(chip_, "instant", at(50ms), at(50ms));
  timeline_.mark("end", at(100ms));
  timeline_.mark("begin", at(0ms));
  EXPECT_THAT(timeline_.text(10), HasSubstr("chip |     -    |"));
}

TEST_F(TimelineTest, RefusesWhatCannotBe) {
  EXPECT_THROW(timeline_.add(chip_, "backwards", at(2ms), at(1ms)), std::invalid_argument);
  EXPECT_THROW(timeline_.add(bus_ + 1, "elsewhere", at(1ms), at(2ms)), std::invalid_argument);
}

TEST_F(TimelineTest, SvgNamesEverythingAndEscapesIt) {
  timeline_.add(chip_, "Sign <&>", at(0ms), at(42ms));
  timeline_.add(bus_, "write", at(0ms), at(1us));
  timeline_.mark("Server\"Hello\"", at(1ms));
  const std::string svg = timeline_.svg("a & b");
  EXPECT_THAT(svg, HasSubstr("a &amp; b"));
  EXPECT_THAT(svg, HasSubstr("<title>Sign &lt;&amp;&gt;: 42.000 ms at 0.000 ms</title>"));
  EXPECT_THAT(svg, HasSubstr(">Sign &lt;&amp;&gt;</text>"));
  EXPECT_THAT(svg, Not(HasSubstr(">write</text>")));  // no room for a label
  EXPECT_THAT(svg, HasSubstr("Server&quot;Hello&quot;"));
}

TEST(Timeline, ASpanThatEndedUnseen) {
  using std::chrono::milliseconds;
  const auto at = [](int ms) { return Instant(milliseconds(ms)); };
  Timeline timeline;
  const auto network = timeline.lane("network");
  const auto chip = timeline.lane("chip");
  timeline.add(network, "look-up", at(0), at(40));
  const auto lookUp = [&] { return timeline.lanes()[network].segments.front(); };
  EXPECT_FALSE(timeline.endsUnseen(network, lookUp()));
  timeline.add(chip, "earlier", at(1), at(20));
  timeline.add(chip, "before", at(-5), at(50));
  timeline.add(chip, "after", at(40), at(50));
  EXPECT_FALSE(timeline.endsUnseen(network, lookUp()));
  Timeline longer = timeline;
  longer.add(chip, "longer", at(30), at(60));
  EXPECT_TRUE(longer.endsUnseen(network, lookUp()));
  timeline.add(chip, "until then", at(20), at(40));
  EXPECT_TRUE(timeline.endsUnseen(network, lookUp()));
}

}  // namespace
}  // namespace signet::client
