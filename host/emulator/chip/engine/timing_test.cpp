// Time inside the chip: execution times, watchdog, EE, what idle keeps and sleep loses
// (sections 6.9 and 7, table 9-4).
#include <gtest/gtest.h>

#include <string>

#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/test/test_chip.h"

namespace signet::emulator::test {
namespace {

using namespace std::chrono_literals;

/// Sends a command and returns how long the chip was busy.
Duration busyTime(TestChip& chip, std::span<const std::uint8_t> group) {
  chip.sendGroup(group);
  const Time began = chip.now;
  chip.waitReady();
  return chip.now - began;
}

TestChip awake(const Eeprom& part, const ChipOptions& options = {}) {
  TestChip chip(part, options);
  chip.wake();
  return chip;
}

const Buffer kReadConfig = makeGroup(0x02, 0x80, 0);
const Buffer kNonceRandom = makeGroup(0x16, 0x00, 0, Buffer(20));
const Buffer kPassThroughData = makeGroup(0x16, 0x03, 0, Buffer(32, 0x55));

struct TableEntry {
  const CommandEntry* command;
  std::uint8_t opcode;
  const char* name;
  Duration typical;
  Duration maximum;
};

TEST(ExecutionTime, IsThatOfTable94) {
  const TableEntry table[] = {
      {&emulator::kPause, 0x01, "Pause", 100us, 3ms},
      {&emulator::kRead, 0x02, "Read", 100us, 1ms},
      {&emulator::kMac, 0x08, "MAC", 5ms, 14ms},
      {&emulator::kHmac, 0x11, "HMAC", 13ms, 23ms},
      {&emulator::kWrite, 0x12, "Write", 7ms, 26ms},
      {&emulator::kGenDig, 0x15, "GenDig", 5ms, 11ms},
      {&emulator::kNonce, 0x16, "Nonce", 100us, 7ms},
      {&emulator::kLock, 0x17, "Lock", 8ms, 32ms},
      {&emulator::kRandom, 0x1B, "Random", 1ms, 23ms},
      {&emulator::kDeriveKey, 0x1C, "DeriveKey", 2ms, 50ms},
      {&emulator::kUpdateExtra, 0x20, "UpdateExtra", 8ms, 10ms},
      {&emulator::kCounter, 0x24, "Counter", 5ms, 20ms},
      {&emulator::kCheckMac, 0x28, "CheckMac", 5ms, 13ms},
      {&emulator::kInfo, 0x30, "Info", 100us, 1ms},
      {&emulator::kGenKey, 0x40, "GenKey", 11ms, 115ms},
      {&emulator::kSign, 0x41, "Sign", 42ms, 50ms},
      {&emulator::kEcdh, 0x43, "ECDH", 38ms, 58ms},
      {&emulator::kVerify, 0x45, "Verify", 38ms, 58ms},
      {&emulator::kPrivWrite, 0x46, "PrivWrite", 800us, 48ms},
      {&emulator::kSha, 0x47, "SHA", 7ms, 9ms},
  };
  for (const TableEntry& row : table) {
    EXPECT_EQ(findCommand(row.opcode), row.command);
    EXPECT_STREQ(row.command->name, row.name);
    EXPECT_EQ(row.command->typical, row.typical) << row.name;
    EXPECT_EQ(row.command->maximum, row.maximum) << row.name;
  }
}

TEST(ExecutionTime, IsTypicalMaximumOrDrawn) {
  auto typical = awake(factoryPart());
  EXPECT_EQ(busyTime(typical, kReadConfig), 100us);
  auto maximum = awake(factoryPart(), {.timing = Timing::maximum});
  EXPECT_EQ(busyTime(maximum, kReadConfig), 1ms);

  auto drawn = awake(factoryPart(), {.timing = Timing::drawn, .timingSeed = 5});
  auto again = awake(factoryPart(), {.timing = Timing::drawn, .timingSeed = 5});
  Duration least = 1s;
  Duration most = 0s;
  for (int i = 0; i < 200; ++i) {
    const Duration time = busyTime(drawn, kReadConfig);
    EXPECT_EQ(time, busyTime(again, kReadConfig)) << "the seed repeats";
    least = std::min(least, time);
    most = std::max(most, time);
  }
  EXPECT_GE(least, 100us);
  EXPECT_LT(least, 200us);
  EXPECT_GT(most, 900us);
  EXPECT_LE(most, 1ms);
}

TEST(ExecutionTime, OfTheFirstNonceMayIncludeANewSeed) {
  auto chip = awake(configLocked(), {.seedRenewal = 30ms});
  EXPECT_EQ(busyTime(chip, kNonceRandom), 30ms + 100us);
  EXPECT_EQ(busyTime(chip, kNonceRandom), 100us);
  chip.idle();
  chip.wake();
  EXPECT_EQ(busyTime(chip, kNonceRandom), 100us) << "idle keeps it";
  chip.sleep();
  chip.wake();
  EXPECT_EQ(busyTime(chip, kNonceRandom), 30ms + 100us);
  EXPECT_EQ(busyTime(chip, kPassThroughData), 100us);
}

TEST(ExecutionTime, GrowsByTheTimeOfALimitedUse) {
  // Slot 7 of the factory configuration is limited.
  auto chip = awake(bothLocked(), {.limitedUse = 50ms});
  EXPECT_EQ(busyTime(chip, makeGroup(0x08, 0x00, 7, Buffer(32))), 55ms);
  EXPECT_EQ(busyTime(chip, makeGroup(0x08, 0x00, 5, Buffer(32))), 5ms);
}

TEST(ExecutionTime, OfARefusedCommandIsShort) {
  auto chip = awake(factoryPart());
  EXPECT_EQ(busyTime(chip, makeGroup(0x41, 0x80, 0)), 100us);
  EXPECT_EQ(busyTime(chip, makeGroup(0xAB, 0x00, 0)), 100us);
}

TEST(ExecutionTime, GrowsOnceByAFault) {
  auto chip = awake(factoryPart());
  chip.chip.arm({.extraBusy = 3ms});
  EXPECT_EQ(busyTime(chip, kReadConfig), 3ms + 100us);
  EXPECT_EQ(busyTime(chip, kReadConfig), 100us);
}

TEST(ExecutionTime, BusyEndsExactlyThen) {
  auto chip = awake(factoryPart());
  chip.sendGroup(kReadConfig);
  EXPECT_EQ(chip.chip.nextEvent(), chip.now + 100us);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::busy);
  chip.wait(99us);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::busy);
  chip.wait(1us);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::awake);
}

