// The whole device on the instruction set of each board: firmware, TLS, MQTT and driver as they are on the
// chip, the secure element on two pins, a real broker. Needs QEMU, build/nodemcu/nodemcu.elf and
// build/mps2/mps2.elf (the presets nodemcu and mps2).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <limits>
#include <string>
#include <thread>

#include "host/base/sanitized.h"
#include "host/emulator/fault/fault_injector.h"
#include "tests/board/board_rig.h"
#include "tests/support/test_part.h"

namespace signet::test {
namespace {

using namespace std::chrono_literals;

struct Board : OnEachBoard {};
SIGNET_ON_EACH_BOARD(Board);

TEST_P(Board, SaysThatItWasNeverSetUp) {
  emulator::Board board({.machine = {.image = firmware(*GetParam()), .type = GetParam()}});
  board.powerOn();
  board.waitForLine("no settings in flash", 10s);
  ASSERT_TRUE(board.waitUntil([&] { return board.end().has_value(); }, 10s));
  EXPECT_EQ(board.end()->status, 1) << board.end()->reason;
}

TEST_P(Board, ConnectsThroughItsChipAndPublishes) {
  Rig rig;
  rig.connect();
  rig.waitForMessage(R"(devices/thing-1/status {"online":true})");
  const std::string first = rig.waitForMessage(R"(devices/thing-1/telemetry {"sequence":1,"uptime":0.)");
  EXPECT_NE(first.find(R"(,"led":false,"connections":1,"dropped":0})"), std::string::npos) << first;
  rig.waitForMessage(R"(devices/thing-1/telemetry {"sequence":2)");
  // Key for the key exchange, agreement, two verifications and the client's signature: some thousand
  // edges each way.
  EXPECT_GT(rig.board.counters().edges, 5000U);
}

TEST_P(Board, TheSharedSecretNeedNotCrossTheBusInClear) {
  Rig rig({.pairing = secretOf(kParent)});
  rig.connect();
  rig.waitForMessage("telemetry");
}

TEST_P(Board, AWrongPairingSecretGivesNoConnection) {
  Rig rig({.pairing = secretOf(kVault)});
  rig.board.powerOn();
  rig.board.waitForLine("alert", 30s);
  EXPECT_EQ(rig.board.console().find(" connected"), std::string::npos);
}

struct HandshakeEffort {
  long cycles = 0, bus = 0, waiting = 0, stack = 0;
};

HandshakeEffort effortIn(const std::string& line) {
  HandshakeEffort e;
  const int fields = std::sscanf(
      line.c_str(),
      "cycles of the handshake: %ld computing, %ld on the bus, %ld waiting for the chip; stack %ld",
      &e.cycles, &e.bus, &e.waiting, &e.stack);
  EXPECT_EQ(fields, 4) << line;
  return e;
}

/// What the processor itself has to do when all elliptic curves are the chip's. In this mode an instruction
/// takes a nanosecond. QEMU now and then books a part of a sleep after its end, on a busy computer; that only
/// adds, so the least of some handshakes is what they take.
TEST_P(Board, AHandshakeTakesFewInstructionsAndLittleStack) {
  const long instructionsPerCycle = 1000 / GetParam()->cyclesPerMicrosecond;
  Rig rig({.exactCounts = true});
  const int runs = SIGNET_SANITIZED == 0 && GetParam() == &emulator::kNodemcu ? 4 : 1;
  long least = std::numeric_limits<long>::max();
  for (int i = 0; i < runs; ++i) {
    rig.board.powerOn();
    const HandshakeEffort effort = effortIn(rig.board.waitForLine("cycles of the handshake", 60s));
    rig.board.powerOff();
    least = std::min(least, effort.cycles * instructionsPerCycle);
    EXPECT_GT(effort.stack, 1000);
    EXPECT_LT(effort.stack, 6144 - 1024);
  }
  EXPECT_GT(least, 500'000);
  EXPECT_LT(least, 5'000'000);
  RecordProperty("instructions", std::to_string(least));
}

TEST_P(Board, ItsLedObeysCommandsAndNothingElse) {
  Rig rig;
  rig.connect();
  rig.waitForMessage("telemetry");
  EXPECT_FALSE(rig.board.ledOn());
  rig.broker.publish("devices/thing-1/command", R"({"led": true})");
  rig.waitForMessage(R"("led":true)");
  EXPECT_TRUE(rig.board.ledOn());
  rig.broker.publish("devices/thing-1/command", R"({"led": "off"})");
  rig.board.waitForLine("A command was not understood: \"led\" is neither true nor false", 20s);
  rig.broker.publish("devices/thing-1/command", R"({"led": false, "fan": true})");
  rig.board.waitForLine("A command was not understood: this device has an LED and nothing else", 20s);
  rig.broker.publish("devices/thing-1/command", std::string(5000, 'x'));
  rig.board.waitForLine("A command was not understood: it is longer than 128 bytes", 20s);
  rig.broker.publish("devices/thing-2/command", R"({"led": false})");
  EXPECT_TRUE(rig.board.ledOn());
  rig.broker.publish("devices/thing-1/command", R"({"led": false})");
  rig.waitForMessage(R"("led":false)");
  EXPECT_FALSE(rig.board.ledOn());
}

TEST_P(Board, ObeysWhatWasSaidWhileItWasOff) {
  Rig rig;
  rig.connect();
  rig.broker.publish("devices/thing-1/command", R"({"led": false})");
  rig.board.waitForLine("LED off", 20s);
  rig.board.powerOff();
  rig.broker.publish("devices/thing-1/command", R"({"led": true})");
  rig.board.powerOn();
  rig.board.waitForLine("LED on", 60s);
  EXPECT_TRUE(rig.board.ledOn());
}

TEST_P(Board, ReportsItsButton) {
  Rig rig;
  rig.connect();
  rig.board.pressButton(true);
  rig.waitForMessage(R"(devices/thing-1/button {"pressed":true})");
  rig.board.pressButton(false);
  rig.waitForMessage(R"(devices/thing-1/button {"pressed":false})");
}

TEST_P(Board, ComesBackAfterTheBroker) {
  Rig rig;
  rig.connect();
  rig.broker.stop();
  // Orderly or by a reset: that depends on what was on its way just then.
  rig.board.waitForLine("waiting", 30s);
  rig.board.waitForLine("no server listens", 30s);
  rig.broker.start();
  rig.board.waitForLine(" connected", 60s);
  rig.listen();
  rig.waitForMessage("telemetry");
}

TEST_P(Board, SaysThatItsChipIsGoneAndGoesOnWhenItIsBack) {
  Rig rig;
  rig.unplugChip();
  rig.board.powerOn();
  const std::string line = rig.board.waitForLine("chip", 30s);
  EXPECT_NE(line.find("noDevice"), std::string::npos) << line;
  rig.plugChip();
  rig.board.waitForLine(" connected", 60s);
}

TEST_P(Board, LosesItsChipInTheMiddleOfAHandshakeAndRecovers) {
  Rig rig;
  rig.board.powerOn();
  rig.board.waitForLine("handshake", 30s);
  rig.unplugChip();
  rig.board.waitForLine("chip", 30s);
  rig.plugChip();
  rig.board.waitForLine(" connected", 60s);
}

/// Each of them hits a command of its own, in the first handshake or before it.
TEST_P(Board, FaultsOfTheChipDuringAHandshakeAreSurvived) {
  Rig rig;
  for (const emulator::ChipFault fault :
       {emulator::ChipFault{.wrongCrc = true}, emulator::ChipFault{.eccFault = true},
        emulator::ChipFault{.extraBusy = 300ms}}) {
    rig.board.use([&](emulator::VirtualBus&) { rig.chip.arm(fault); });
    rig.connect();
    rig.board.powerOff();
  }
  rig.board.use([&](emulator::VirtualBus& bus) {
    for (const auto after : {5ms, 60ms, 110ms, 170ms, 230ms}) {
      bus.schedulePower(rig.chip, bus.now() + after, false);
      bus.schedulePower(rig.chip, bus.now() + after + 10ms, true);
    }
  });
  rig.connect();
}

/// One of each kind, at places that a handshake has whatever happened before.
constexpr const char* kBadWire = R"(
at transaction 5: nack
at byte 60: flip bit 3
at byte 130: flip bit ack
at transaction 25: stuck sda
at transaction 40: stuck scl for 4ms
at byte 400: lose
at byte 500: double
at command 1 of Verify: wrong-crc
at command 1 of Sign: power-cut after 5ms for 10ms
at command 1 of ECDH: watchdog
at wake 3: lose
)";

TEST_P(Board, FaultsOfTheBusDuringAHandshakeAreSurvived) {
  emulator::FaultInjector faults(emulator::parseFaultPlan(kBadWire));
  Rig rig;
  rig.setFaults(&faults);
  rig.connect();
  rig.waitForMessage("telemetry");
  rig.board.powerOff();
  rig.setFaults(nullptr);
  for (std::size_t rule = 0; rule < faults.strikes().size(); ++rule) {
    EXPECT_EQ(faults.strikes()[rule], 1U) << "rule " << rule + 1;
  }
}

/// A line that a defect holds for good: reported, and recovered when the defect is repaired.
TEST_P(Board, ABusThatIsHeldForGoodIsReported) {
  Rig rig;
  rig.board.powerOn();
  rig.board.waitForLine("handshake", 30s);
  rig.board.use([](emulator::VirtualBus& bus) { bus.hold(emulator::Line::scl, {}); });
  rig.board.waitForLine("busFault", 60s);
  rig.board.use([](emulator::VirtualBus& bus) { bus.release(); });
  rig.board.waitForLine(" connected", 60s);
}

/// Any use of less than 32 bits in flash or iRAM would end the firmware: in a handshake, messages, commands,
/// and in all tests here but those that count instructions.
TEST(Board, UsesFlashAndIramByWordsOnly) {
  BoardRig rig;
  rig.connect();
  rig.waitForMessage("telemetry");
  rig.broker.publish("devices/thing-1/command", R"({"led": true})");
  rig.waitForMessage(R"("led":true)");
  rig.board.pressButton(true);
  rig.waitForMessage(R"({"pressed":true})");
  EXPECT_FALSE(rig.board.end().has_value());
}

TEST_P(Board, AnotherChipIsRefusedByTheBroker) {
  Rig rig({.foreignChip = true});
  rig.board.powerOn();
  const std::string line = rig.board.waitForLine("alert", 30s);
  rig.broker.waitForLog("bad signature");
  EXPECT_EQ(rig.board.console().find(" connected"), std::string::npos) << line;
}

TEST_P(Board, ABrokerOfAnotherNameIsRefused) {
  Rig rig({.serverName = "elsewhere.example"});
  rig.board.powerOn();
  rig.board.waitForLine("name", 30s);
  EXPECT_EQ(rig.board.console().find(" connected"), std::string::npos);
}

TEST_P(Board, WithoutTheTimeItSaysSo) {
  Rig rig({.time = 0});
  rig.board.powerOn();
  rig.board.waitForLine("The date is not known yet", 30s);
  EXPECT_EQ(rig.board.console().find(" connected"), std::string::npos);
}

TEST_P(Board, AnExpiredCertificateIsRefused) {
  constexpr std::int64_t kInTenYears = 315'360'000;
  Rig rig({.time = std::time(nullptr) + kInTenYears});
  rig.board.powerOn();
  rig.board.waitForLine("expired", 30s);
  EXPECT_EQ(rig.board.console().find(" connected"), std::string::npos);
}

TEST_P(Board, APowerCutInTheMiddleOfAHandshakeIsSurvived) {
  Rig rig;
  for (int i = 0; i < 3; ++i) {
    rig.board.powerOn();
    rig.board.waitForLine("handshake", 30s);
    rig.board.powerOff();
  }
  rig.connect();
  rig.waitForMessage("telemetry");
}

/// On the NodeMCU after a minute.
TEST_P(Board, ComesBackAfterTheNetwork) {
  Rig rig;
  rig.connect();
  rig.board.connectNetwork(false);
  rig.waitForMessage(R"(devices/thing-1/status {"online":false})");  // by its will
  if (SIGNET_SANITIZED == 0 && GetParam() == &emulator::kNodemcu) std::this_thread::sleep_for(1min);
  rig.board.connectNetwork(true);
  rig.waitForMessage(R"(devices/thing-1/status {"online":true})");
}

}  // namespace
}  // namespace signet::test
