// A chip is taken off the bus in the middle of a transaction. In each test it is moved elsewhere at once, and
// whoever still reached it where it was would crash.
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <utility>

#include "host/emulator/bus/edge_wire.h"
#include "host/emulator/bus/test_bus.h"

namespace signet::emulator {
namespace {

using namespace std::chrono_literals;
using test::hex;
using test::Log;

/// An awake chip that can be taken off.
struct Socket {
  Socket() { plug(); }
  void plug() {
    chip.emplace(Eeprom::factory(1), ChipOptions{.randomSeed = 1});
    bus.attach(*chip, "chip");
    bus.wait(1ms);
    if (bus.wake(60us) != Status::ok) throw std::runtime_error("the bus is held");
    bus.wait(1600us);
  }
  void unplug() {
    bus.detach(*chip);
    elsewhere.emplace(std::move(*chip));
  }

  VirtualTime time;
  VirtualBus bus{time, 100'000};
  std::optional<Chip> chip;
  std::optional<Chip> elsewhere;
};

// ---- The edge wire.

/// A master that moves two pins. Everything it does is a row of steps of 2.5 us, each one change of a pin.
class EdgeMaster {
 public:
  explicit EdgeMaster(Socket& socket) : wire(socket.time, socket.bus), socket_(socket) {
    wire.addListener(log);
  }

  /// The chip is taken off after so many steps.
  void unplugAfter(unsigned step) { unplugAfter_ = step; }
  unsigned steps() const { return steps_; }
  bool unplugged() const { return steps_ >= unplugAfter_; }

  void start() {
    move({true, pins_.scl});
    move({true, true});
    move({false, true});
    move({false, false});
  }
  void stop() {
    move({false, false});
    move({false, true});
    move({true, true});
  }
  bool write(std::uint8_t byte) {
    for (int i = 7; i >= 0; --i) bit((byte >> i & 1) != 0);
    return !bit(true);
  }
  std::uint8_t read(bool ack) {
    unsigned byte = 0;
    for (int i = 0; i < 8; ++i) byte = byte << 1 | (bit(true) ? 1U : 0U);
    bit(!ack);
    return static_cast<std::uint8_t>(byte);
  }

  Log log;
  /// What the master saw whenever it had released SDA and SCL was high, and whether the chip was there.
  struct Sample {
    bool sda;
    bool plugged;
  };
  std::vector<Sample> samples;
  EdgeWire wire;

 private:
  bool bit(bool sda) {
    move({sda, false});
    move({sda, true});
    const bool seen = wire.levels().sda;
    if (sda) samples.push_back({seen, !unplugged()});
    move({sda, false});
    return seen;
  }
  void move(Lines pins) {
    pins_ = pins;
    wire.drive(socket_.time.now() + 2500ns, pins);
    if (++steps_ == unplugAfter_) socket_.unplug();
  }