// ---- Watchdog

TEST(Watchdog, StrikesAfterItsTimeAndOnlyWhileAwake) {
  for (const Duration watchdog : {700ms, 1300ms, 1700ms}) {
    TestChip chip(factoryPart(), {.watchdog = watchdog});
    chip.pulse(80us);
    const Time woken = chip.now;
    EXPECT_EQ(chip.chip.nextEvent(), woken + watchdog);
    chip.chip.advance(woken + watchdog - 1ns);
    EXPECT_EQ(chip.chip.mode(), Chip::Mode::awake);
    chip.chip.advance(woken + watchdog);
    EXPECT_EQ(chip.chip.mode(), Chip::Mode::asleep);
    EXPECT_EQ(chip.chip.nextEvent(), std::nullopt);
  }
}

TEST(Watchdog, WaitsTenSecondsIfChipModeSaysSo) {
  Eeprom part = factoryPart();
  part.config[config_byte::kChipMode] = 0x04;
  auto chip = awake(part);
  chip.wait(9990ms);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::awake);
  chip.wait(20ms);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::asleep);
}

TEST(Watchdog, StopsInIdleAndStartsAfreshOnWake) {
  auto chip = awake(factoryPart());
  chip.wait(1200ms);
  chip.idle();
  chip.wait(100s);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::idle);
  chip.pulse(80us);
  EXPECT_EQ(chip.chip.nextEvent(), chip.now + 1300ms);
}

TEST(Watchdog, CommandsDoNotRestartIt) {
  auto chip = awake(factoryPart());
  const auto due = chip.chip.nextEvent();
  chip.wait(200ms);
  chip.exchange(kReadConfig);
  EXPECT_EQ(chip.chip.nextEvent(), due);
}

