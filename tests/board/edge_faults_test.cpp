// What goes wrong on a wire whose pins the master moves itself: fault plans work there as on the virtual bus.
#include <gtest/gtest.h>

#include "host/base/sanitized.h"
#include "host/emulator/fault/fault_injector.h"
#include "signet/atecc/device.h"
#include "tests/board/edge_rig.h"
#include "tests/support/rig.h"

namespace signet::test {
namespace {

using emulator::FaultInjector;
using emulator::FaultUnit;
using std::chrono::milliseconds;

struct FaultyWire {
  explicit FaultyWire(const std::string& plan) : faults(emulator::parseFaultPlan(plan)) {
    rig.wire.setFaults(&faults);
  }
  ~FaultyWire() { rig.wire.setFaults(nullptr); }

  EdgeRig rig{lockedPart()};
  atecc::Session session{rig.i2c, rig.clock};
  atecc::Device device{session};
  FaultInjector faults;
};

Status signAndVerify(atecc::Device& device) {
  const atecc::Digest digest = blockOf(1);
  SIGNET_ASSIGN(const atecc::PublicKey key, device.publicKey(kTlsKey));
  SIGNET_ASSIGN(const atecc::Signature signature, device.signDigest(kTlsKey, digest));
  return device.verifyDigest(key, digest, signature);
}

struct Kind {
  const char* fault;
  const char* place;
  FaultUnit unit;
};

constexpr Kind kKinds[] = {
    {"flip bit any", "byte", FaultUnit::byte},
    {"flip bit ack", "byte", FaultUnit::byte},
    {"nack", "byte", FaultUnit::byte},
    {"lose", "byte", FaultUnit::byte},
    {"double", "byte", FaultUnit::byte},
    {"stuck sda for 2ms", "byte", FaultUnit::byte},
    {"stuck scl for 2ms", "byte", FaultUnit::byte},
    {"stuck sda for 15ms", "byte", FaultUnit::byte},
    {"stuck sda", "transaction", FaultUnit::transaction},
    {"flip bit 0", "transaction", FaultUnit::transaction},
    {"power-cut for 5ms", "transaction", FaultUnit::transaction},
    {"watchdog", "transaction", FaultUnit::transaction},
    {"late by 30ms", "command", FaultUnit::command},
    {"wrong-crc", "command", FaultUnit::command},
    {"lose", "wake", FaultUnit::wake},
};

/// A fault ends in a status, or is recovered from; never in a wrong answer that goes unnoticed, and never in
/// a chip that cannot be reached afterwards.
TEST(EdgeFaults, EachIsMadeGoodOrReported) {
  FaultyWire sound("");
  ASSERT_EQ(signAndVerify(sound.device), Status::ok);
  const std::uint64_t step = SIGNET_SANITIZED != 0 ? 197 : 41;
  std::uint64_t first = 1;
  for (const Kind& kind : kKinds) {
    const std::uint64_t places = sound.faults.counted(kind.unit);
    ASSERT_GT(places, 0U) << kind.fault;
    for (std::uint64_t place = first++ % step % places + 1; place <= places; place += step) {
      const std::string plan =
          std::string("at ") + kind.place + " " + std::to_string(place) + ": " + kind.fault;
      FaultyWire wire(plan);
      const Status struck = signAndVerify(wire.device);  // whatever it is, `mismatch` would be a wrong answer
      EXPECT_NE(struck, Status::mismatch) << plan;
      EXPECT_EQ(wire.faults.strikes()[0], 1U) << plan;
      wire.rig.clock.sleepFor(milliseconds(20));
      EXPECT_EQ(signAndVerify(wire.device), Status::ok) << plan;
    }
  }
}

/// Transactions, bytes and commands are counted alike, so a plan means the same to both.
TEST(EdgeFaults, PlacesAreThoseOfTheVirtualBus) {
  FaultyWire wire("");
  const std::array<std::uint8_t, 2> bytes = {0x03, 0x07};
  ASSERT_EQ(wire.rig.i2c.wake(std::chrono::microseconds(60)), Status::ok);
  wire.rig.clock.sleepFor(milliseconds(2));
  std::uint8_t group[4];
  ASSERT_EQ(wire.rig.i2c.read({}, group), Status::ok);
  ASSERT_EQ(wire.rig.i2c.write({}, bytes), Status::ok);
  EXPECT_EQ(wire.faults.counted(FaultUnit::wake), 1U);
  EXPECT_EQ(wire.faults.counted(FaultUnit::transaction), 2U);
  EXPECT_EQ(wire.faults.counted(FaultUnit::read), 1U);
  EXPECT_EQ(wire.faults.counted(FaultUnit::byte), 8U);
}

TEST(EdgeFaults, AFlippedBitArrivesInverted) {
  FaultyWire wire("at byte 3 of read 1: flip bit 0");
  ASSERT_EQ(wire.rig.i2c.wake(std::chrono::microseconds(60)), Status::ok);
  wire.rig.clock.sleepFor(milliseconds(2));
  std::uint8_t group[4];
  ASSERT_EQ(wire.rig.i2c.read({}, group), Status::ok);
  EXPECT_TRUE(equal(Bytes(group), std::array<std::uint8_t, 4>{0x04, 0x10, 0x33, 0x43}));
}

TEST(EdgeFaults, AnAddressIsNotAcknowledgedWhenItsBitSaysSo) {
  FaultyWire wire("at read 1: flip bit ack");
  ASSERT_EQ(wire.rig.i2c.wake(std::chrono::microseconds(60)), Status::ok);
  wire.rig.clock.sleepFor(milliseconds(2));
  std::uint8_t group[4];
  EXPECT_NE(wire.rig.i2c.read({}, group), Status::ok);
}

TEST(EdgeFaults, AHeldClockIsReportedUntilItIsFree) {
  FaultyWire wire("at read 1: stuck scl for 50ms");
  ASSERT_EQ(wire.rig.i2c.wake(std::chrono::microseconds(60)), Status::ok);
  wire.rig.clock.sleepFor(milliseconds(2));
  std::uint8_t group[4];
  EXPECT_EQ(wire.rig.i2c.read({}, group), Status::busFault);
  EXPECT_EQ(wire.rig.i2c.read({}, group), Status::busFault);
  wire.rig.clock.sleepFor(milliseconds(50));
  EXPECT_EQ(signAndVerify(wire.device), Status::ok);
}

}  // namespace
}  // namespace signet::test
