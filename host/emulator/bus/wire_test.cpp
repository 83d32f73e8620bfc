#include "host/emulator/bus/wire.h"

#include <gtest/gtest.h>

#include <optional>
#include <utility>

#include "host/emulator/bus/test_bus.h"

namespace signet::emulator {
namespace {

using namespace std::chrono_literals;
using test::Bench;
using test::hex;

/// Spoils one byte, and records what the chips took.
class OneFault final : public BusFaults {
 public:
  ByteFault next;
  std::string told;

 private:
  ByteFault beforeByte(VirtualBus&, Time, bool, std::uint8_t) override { return std::exchange(next, {}); }
  void afterByte(VirtualBus&, std::uint8_t value, bool ack) override {
    told += hex(std::array{value}) + (ack ? " A " : " N ");
  }
};

/// An awake chip behind a wire that the test moves byte by byte.
struct WireTest : testing::Test, ChipListener {
  WireTest() {
    bench.wakeUp();
    bench.bus.addChipListener(bench.chip, *this);
    wire.setFaults(&faults);
  }

  bool address(std::uint8_t byte, const ByteFault& fault = {}) {
    faults.next = fault;
    wire.start();
    wire.begin(now(), false, byte);
    wire.address(now());
    wire.tellFaults();
    return wire.ackSeen();
  }
  bool write(std::uint8_t byte, const ByteFault& fault = {}) {
    faults.next = fault;
    wire.begin(now(), false, byte);
    wire.write(now());
    wire.tellFaults();
    return wire.ackSeen();
  }
  int read(const ByteFault& fault = {}) {
    faults.next = fault;
    wire.begin(now(), true);
    return wire.read(now());
  }
  std::string read(std::size_t count) {
    std::vector<std::uint8_t> bytes;
    while (bytes.size() < count) bytes.push_back(static_cast<std::uint8_t>(read()));
    return hex(bytes);
  }
  /// Sends Info, its byte number `place` (0: the word address) spoiled. Returns the command as received.
  std::string infoWith(std::size_t place, const ByteFault& fault) {
    EXPECT_TRUE(address(0xC0));
    faults.told.clear();
    for (std::size_t i = 0; i < test::kInfo.size(); ++i)
      write(test::kInfo[i], i == place ? fault : ByteFault{});
    wire.stop(now());
    return command;
  }
  Time now() { return bench.bus.now(); }
  void onCommand(Time, std::span<const std::uint8_t> group, Time) override { command = hex(group); }