TEST(Watchdog, StrikesInTheMiddleOfATransfer) {
  auto chip = awake(factoryPart());
  const Time due = *chip.chip.nextEvent();
  ASSERT_TRUE(chip.chip.start(due - 20us, 0xC0));
  ASSERT_TRUE(chip.chip.write(due - 10us, 0x03));
  EXPECT_FALSE(chip.chip.write(due, 0x07));
  chip.chip.stop(due + 10us);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::asleep);
}

TEST(Watchdog, StrikesInTheMiddleOfARead) {
  auto chip = awake(factoryPart());
  const Time due = *chip.chip.nextEvent();
  ASSERT_TRUE(chip.chip.start(due - 20us, 0xC1));
  EXPECT_EQ(chip.chip.read(due - 10us), 0x04);
  EXPECT_EQ(chip.chip.read(due), 0xFF);
}

TEST(Watchdog, StrikesInTheMiddleOfACommand) {
  // A fault makes the command longer than table 9-4 allows, so EE does not prevent it.
  auto chip = awake(factoryPart());
  chip.chip.arm({.extraBusy = 2s});
  chip.sendGroup(kReadConfig);
  chip.wait(1300ms);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::asleep);
  chip.wake();
  EXPECT_EQ(hex(chip.readGroup()), "04113343");
}

TEST(Watchdog, CanBeMadeToStrike) {
  auto chip = awake(factoryPart());
  chip.chip.strikeWatchdog(chip.now);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::asleep);
  chip.wake();
  chip.idle();
  chip.chip.strikeWatchdog(chip.now);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::idle) << "it does not run in idle";
}

TEST(Watchdog, RefusesCommandsItLeavesTooLittleTime) {
  for (const auto& [before, status] :
       {std::pair<Duration, int>{7ms, kSuccess}, {7ms - 1ns, kWatchdogExpiring}}) {
    auto chip = awake(factoryPart());
    const Time due = *chip.chip.nextEvent();
    chip.now = due - before - static_cast<int>(kPassThroughData.size() + 2) * TestChip::kByte;
    ASSERT_TRUE(chip.sendGroup(kPassThroughData));
    ASSERT_EQ(chip.now, due - before);
    chip.waitReady();
    EXPECT_EQ(chip.readGroup()[1], status);
  }
}

TEST(Watchdog, RefusalChangesNothing) {
  auto chip = awake(factoryPart());
  ASSERT_EQ(chip.status(0x16, 0x03, 0, Buffer(32)), kSuccess);
  chip.now = *chip.chip.nextEvent() - 15ms;
  ASSERT_TRUE(chip.sendGroup(makeGroup(0x24, 0x01, 0)));  // increment a counter
  chip.waitReady();
  EXPECT_EQ(hex(chip.readGroup()), "04EE3141");
  EXPECT_EQ(chip.chip.eeprom(), factoryPart());
  chip.idle();
  chip.wake();
  EXPECT_EQ(hex(chip.run(0x30, 0x02, 0)), "10800000") << "TempKey is as it was";
}

// ---- What lasts

/// TempKey valid from input; AuthValid cannot be had without a key, so TempKey and the seed flags stand here.
std::string stateOf(TestChip& chip) {
  return hex(chip.run(0x30, 0x02, 0));
}

TEST(VolatileState, LivesThroughIdle) {
  TestChip chip(configLocked());
  chip.run(0x1B, 0x00, 0);
  ASSERT_EQ(chip.status(0x16, 0x03, 0, Buffer(32)), kSuccess);
  EXPECT_EQ(stateOf(chip), "10810000");
  chip.idle();
  EXPECT_EQ(stateOf(chip), "10810000");
}

TEST(VolatileState, DiesInSleepOfEveryKind) {
  for (const int kind : {0, 1, 2, 3}) {
    TestChip chip(configLocked());
    chip.run(0x1B, 0x00, 0);
    ASSERT_EQ(chip.status(0x16, 0x03, 0, Buffer(32)), kSuccess);
    if (kind == 0) chip.sleep();
    if (kind == 1) chip.wait(2s);
    if (kind == 2) chip.powerCycle();
    if (kind == 3) chip.chip.strikeWatchdog(chip.now);
    EXPECT_EQ(stateOf(chip), "00000000") << kind;
  }
}

