#include "host/bench/handshake/measure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/bench/bus/measure.h"

namespace signet::bench {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const std::vector<HandshakeTimes>& measured() {
  static const std::vector<HandshakeTimes> all = measureHandshakes(10ms);
  return all;
}

const HandshakeTimes& at(unsigned clockHz, HandshakeKind kind) {
  for (const HandshakeTimes& m : measured()) {
    if (m.clockHz == clockHz && m.kind == kind) return m;
  }
  throw std::invalid_argument("not measured");
}

TEST(Handshake, EveryKindWorksAtEveryClockRate) {
  EXPECT_EQ(measured().size(), 3 * kClockRates.size());
  for (const HandshakeTimes& m : measured())
    EXPECT_EQ(m.status, Status::ok) << handshakeName(m.kind) << " at " << m.clockHz << ": "
                                    << statusName(m.status);
}

// Virtual time: these figures are exact and the same on every machine.
TEST(Handshake, ChipTimeKeepsWithinTenPercentOfTheLimit) {
  for (const HandshakeTimes& m : measured()) {
    if (m.kind == HandshakeKind::resumed) continue;
    EXPECT_GE(m.chipMs, m.chipLimitMs) << handshakeName(m.kind) << " at " << m.clockHz;
    EXPECT_LE(m.chipMs, 1.1 * m.chipLimitMs) << handshakeName(m.kind) << " at " << m.clockHz;
  }
}

TEST(Handshake, TakesLessThanItsAimAt400Kilohertz) {
  EXPECT_LT(at(400'000, HandshakeKind::signerTrusted).chipMs, kHandshakeAimMs);
}

TEST(Handshake, WholeConnectionKeepsWithinTenPercentOfTheLimit) {
  for (const HandshakeTimes& m : measured()) {
    EXPECT_GE(m.connackMs, m.connackLimitMs) << handshakeName(m.kind) << " at " << m.clockHz;
    EXPECT_LE(m.connackMs, 1.1 * m.connackLimitMs) << handshakeName(m.kind) << " at " << m.clockHz;
  }
}

TEST(Handshake, IsTheSameInEveryRun) {
  const std::vector<HandshakeTimes> again = measureHandshakes(10ms);
  ASSERT_EQ(again.size(), measured().size());
  for (std::size_t i = 0; i < again.size(); ++i) {
    EXPECT_EQ(again[i].chipMs, measured()[i].chipMs);
    EXPECT_EQ(again[i].connackMs, measured()[i].connackMs);
  }
}

TEST(Handshake, ChipDoesNothingForAResumedSession) {
  const std::string text = at(400'000, HandshakeKind::resumed).timeline.text();
  EXPECT_THAT(text, HasSubstr("ephemeral key"));
  EXPECT_THAT(text, testing::Not(HasSubstr("verify")));
  EXPECT_THAT(text, testing::Not(HasSubstr("sign")));
}

TEST(Handshake, TimelineShowsNetworkProcessorBusAndChip) {
  const client::Timeline& timeline = at(400'000, HandshakeKind::rootTrusted).timeline;
  const std::string text = timeline.text();
  for (const char* const part : {"network", "CPU", "bus", "chip busy", "ephemeral key", "verify", "ECDH",
                                 "sign", "ClientHello", "TLS established", "CONNACK"})
    EXPECT_THAT(text, HasSubstr(part));
  const std::string svg = timeline.svg("t");
  for (const char* const part : {"Verify", "GenKey", "ECDH", "Sign", "to server", "to device"})
    EXPECT_THAT(svg, HasSubstr(part));
}

TEST(Handshake, FiguresCarryTheirLimits) {
  const std::vector<Figure> figures = figuresOf(measured());
  ASSERT_EQ(figures.size(), 5 * kClockRates.size());
  EXPECT_EQ(figures[0].name, "handshake/100kHz/one certificate/chip");
  for (const Figure& figure : figures) EXPECT_TRUE(figure.limit.has_value()) << figure.name;
}

}  // namespace
}  // namespace signet::bench