  Bench bench;
  Wire wire{bench.bus};
  OneFault faults;
  std::string command;
};

// ---- Without faults.

TEST_F(WireTest, DeliversACommandAndFetchesItsAnswer) {
  EXPECT_EQ(infoWith(99, {}), "0730000000035D");
  EXPECT_EQ(faults.told, "03 A 07 A 30 A 00 A 00 A 00 A 03 A 5D A ");
  bench.bus.wait(2ms);
  EXPECT_TRUE(address(0xC1));
  EXPECT_EQ(wire.first(), &bench.chip);
  EXPECT_EQ(read(7), test::kRevisionHex);
  EXPECT_EQ(read(1), "FF") << "there is no more";
}

TEST_F(WireTest, ReachesNoChipAtAnotherAddress) {
  for (const std::uint8_t other : {0xC2, 0xC3, 0x00}) {
    EXPECT_FALSE(address(other));
    EXPECT_EQ(wire.first(), nullptr);
    EXPECT_FALSE(write(0x03));
    EXPECT_EQ(read(1), "FF");
  }
}

TEST_F(WireTest, ReachesNoChipAfterAStartWithoutAddress) {
  EXPECT_TRUE(address(0xC0));
  wire.start();
  EXPECT_FALSE(write(0x03));
  EXPECT_EQ(wire.first(), nullptr);
}

TEST_F(WireTest, WorksWhenItsFaultsAreRemoved) {
  faults.next.nack = true;
  wire.setFaults(nullptr);
  wire.start();
  wire.begin(now(), false, 0xC0);
  EXPECT_TRUE(wire.address(now()));
  wire.tellFaults();
  EXPECT_EQ(faults.told, "");
  EXPECT_TRUE(faults.next.nack) << "not asked";
}

// ---- nack.

TEST_F(WireTest, NackOfAnAddressLetsNoChipTakePart) {
  EXPECT_FALSE(address(0xC0, {.nack = true}));
  EXPECT_FALSE(write(0x03));
  EXPECT_EQ(wire.first(), nullptr);
  EXPECT_TRUE(address(0xC0)) << "it strikes once";
}

TEST_F(WireTest, NackOfAByteKeepsItFromTheChip) {
  ASSERT_TRUE(address(0xC0));
  faults.told.clear();
  EXPECT_FALSE(write(0x55, {.nack = true}));
  EXPECT_EQ(faults.told, "") << "no chip took it";
  for (const std::uint8_t byte : test::kInfo) EXPECT_TRUE(write(byte));
  wire.stop(now());
  EXPECT_EQ(command, "0730000000035D");
}

TEST_F(WireTest, NackWinsOverLost) {
  EXPECT_FALSE(address(0xC0, {.nack = true, .lost = true}));
  ASSERT_TRUE(address(0xC0));
  EXPECT_FALSE(write(0x03, {.nack = true, .lost = true}));
}

// ---- lost.

TEST_F(WireTest, LostAddressIsAcknowledgedByNoChip) {
  EXPECT_TRUE(address(0xC0, {.lost = true}));
  EXPECT_TRUE(address(0xC2, {.lost = true})) << "nor is there one";
  EXPECT_EQ(wire.first(), nullptr);
  EXPECT_FALSE(write(0x03));
  EXPECT_EQ(read(1), "FF");
  EXPECT_EQ(faults.told, "03 N ");
}

TEST_F(WireTest, LostByteIsAcknowledgedAndNotReceived) {
  ASSERT_TRUE(address(0xC0));
  faults.told.clear();
  EXPECT_TRUE(write(0x55, {.lost = true}));
  EXPECT_EQ(faults.told, "");
  for (const std::uint8_t byte : test::kInfo) EXPECT_TRUE(write(byte));
  wire.stop(now());
  EXPECT_EQ(command, "0730000000035D");
  ASSERT_FALSE(address(0xC2));
  EXPECT_FALSE(write(0x55, {.lost = true})) << "no chip, no acknowledge";
}

TEST_F(WireTest, LostReadByteGivesTheOneAfter) {
  ASSERT_TRUE(address(0xC1));
  EXPECT_EQ(read({.lost = true}), 0x11);
  EXPECT_EQ(read(2), "3343");
}

// ---- doubled.

TEST_F(WireTest, DoubledByteIsReceivedTwice) {
  EXPECT_EQ(infoWith(2, {.doubled = true}), "07303000000003");
  EXPECT_EQ(faults.told, "03 A 07 A 30 A 30 A 00 A 00 A 00 A 03 A 5D N ") << "the chip has its seven";
}

TEST_F(WireTest, DoubledReadByteComesAgain) {
  ASSERT_TRUE(address(0xC1));
  EXPECT_EQ(read({.doubled = true}), 0x04);
  EXPECT_EQ(read(4), "04113343");
}

TEST_F(WireTest, DoubledReadByteOutlivesALostOne) {
  ASSERT_TRUE(address(0xC1));
  EXPECT_EQ(read({.doubled = true}), 0x04);
  EXPECT_EQ(read({.lost = true}), 0x04) << "the one that is lost is the chip's next, 11";
  EXPECT_EQ(read(2), "3343");
}

TEST_F(WireTest, DoubledReadByteEndsWithItsTransaction) {
  ASSERT_TRUE(address(0xC1));
  EXPECT_EQ(read({.doubled = true}), 0x04);
  ASSERT_TRUE(address(0xC1));
  EXPECT_EQ(read(3), "113343");
}

TEST_F(WireTest, DoubledAddressIsAByteToTheChip) {
  EXPECT_TRUE(address(0xC1, {.doubled = true}));
  EXPECT_EQ(read(3), "113343") << "the first one went under the second address";
  EXPECT_TRUE(address(0xC0, {.doubled = true}));
  for (const std::uint8_t byte : test::kInfo) write(byte);
  wire.stop(now());
  EXPECT_EQ(command, "") << "C0 is no word address";
}

// ---- flip and flipAck.

TEST_F(WireTest, FlippedBitsReachTheChip) {
  EXPECT_FALSE(address(0xC0, {.flip = 0x02})) << "C2";
  EXPECT_TRUE(address(0xC2, {.flip = 0x02})) << "C0";
  EXPECT_EQ(faults.told, "C2 N C0 A ");
  EXPECT_EQ(infoWith(3, {.flip = 0x81}), "0730810000035D");
}

TEST_F(WireTest, FlippedBitsReachTheMaster) {
  ASSERT_TRUE(address(0xC1));
  EXPECT_EQ(read({.flip = 0x81}), 0x85);
  EXPECT_EQ(read(3), "113343") << "of one byte";
}

TEST_F(WireTest, FlippedAcknowledgeIsSeenByTheMasterOnly) {
  EXPECT_FALSE(address(0xC0, {.flipAck = true}));
  EXPECT_EQ(wire.first(), &bench.chip);
  EXPECT_FALSE(write(0x03, {.flipAck = true}));
  EXPECT_EQ(faults.told, "C0 A 03 A ");
  EXPECT_TRUE(address(0xC2, {.flipAck = true}));
  EXPECT_EQ(wire.first(), nullptr);
}

// ---- Several chips.

struct TwoChipsTest : WireTest {
  /// The second one has the answer to Info ready, the first one that to the wake pulse.
  TwoChipsTest() {
    bench.bus.attach(second, "second");
    bench.bus.wait(1ms);
    bench.wakeUp();
    second.start(now(), 0xC0);
    for (const std::uint8_t byte : test::kInfo) second.write(now(), byte);
    second.stop(now());
    bench.bus.wait(2ms);
  }
  Chip second{Eeprom::factory(2), {.randomSeed = 2}};
};

TEST_F(TwoChipsTest, ZerosWin) {
  ASSERT_TRUE(address(0xC1));
  EXPECT_EQ(read(7), "04000040000391") << "04113343 and 07000050000391";
}

TEST_F(TwoChipsTest, OneAcknowledgeIsEnough) {
  bench.chip.strikeWatchdog(now());
  EXPECT_TRUE(address(0xC1));
  EXPECT_EQ(wire.first(), &second);
  EXPECT_EQ(read(7), test::kRevisionHex);
  second.strikeWatchdog(now());
  EXPECT_FALSE(address(0xC1));
}

TEST_F(TwoChipsTest, OfTwoThatSendTheOneThatStaysIsRead) {
  ASSERT_TRUE(address(0xC1));
  read(1);
  EXPECT_EQ(wire.sending(), 0x04);
  bench.bus.detach(bench.chip);
  EXPECT_EQ(wire.sending(), 0x07) << "at once";
  EXPECT_EQ(wire.first(), &second);
  EXPECT_TRUE(wire.ackSeen());
  EXPECT_EQ(read(6), "000050000391");
  bench.bus.detach(second);
  EXPECT_EQ(wire.sending(), 0xFF);
  EXPECT_FALSE(wire.ackSeen());
}

// ---- Low runs.

TEST_F(TwoChipsTest, LowRunsReachWhoDoesNotTakePart) {
  second.strikeWatchdog(now());
  ASSERT_TRUE(address(0xC0));
  bench.chip.strikeWatchdog(now());  // asleep, and takes part
  bench.bus.wait(1ms);
  wire.sdaLow(now(), 60us);
  EXPECT_EQ(second.mode(), Chip::Mode::awake);
  EXPECT_EQ(bench.chip.mode(), Chip::Mode::asleep);
  wire.start();
  wire.sdaLow(now(), VirtualBus::kShortestLow - 1ns);
  EXPECT_EQ(bench.chip.mode(), Chip::Mode::asleep) << "too short for any";
  wire.sdaLow(now(), 60us);
  EXPECT_EQ(bench.chip.mode(), Chip::Mode::awake);
}

// ---- Chips that come and go.

TEST_F(WireTest, ForgetsAChipWhosePowerChanges) {
  ASSERT_TRUE(address(0xC0));
  bench.bus.setPower(bench.chip, false);
  EXPECT_EQ(wire.first(), nullptr);
  bench.bus.setPower(bench.chip, true);
  EXPECT_EQ(wire.first(), nullptr) << "it has forgotten the transaction, too";
  EXPECT_FALSE(wire.ackSeen());
  EXPECT_FALSE(write(0x03));
  EXPECT_FALSE(write(0x03, {.lost = true}));
}

TEST_F(WireTest, TakesNoChipForTheOneThatWasAtItsPlaceBefore) {
  std::optional<Chip> chip(std::in_place, Eeprom::factory(2));
  bench.bus.attach(*chip);
  const Stay before = bench.bus.stays().at(1);
  EXPECT_EQ(bench.bus.chipAt(before), &*chip);
  bench.bus.wait(1ms);
  bench.wakeUp();
  bench.bus.detach(bench.chip);
  ASSERT_TRUE(address(0xC0));
  bench.bus.detach(*chip);
  chip.emplace(Eeprom::factory(3));  // in the same memory
  bench.bus.attach(*chip);
  EXPECT_EQ(wire.first(), nullptr);
  EXPECT_EQ(bench.bus.chipAt(before), nullptr);
  EXPECT_NE(bench.bus.stays().at(0), before);
  EXPECT_EQ(bench.bus.chipAt(bench.bus.stays().at(0)), &*chip);
  bench.bus.detach(*chip);
}

}  // namespace
}  // namespace signet::emulator