TEST(VolatileState, RunningShaLivesThroughIdleButNotThroughSleep) {
  for (const bool sleeps : {false, true}) {
    TestChip chip(factoryPart());
    ASSERT_EQ(chip.status(0x47, 0x00, 0), kSuccess);
    sleeps ? chip.sleep() : chip.idle();
    EXPECT_EQ(chip.status(0x47, 0x02, 3, unhex("616263")), sleeps ? kExecutionError : kData);
  }
}

TEST(IoBuffer, IsNotPreservedByIdle) {
  auto chip = awake(factoryPart());
  chip.exchange(kReadConfig);
  chip.writeBytes(unhex("03073000"));  // a partial command
  chip.idle();
  chip.wake();
  EXPECT_EQ(hex(chip.readGroup()), "04113343");
}

TEST(Fault, DamagesOneCrcAlsoWhenReadAgain) {
  auto chip = awake(factoryPart());
  chip.chip.arm({.wrongCrc = true});
  const Buffer damaged = chip.exchange(makeGroup(0x30, 0x00, 0));
  EXPECT_EQ(hex(damaged), "07000050000390");
  chip.writeBytes(Buffer{0x00});
  EXPECT_EQ(chip.readGroup(), damaged);
  EXPECT_EQ(hex(chip.exchange(makeGroup(0x30, 0x00, 0))), "07000050000391");
}

TEST(Fault, OfEccWaitsForAnEccCommand) {
  TestChip chip(configLocked());
  chip.chip.arm({.eccFault = true});
  EXPECT_EQ(chip.status(0x30, 0x00, 0), kData);
  EXPECT_EQ(chip.status(0x40, 0x04, 3), kExecutionError) << "slot 3 holds no private key: nothing to compute";
  EXPECT_EQ(chip.status(0x40, 0x04, 0), kEccFault);
  EXPECT_EQ(chip.status(0x40, 0x04, 0), kData);
}

// ---- Listening, copying

struct Recorder : ChipListener {
  std::string log;
  void onWake(Time) override { log += "wake "; }
  void onIdle(Time) override { log += "idle "; }
  void onSleep(Time, bool byWatchdog) override { log += byWatchdog ? "watchdog " : "sleep "; }
  void onCommand(Time now, std::span<const std::uint8_t> group, Time ready) override {
    log += "command:" + hex(group) + "+" + std::to_string((ready - now) / 1us) + " ";
  }
  void onResponse(Time, std::span<const std::uint8_t> group) override {
    log += "response:" + hex(group) + " ";
  }
  void onEepromChanged(Time) override { log += "eeprom "; }
};

TEST(Listener, HearsEverythingInOrder) {
  Recorder recorder;
  TestChip chip(factoryPart());
  chip.chip.setListener(&recorder);
  chip.wake();
  chip.exchange(unhex("07240100000F77"));
  chip.idle();
  chip.wake();
  chip.sleep();
  chip.wake();
  chip.wait(2s);
  EXPECT_EQ(recorder.log,
            "wake command:07240100000F77+5000 eeprom response:07010000003C2D idle wake sleep wake watchdog ");
}

TEST(Listener, IsNotToldOfWritesThatChangeNothing) {
  Recorder recorder;
  TestChip chip(factoryPart());
  chip.chip.setListener(&recorder);
  ASSERT_EQ(chip.status(0x20, 0x00, 0x0000), kSuccess);  // UserExtra 00 over 00
  EXPECT_EQ(recorder.log.find("eeprom"), std::string::npos);
}

TEST(Copy, GoesItsOwnWay) {
  Recorder recorder;
  TestChip chip(factoryPart());
  ASSERT_EQ(chip.status(0x47, 0x00, 0), kSuccess);  // a hash half done
  chip.chip.setListener(&recorder);
  TestChip copy = chip;
  ASSERT_EQ(copy.status(0x17, 0x80, 0), kSuccess);  // locks
  EXPECT_TRUE(recorder.log.empty()) << "the listener is not copied";
  EXPECT_FALSE(chip.config().configLocked());
  EXPECT_TRUE(copy.config().configLocked());
  EXPECT_EQ(hex(chip.run(0x47, 0x02, 3, unhex("616263"))),
            "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
}

}  // namespace
}  // namespace signet::emulator::test
