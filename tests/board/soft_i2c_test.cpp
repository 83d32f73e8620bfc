// What moves pins against what watches them.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "host/emulator/trace/trace.h"
#include "signet/atecc/device.h"
#include "tests/board/edge_rig.h"
#include "tests/support/rig.h"

namespace signet::test {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

struct SoftI2cTest : testing::Test {
  EdgeRig rig{lockedPart()};
  atecc::Session session{rig.i2c, rig.clock};
  atecc::Device device{session};
};

TEST_F(SoftI2cTest, TheWholeDriverWorksOverPins) {
  const auto revision = device.revision();
  ASSERT_TRUE(revision.ok());
  EXPECT_TRUE(equal(revision->bytes, std::array<std::uint8_t, 4>{0, 0, 0x50, 0}));
  const auto block = device.readBlock(atecc::MemoryAddress::slot(kOpen, 0));
  EXPECT_TRUE(block.ok());
  const atecc::Digest digest = blockOf(1);
  const auto key = device.publicKey(kTlsKey);
  const auto signature = device.signDigest(kTlsKey, digest);
  ASSERT_TRUE(key.ok() && signature.ok());
  EXPECT_EQ(device.verifyDigest(*key, digest, *signature), Status::ok);
  EXPECT_EQ(device.verifyDigest(*key, blockOf(2), *signature), Status::mismatch);
}

TEST_F(SoftI2cTest, GivesWhatTheVirtualBusGives) {
  Rig direct(lockedPart());
  for (int i = 0; i < 3; ++i) {
    const auto overPins = device.random();
    const auto overBus = direct.device.random();
    ASSERT_TRUE(overPins.ok() && overBus.ok());
    EXPECT_EQ(*overPins, *overBus);
  }
}

TEST_F(SoftI2cTest, AMissingChipIsReportedAndComesBack) {
  EXPECT_TRUE(device.revision().ok());
  rig.bus.detach(rig.chip);
  EXPECT_EQ(device.revision().status(), Status::noDevice);
  rig.bus.attach(rig.chip);
  EXPECT_TRUE(device.revision().ok());
}

TEST_F(SoftI2cTest, OnlyTheChipsOwnAddressIsAcknowledged) {
  ASSERT_EQ(rig.i2c.wake(microseconds(60)), Status::ok);
  rig.clock.sleepFor(milliseconds(2));
  std::uint8_t bytes[4];
  EXPECT_EQ(rig.i2c.read(i2c::Address::sevenBit<0x61>(), bytes), Status::nack);
  EXPECT_EQ(rig.i2c.read({}, bytes), Status::ok);
  EXPECT_TRUE(equal(Bytes(bytes), std::array<std::uint8_t, 4>{0x04, 0x11, 0x33, 0x43}));
}

TEST_F(SoftI2cTest, AShortWakePulseDoesNotWake) {
  std::uint8_t bytes[4];
  ASSERT_EQ(rig.i2c.wake(microseconds(20)), Status::ok);
  rig.clock.sleepFor(milliseconds(2));
  EXPECT_EQ(rig.i2c.read({}, bytes), Status::nack);
}

TEST_F(SoftI2cTest, NeverRunsFasterThanAskedFor) {
  for (const unsigned hz : {100'000U, 400'000U, 1'000'000U}) {
    EdgeRig fast(lockedPart(), hz);
    emulator::Trace trace;
    emulator::TraceRecorder recorder(fast.bus, trace);
    fast.wire.addListener(recorder);
    atecc::Session itsSession(fast.i2c, fast.clock);
    ASSERT_TRUE(atecc::Device(itsSession).revision().ok());
    fast.wire.removeListener(recorder);
    unsigned transactions = 0;
    for (const emulator::TraceEntry& entry : trace.entries()) {
      if (entry.bytes.empty()) continue;
      ++transactions;
      const auto clocks = static_cast<long>(9 * entry.bytes.size());
      EXPECT_GE(entry.duration, clocks * std::chrono::nanoseconds(1'000'000'000 / hz));
      EXPECT_LE(entry.duration, (clocks + 4) * std::chrono::nanoseconds(1'000'000'000 / hz + 1500));
    }
    EXPECT_GE(transactions, 3U);
  }
}

TEST_F(SoftI2cTest, TracesLookAsThoseOfTheVirtualBus) {
  const auto wordsOf = [](const emulator::Trace& trace) {
    std::vector<std::string> words;
    for (const emulator::TraceEntry& entry : trace.entries()) {
      if (!entry.words.empty()) words.push_back(entry.words);
    }
    words.erase(std::unique(words.begin(), words.end()), words.end());  // polls differ in number
    return words;
  };
  emulator::Trace overPins, overBus;
  {
    emulator::TraceRecorder recorder(rig.bus, overPins);
    rig.wire.addListener(recorder);
    ASSERT_TRUE(device.revision().ok());
    ASSERT_EQ(session.sleep(), Status::ok);
    rig.wire.removeListener(recorder);
  }
  Rig direct(lockedPart());
  {
    emulator::TraceRecorder recorder(direct.bus, overBus);
    ASSERT_TRUE(direct.device.revision().ok());
    ASSERT_EQ(direct.session.sleep(), Status::ok);
  }
  EXPECT_FALSE(wordsOf(overBus).empty());
  EXPECT_EQ(wordsOf(overPins), wordsOf(overBus));
}

TEST_F(SoftI2cTest, PowerThatGoesInTheMiddleOfACommandIsSurvived) {
  const atecc::Digest digest = blockOf(1);
  for (int microsecond = 100; microsecond < 8000; microsecond += 700) {
    rig.bus.schedulePower(rig.chip, rig.time.now() + microseconds(microsecond), false);
    const auto signature = device.signDigest(kTlsKey, digest);
    EXPECT_FALSE(signature.ok()) << microsecond;
    rig.bus.setPower(rig.chip, true);
    EXPECT_TRUE(device.revision().ok()) << microsecond;
  }
}

/// A master that is cut off in a byte that it reads leaves the chip holding SDA.
TEST_F(SoftI2cTest, RecoverFreesABusThatTheChipHolds) {
  ASSERT_EQ(rig.i2c.wake(microseconds(60)), Status::ok);
  rig.clock.sleepFor(milliseconds(2));
  const auto at = [&] { return rig.time.now() + microseconds(5); };
  const auto clocked = [&](bool sda) {
    rig.wire.drive(at(), {sda, false});
    rig.wire.drive(at(), {sda, true});
  };
  rig.wire.drive(at(), {false, true});
  for (const bool bit : {true, true, false, false, false, false, false, true, true}) clocked(bit);
  rig.wire.drive(at(), {true, false});
  rig.wire.drive(at(), {true, true});  // first bit of the count 04
  ASSERT_FALSE(rig.wire.levels().sda);
  std::uint8_t bytes[4];
  rig.clock.sleepFor(milliseconds(1));
  EXPECT_EQ(rig.i2c.read({}, bytes), Status::busFault);
  EXPECT_EQ(rig.i2c.recover(), Status::ok);
  EXPECT_EQ(rig.i2c.read({}, bytes), Status::ok);
}

}  // namespace
}  // namespace signet::test