  Socket& socket_;
  Lines pins_;
  unsigned steps_ = 0;
  unsigned unplugAfter_ = ~0U;
};

void writeInfo(EdgeMaster& master) {
  master.start();
  master.write(0xC0);
  for (const std::uint8_t byte : test::kInfo) master.write(byte);
  master.stop();
}

void readAfterWake(EdgeMaster& master) {
  master.start();
  master.write(0xC1);
  for (const bool ack : {true, true, true, false}) master.read(ack);
  master.stop();
}

/// Reads after a write without a Stop between them.
void repeatStart(EdgeMaster& master) {
  master.start();
  master.write(0xC0);
  master.write(0x00);
  master.start();
  master.write(0xC1);
  master.read(false);
  master.stop();
}

/// After each single step: the Start, every bit of the address, its acknowledge, every bit of a byte in
/// either direction with SCL low and high, between bytes, and the Stop.
TEST(Detach, AtAnyEdgeLeavesAWireOnWhichNothingAnswers) {
  for (void (*const traffic)(EdgeMaster&) : {writeInfo, readAfterWake, repeatStart}) {
    Socket whole;
    EdgeMaster model(whole);
    traffic(model);
    ASSERT_GT(model.steps(), 60U);
    for (unsigned step = 1; step <= model.steps(); ++step) {
      Socket socket;
      EdgeMaster master(socket);
      master.unplugAfter(step);
      traffic(master);
      ASSERT_EQ(master.samples.size(), model.samples.size());
      for (std::size_t i = 0; i < master.samples.size(); ++i) {
        const bool expected = !master.samples[i].plugged || model.samples[i].sda;
        EXPECT_EQ(master.samples[i].sda, expected) << "off after step " << step << ", bit " << i;
      }
      EXPECT_EQ(master.wire.levels(), Lines()) << step;
      EXPECT_TRUE(socket.bus.chips().empty());
    }
  }
}

TEST(Detach, AtAnyEdgeLeavesAWireThatCarriesTheNextChip) {
  Socket whole;
  EdgeMaster model(whole);
  readAfterWake(model);
  for (unsigned step = 1; step <= model.steps(); ++step) {
    Socket socket;
    EdgeMaster master(socket);
    master.unplugAfter(step);
    readAfterWake(master);
    socket.plug();
    master.start();
    EXPECT_TRUE(master.write(0xC1)) << step;
    EXPECT_EQ(master.read(true), 0x04) << step;
    EXPECT_EQ(master.read(false), 0x11) << step;
    master.stop();
  }
}

/// The same by hand, so that one can see it. Each clock is three steps, the Start four.
TEST(Detach, OnAnEdgeWireShowsInTheTrace) {
  struct Case {
    unsigned step;
    const char* log;
  };
  constexpr unsigned kByte = 4 + 27;  // the first data byte
  for (const Case& off : {Case{4, "S C1 N | P"}, Case{4 + 12, "S C1 N | P"},
                          Case{kByte, "S C1 A | FF A | FF A | FF A | FF N | P"},
                          Case{kByte + 18, "S C1 A | 07 A | FF A | FF A | FF N | P"},
                          Case{kByte + 27, "S C1 A | 04 A | FF A | FF A | FF N | P"}}) {
    Socket socket;
    EdgeMaster master(socket);
    master.unplugAfter(off.step);
    readAfterWake(master);
    EXPECT_EQ(master.log.text, off.log) << off.step;
  }
}

/// SDA that a chip lets go of while SCL is high is a Stop.
TEST(Detach, WhileTheChipHoldsSdaAndSclIsHighIsAStop) {
  Socket socket;
  EdgeMaster master(socket);
  master.unplugAfter(4 + 27 + 2);  // in the first bit of 04h
  readAfterWake(master);
  EXPECT_EQ(master.log.text, "S C1 A | P | P");
}

// ---- In the middle of what a fault hook is told.

/// Takes the chip off when its hook is called for the n-th time.
class Unplugs final : public BusFaults {
 public:
  enum class Hook : std::uint8_t { start, byte, after, stop, wake };
  Unplugs(Socket& socket, Hook hook, unsigned count) : socket_(socket), hook_(hook), count_(count) {}

  void beforeStart(VirtualBus&, Time, std::uint8_t) override { called(Hook::start); }
  ByteFault beforeByte(VirtualBus&, Time, bool, std::uint8_t) override {
    called(Hook::byte);
    return {};
  }
  void afterByte(VirtualBus&, std::uint8_t, bool) override { called(Hook::after); }
  void beforeStop(VirtualBus&, Time) override { called(Hook::stop); }
  bool beforeWake(VirtualBus&, Time) override {
    called(Hook::wake);
    return false;
  }

 private:
  void called(Hook hook) {
    if (hook == hook_ && --count_ == 0) socket_.unplug();
  }

