#include "host/bench/bus/measure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/bench/bus/chart.h"

namespace signet::bench {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<Measurement>& model() {
  static const std::vector<Measurement> measured = measureModel();
  return measured;
}

const Measurement& at(unsigned clockHz, const std::string& operation) {
  for (const Measurement& m : model()) {
    if (m.clockHz == clockHz && m.operation == operation) return m;
  }
  throw std::invalid_argument(operation);
}

TEST(Limit, IsExecutionPlusBytesPlusWake) {
  EXPECT_DOUBLE_EQ(limitMs({false, {{42, 7, 67}}}, 400'000), 42 + 77 * 9 / 400.0);
  EXPECT_DOUBLE_EQ(limitMs({false, {{0.1, 7, 35, 4}}}, 100'000), 4 * (0.1 + 45 * 9 / 100.0));
  EXPECT_DOUBLE_EQ(limitMs({true, {}}, 1'000'000), 1.56 + 5 * 9 / 1000.0);
}

TEST(Measure, EveryOperationWorksAtEveryClockRate) {
  EXPECT_EQ(model().size(), operations().size() * kClockRates.size());
  for (const Measurement& m : model()) EXPECT_EQ(m.status, Status::ok) << m.operation << " at " << m.clockHz;
}

TEST(Measure, NothingIsFasterThanItsLimit) {
  for (const Measurement& m : model()) EXPECT_GE(m.ratio(), 1) << m.operation << " at " << m.clockHz;
}

// Virtual time: these figures are exact and the same on every machine.
TEST(Measure, DriverKeepsWithinTenPercentOfTheLimit) {
  for (const Measurement& m : model()) {
    if (m.limitMs <= 10) continue;
    EXPECT_LE(m.ratio(), 1.1) << m.operation << " at " << m.clockHz;
  }
  EXPECT_LE(at(400'000, "wake+read config zone").ms, 7);
  EXPECT_LE(at(400'000, "random+nonce+sign").ms, 49);
}

TEST(Measure, IsTheSameInEveryRun) {
  const std::vector<Measurement> again = measureModel();
  ASSERT_EQ(again.size(), model().size());
  for (std::size_t i = 0; i < again.size(); ++i) EXPECT_EQ(again[i].ms, model()[i].ms) << again[i].operation;
}

TEST(Measure, FiguresCarryClockOperationAndLimit) {
  const std::vector<Figure> figures = figuresOf(
      {{"sign", 400'000, Status::ok, 45, 44}, {"genkey", 1'000'000, Status::executionError, 0, 12}});
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_EQ(figures[0].name, "bus/400kHz/sign");
  EXPECT_EQ(figures[0].value, 45);
  EXPECT_EQ(figures[0].limit, 44);
}

TEST(Chart, ShowsBarsLimitsAndUnits) {
  const std::string svg = chartSvg({{"read <zone>", 400'000, Status::ok, 4.485, 4.45},
                                    {"read <zone>", 1'000'000, Status::ok, 2.034, 2.02},
                                    {"genkey", 400'000, Status::executionError, 0, 12}},
                                   "Driver & chip");
  for (const char* const part : {"<svg xmlns", "Driver &amp; chip", "read &lt;zone>", "4.49 ms (1.01)",
                                 "400 kHz", "1 MHz", ">ms</text>", "</svg>\n"})
    EXPECT_THAT(svg, HasSubstr(part));
  EXPECT_THAT(svg, Not(HasSubstr("genkey")));
}

}  // namespace
}  // namespace signet::bench
