#include "signet/atecc/detect.h"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "signet/atecc/test_scripted_bus.h"
#include "signet/atecc/timing.h"

namespace signet::atecc {
namespace {

TEST(Probe, FindsAChipAndLeavesItAsleep) {
  FakeClock clock;
  ScriptedBus bus(clock);
  bus.wakesUp().write({0x01});
  EXPECT_EQ(probe(bus, clock, {}), Status::ok);
}

TEST(Probe, FindsAChipThatIsAwake) {
  FakeClock clock;
  ScriptedBus bus(clock);
  bus.wakePulse().read({}).write({0x02}).wakesUp().write({0x01});
  EXPECT_EQ(probe(bus, clock, {}), Status::ok);
}

TEST(Probe, FindsA608WithAFailedSelfTest) {
  FakeClock clock;
  ScriptedBus bus(clock);
  bus.wakePulse().read(hex("040740C2")).write({0x01});
  EXPECT_EQ(probe(bus, clock, {}), Status::ok);
}

TEST(Probe, TellsNothingFromSomethingElse) {
  FakeClock clock;
  ScriptedBus bus(clock);
  for (int n = 0; n < 3; ++n) bus.wakePulse().readFails();
  EXPECT_EQ(probe(bus, clock, {}), Status::noDevice);
  for (int n = 0; n < 3; ++n) bus.wakePulse().read({1, 2, 3, 4}).write({0x02});
  EXPECT_EQ(probe(bus, clock, {}), Status::notAnAtecc);
}

TEST(Probe, TriesAgainWhenTheWakeGroupBreaksOff) {
  FakeClock clock;
  ScriptedBus bus(clock);
  bus.wakePulse().readFails(Status::busFault).write({0x02}).wakesUp().write({0x01});
  EXPECT_EQ(probe(bus, clock, {}), Status::ok);
  EXPECT_EQ(bus.recoveries(), 1U);
}

TEST(Probe, ReportsTheBus) {
  FakeClock clock;
  ScriptedBus bus(clock);
  bus.wakePulse(Status::notSupported);
  EXPECT_EQ(probe(bus, clock, {}), Status::notSupported);
  bus.wakePulse(Status::busFault);
  EXPECT_EQ(probe(bus, clock, {}), Status::busFault);
}

/// Chips and other devices at any addresses.
class Neighbourhood final : public i2c::Bus {
 public:
  explicit Neighbourhood(FakeClock& clock) : clock_(clock) {}

  struct Neighbour {
    bool isChip = true;
    Instant awakeUntil{};
    bool freshlyWoken = false;
    unsigned writes = 0;
  };
  std::map<std::uint8_t, Neighbour> neighbours;
  bool broken = false;

 private:
  Status doWrite(i2c::Address address, Bytes bytes) override {
    const auto found = neighbours.find(address.sevenBit());
    if (found == neighbours.end()) return Status::nack;
    ++found->second.writes;
    if (bytes[0] == 0x01) found->second.awakeUntil = Instant();
    return Status::ok;
  }
  Status doRead(i2c::Address address, MutableBytes bytes) override {
    if (broken) return Status::busFault;
    const auto found = neighbours.find(address.sevenBit());
    if (found == neighbours.end()) return Status::nack;
    Neighbour& n = found->second;
    if (n.isChip && clock_.now() >= n.awakeUntil) return Status::nack;
    const std::vector<std::uint8_t> answer = n.isChip && n.freshlyWoken ? hex("04113343") : hex("FFFFFFFF");
    std::copy(answer.begin(), answer.end(), bytes.begin());
    return Status::ok;
  }
  Status doWake(Duration) override {
    for (auto& [address, n] : neighbours) {
      if (clock_.now() < n.awakeUntil) continue;  // awake: it ignores it
      n.awakeUntil = clock_.now() + kWatchdogMin;
      n.freshlyWoken = true;
    }
    return Status::ok;
  }
  FakeClock& clock_;
};

TEST(Scan, FindsAllChipsInOrder) {
  FakeClock clock;
  Neighbourhood bus(clock);
  bus.neighbours = {{0x60, {}}, {0x08, {}}, {0x77, {}}};
  std::array<i2c::Address, 4> found;
  EXPECT_EQ(*scan(bus, clock, found), 3U);
  EXPECT_EQ(found[0].sevenBit(), 0x08);
  EXPECT_EQ(found[1].sevenBit(), 0x60);
  EXPECT_EQ(found[2].sevenBit(), 0x77);
  EXPECT_LT(clock.sinceStart(), std::chrono::milliseconds(10));
}

TEST(Scan, CountsWhatDoesNotFit) {
  FakeClock clock;
  Neighbourhood bus(clock);
  bus.neighbours = {{0x60, {}}, {0x35, {}}};
  std::array<i2c::Address, 1> found;
  EXPECT_EQ(*scan(bus, clock, found), 2U);
  EXPECT_EQ(found[0].sevenBit(), 0x35);
}

TEST(Scan, NeverWritesToForeignDevices) {
  FakeClock clock;
  Neighbourhood bus(clock);
  bus.neighbours = {{0x50, {false}}, {0x60, {}}};
  std::array<i2c::Address, 4> found;
  EXPECT_EQ(*scan(bus, clock, found), 1U);
  EXPECT_EQ(found[0].sevenBit(), 0x60);
  EXPECT_EQ(bus.neighbours[0x50].writes, 0U);
}

TEST(Scan, FindsAChipThatWasAwake) {
  FakeClock clock;
  Neighbourhood bus(clock);
  bus.neighbours[0x60].awakeUntil = clock.now() + kWatchdogMin;
  std::array<i2c::Address, 4> found;
  EXPECT_EQ(*scan(bus, clock, found), 1U);
}

TEST(Scan, ReportsTheBusAndAnEmptyOne) {
  FakeClock clock;
  Neighbourhood bus(clock);
  EXPECT_EQ(*scan(bus, clock, {}), 0U);
  bus.broken = true;
  EXPECT_EQ(scan(bus, clock, {}).status(), Status::busFault);
}

}  // namespace
}  // namespace signet::atecc