  Socket& socket_;
  Hook hook_;
  unsigned count_;
};

using Hook = Unplugs::Hook;

struct BusCase {
  Hook hook;
  unsigned count;
  Status status;
  const char* log;
};

void check(const BusCase& off, const std::function<Status(VirtualBus&)>& traffic) {
  Socket socket;
  Log log;
  socket.bus.addListener(log);
  Unplugs unplugs(socket, off.hook, off.count);
  socket.bus.setFaults(&unplugs);
  EXPECT_EQ(traffic(socket.bus), off.status) << off.log;
  EXPECT_EQ(log.text, off.log);
  EXPECT_TRUE(socket.elsewhere.has_value());
}

void checkEdges(Hook hook, unsigned count, std::uint8_t addressByte, const char* expected) {
  Socket socket;
  EdgeMaster master(socket);
  socket.bus.addListener(master.log);
  Unplugs unplugs(socket, hook, count);
  master.wire.setFaults(&unplugs);
  master.start();
  master.write(addressByte);
  for (const std::uint8_t byte : {0x03, 0x07}) {
    if ((addressByte & 1) != 0) {
      master.read(byte == 0x03);
    } else {
      master.write(byte);
    }
  }
  master.stop();
  EXPECT_EQ(master.log.text, expected);
  EXPECT_TRUE(socket.elsewhere.has_value());
}

TEST(Detach, InAFaultOfAnEdgeWireIsNackedOrGivesOnes) {
  checkEdges(Hook::start, 1, 0xC0, "chip off | S C0 N | P");
  checkEdges(Hook::byte, 1, 0xC0, "chip off | S C0 N | P");
  checkEdges(Hook::after, 1, 0xC0, "chip off | S C0 N | P");
  checkEdges(Hook::byte, 2, 0xC0, "S C0 A | chip off | 03 N | 07 N | P");
  checkEdges(Hook::after, 2, 0xC0, "S C0 A | chip off | 03 N | 07 N | P");
  checkEdges(Hook::stop, 1, 0xC0, "S C0 A | 03 A | 07 A | chip off | P");
  checkEdges(Hook::byte, 2, 0xC1, "S C1 A | chip off | FF A | FF N | P");
  checkEdges(Hook::byte, 3, 0xC1, "S C1 A | 04 A | chip off | FF N | P");
}

TEST(Detach, InAWriteOfTheBusIsNacked) {
  const std::array<std::uint8_t, 2> bytes{0x03, 0x07};
  for (const BusCase& off : {BusCase{Hook::start, 1, Status::nack, "chip off | S C0 N | P"},
                             BusCase{Hook::byte, 1, Status::nack, "chip off | S C0 N | P"},
                             BusCase{Hook::after, 1, Status::nack, "chip off | S C0 A | 03 N | P"},
                             BusCase{Hook::byte, 2, Status::nack, "S C0 A | chip off | 03 N | P"},
                             BusCase{Hook::after, 2, Status::nack, "S C0 A | chip off | 03 A | 07 N | P"},
                             BusCase{Hook::byte, 3, Status::nack, "S C0 A | 03 A | chip off | 07 N | P"},
                             BusCase{Hook::stop, 1, Status::ok, "S C0 A | 03 A | 07 A | chip off | P"}}) {
    check(off, [&](VirtualBus& bus) { return bus.write(0x60, bytes); });
  }
}

TEST(Detach, InAReadOfTheBusGivesOnes) {
  for (const BusCase& off :
       {BusCase{Hook::byte, 1, Status::nack, "chip off | S C1 N | P"},
        BusCase{Hook::after, 1, Status::ok, "chip off | S C1 A | FF A | FF A | FF N | P"},
        BusCase{Hook::byte, 2, Status::ok, "S C1 A | chip off | FF A | FF A | FF N | P"},
        BusCase{Hook::byte, 3, Status::ok, "S C1 A | 04 A | chip off | FF A | FF N | P"},
        BusCase{Hook::stop, 1, Status::ok, "S C1 A | 04 A | 11 A | 33 N | chip off | P"}}) {
    std::array<std::uint8_t, 3> bytes{};
    check(off, [&](VirtualBus& bus) { return bus.read(0x60, bytes); });
  }
}

TEST(Detach, BeforeARepeatedStartIsNacked) {
  const std::array<std::uint8_t, 1> reset{0x00};
  std::array<std::uint8_t, 4> answer{};
  const std::array messages{Message::write(0x60, reset), Message::read(0x60, answer)};
  check({Hook::start, 2, Status::nack, "S C0 A | 00 A | chip off | Sr C1 N | P"},
        [&](VirtualBus& bus) { return bus.transfer(messages); });
}

TEST(Detach, BeforeAWakePulseWakesNothing) {
  check({Hook::wake, 1, Status::ok, "chip off | pulse"}, [](VirtualBus& bus) { return bus.wake(60us); });
}

}  // namespace
}  // namespace signet::emulator
