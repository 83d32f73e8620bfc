#include "host/emulator/bus/virtual_bus.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>

#include "host/emulator/bus/port.h"
#include "host/emulator/bus/test_bus.h"

namespace signet::emulator {
namespace {

using namespace std::chrono_literals;
using test::Bench;
using test::hex;
using test::Log;
using test::unhex;

constexpr std::array<std::uint8_t, 1> kSleep{0x01};
constexpr std::array<std::uint8_t, 1> kIdle{0x02};
constexpr std::span<const std::uint8_t> kNothing;

// ---- Speed and time.

TEST(VirtualBus, AcceptsOnlyClockRatesOfTheChip) {
  VirtualTime time;
  VirtualBus bus(time);
  EXPECT_EQ(bus.clockRate(), 100'000U);
  EXPECT_EQ(bus.bit(), 10us);
  bus.setClockRate(400'000);
  EXPECT_EQ(bus.bit(), 2500ns);
  bus.setClockRate(133'000);
  EXPECT_EQ(bus.bit(), 7520ns) << "rounded up to even nanoseconds";
  EXPECT_THROW(bus.setClockRate(9'999), std::invalid_argument);
  EXPECT_THROW(bus.setClockRate(1'000'001), std::invalid_argument);
  EXPECT_EQ(bus.clockRate(), 133'000U);
}

RC_GTEST_PROP(VirtualBus, TakesTheTimeOfTheFormula, ()) {
  Bench bench;
  bench.wakeUp();
  bench.bus.setClockRate(*rc::gen::inRange(VirtualBus::kSlowest, VirtualBus::kFastest + 1));
  const std::size_t size = *rc::gen::inRange<std::size_t>(0, 200);
  const Time begin = bench.time.now() + 1us;
  bench.bus.wait(1us);
  std::vector<std::uint8_t> bytes(size);
  const Duration bit = bench.bus.bit();
  RC_ASSERT(bench.bus.read(0x60, bytes) == Status::ok);
  RC_ASSERT(bench.time.now() - begin == static_cast<int>(9 * (size + 1)) * bit + bit * 3 / 2);
  RC_ASSERT(bench.bus.write(0x61, bytes) == Status::nack);
  RC_ASSERT(bench.time.now() - begin == static_cast<int>(9 * (size + 2)) * bit + bit * 7 / 2);
}

TEST(VirtualBus, GivesEveryEventItsExactTime) {
  Bench bench;
  bench.wakeUp();
  Log log;
  bench.bus.addListener(log);
  const Time begin = bench.time.now();
  ASSERT_EQ(bench.send(std::array<std::uint8_t, 2>{0x03, 0x55}), Status::ok);
  EXPECT_EQ(log.text, "S C0 A | 03 A | 55 A | P");
  EXPECT_EQ(log.times, (std::vector<Time>{begin, begin + 95us, begin + 185us, begin + 285us}));
}

TEST(VirtualBus, IsSlowInRealTimeAndSkipsWithoutWaiting) {
  RealTime time;
  VirtualBus bus(time, 10'000);
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_EQ(bus.write(0x10, kNothing), Status::nack);  // 1.05 ms
  bus.wait(2ms);
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_GE(took, 3ms);
  const Time before = bus.now();
  bus.skip(1h);
  EXPECT_GE(bus.now() - before, 1h);
  bus.wait(1ms);
  EXPECT_GE(bus.now() - before, 1h + 1ms);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 60s);
}

// ---- Transactions.

TEST(VirtualBus, RunsACommand) {
  Bench bench;
  EXPECT_EQ(bench.send(test::kInfo), Status::nack) << "asleep";
  bench.wakeUp();
  EXPECT_EQ(bench.receive(4), hex(test::kAfterWake));
  EXPECT_EQ(bench.send(test::kInfo), Status::ok);
  bench.bus.setClockRate(1'000'000);
  EXPECT_EQ(bench.receive(7), "") << "busy";
  bench.bus.wait(1ms);
  EXPECT_EQ(bench.receive(7), test::kRevisionHex);
  EXPECT_EQ(bench.receive(2), "FFFF");
}

TEST(VirtualBus, StopsAtTheFirstNack) {
  Bench bench;
  bench.wakeUp();
  Log log;
  bench.bus.addListener(log);
  EXPECT_EQ(bench.bus.write(0x61, test::kInfo), Status::nack);
  EXPECT_EQ(log.text, "S C2 N | P");
  bench.bus.removeListener(log);
  ASSERT_EQ(bench.bus.write(0x60, kNothing), Status::ok);
  EXPECT_EQ(log.text, "S C2 N | P") << "removed";
}

TEST(VirtualBus, GoesOnAfterANackWhenToldTo) {
  Bench bench;
  Log log;
  bench.bus.addListener(log);
  const std::array<std::uint8_t, 1> byte{0xFF};
  Message message = Message::write(0x61, byte);
  message.ignoreNack = true;
  EXPECT_EQ(bench.bus.transfer({&message, 1}), Status::ok);
  EXPECT_EQ(log.text, "S C2 N | FF N | P");
}

TEST(VirtualBus, SendsJustAnAddress) {
  Bench bench;
  bench.wakeUp();
  EXPECT_EQ(bench.bus.write(0x60, kNothing), Status::ok);
  EXPECT_EQ(bench.bus.read(0x60, {}), Status::ok);
  EXPECT_EQ(bench.bus.write(0x62, kNothing), Status::nack);
  EXPECT_EQ(bench.bus.transfer({}), Status::ok);
}

TEST(VirtualBus, JoinsMessagesByRepeatedStarts) {
  Bench bench;
  bench.wakeUp();
  Log log;
  bench.bus.addListener(log);
  const Time begin = bench.time.now();
  const std::array<std::uint8_t, 1> reset{0x00};
  std::array<std::uint8_t, 4> answer{};
  const std::array messages{Message::write(0x60, reset), Message::read(0x60, answer)};
  EXPECT_EQ(bench.bus.transfer(messages), Status::ok);
  EXPECT_EQ(hex(answer), hex(test::kAfterWake));
  EXPECT_EQ(log.text, "S C0 A | 00 A | Sr C1 A | 04 A | 11 A | 33 A | 43 N | P");
  EXPECT_EQ(log.times[2], begin + 5us + 180us + 10us);
  EXPECT_EQ(bench.time.now() - begin, (7 * 9 * 10us) + 5us + 15us + 10us);
}

// ---- Several chips.

TEST(VirtualBus, CarriesChipsAtDifferentAddresses) {
  Bench bench;
  Eeprom other = Eeprom::factory(2);
  other.config[16] = 0x6A;
  Chip second(other);
  bench.bus.attach(second, "second");
  bench.bus.wait(1ms);
  EXPECT_EQ(bench.bus.chips(), (std::vector<Chip*>{&bench.chip, &second}));
  EXPECT_EQ(bench.bus.nameOf(second), "second");
  bench.wakeUp();
  std::array<std::uint8_t, 4> answer{};
  EXPECT_EQ(bench.bus.read(0x35, answer), Status::ok);
  EXPECT_EQ(bench.bus.read(0x60, answer), Status::ok);
  bench.bus.detach(second);
  EXPECT_EQ(bench.bus.read(0x35, answer), Status::nack);
  EXPECT_FALSE(second.powered());
  EXPECT_EQ(bench.bus.nameOf(second), "");
  EXPECT_THROW(bench.bus.setPower(second, true), std::invalid_argument);
  EXPECT_THROW(bench.bus.attach(bench.chip), std::invalid_argument);
}

TEST(VirtualBus, AndsTheAnswersOfTwoChipsAtOneAddress) {
  Bench bench;
  Chip second(Eeprom::factory(2));
  bench.bus.attach(second);
  bench.bus.wait(1ms);
  bench.wakeUp();
  const auto readBlock = unhex("03 07 02 80 00 00 09 AD");
  ASSERT_EQ(bench.send(readBlock), Status::ok);
  bench.bus.wait(5ms);
  std::array<std::uint8_t, 33> answer{};
  ASSERT_EQ(bench.bus.read(0x60, answer), Status::ok);
  for (std::size_t i = 0; i < 32; ++i) {
    EXPECT_EQ(answer[i + 1], bench.chip.eeprom().config[i] & second.eeprom().config[i]) << i;
  }
}

// ---- Wake (section 6.1): every long low run of SDA reaches every chip.

bool awakeAfter(Bench& bench) {
  bench.bus.wait(1600us);
  return bench.bus.write(0x60, kNothing) == Status::ok;
}

TEST(VirtualBus, WakesByAPulseThatIsLongEnough) {
  Bench bench;
  ASSERT_EQ(bench.bus.wake(59us), Status::ok);
  EXPECT_FALSE(awakeAfter(bench));
  const Time begin = bench.time.now() + bench.bus.bit() / 2;
  ASSERT_EQ(bench.bus.wake(60us), Status::ok);
  EXPECT_EQ(bench.time.now(), begin + 60us);
  EXPECT_TRUE(awakeAfter(bench));
}

TEST(VirtualBus, WakesByAWriteToAddressZeroWhenTheClockIsSlow) {
  for (const auto& [hz, wakes] :
       {std::pair{100'000U, true}, {133'000U, true}, {150'000U, false}, {400'000U, false}}) {
    Bench bench;
    bench.bus.setClockRate(hz);
    EXPECT_EQ(bench.bus.write(0x00, kNothing), Status::nack);
    EXPECT_EQ(awakeAfter(bench), wakes) << hz;
  }
}

TEST(VirtualBus, WakesASleepingChipByZerosMeantForAnother) {
  for (const auto& [hz, value, wakes] :
       {std::tuple{400'000U, 0x00, true}, {400'000U, 0x01, false}, {1'000'000U, 0x00, true}}) {
    Bench bench;
    Eeprom other = Eeprom::factory(2);
    other.config[16] = 0x6A;
    Chip second(other);
    bench.bus.attach(second);
    bench.bus.wait(1ms);
    bench.wakeUp();
    ASSERT_EQ(bench.send(kSleep), Status::ok);
    ASSERT_EQ(bench.chip.mode(), Chip::Mode::asleep);
    ASSERT_EQ(second.mode(), Chip::Mode::awake);
    // The word address, the data and the acknowledge bits are all zero: one long run.
    std::vector<std::uint8_t> bytes(10, static_cast<std::uint8_t>(value));
    bytes[0] = 0x03;
    bytes[1] = 0x9B;  // a long group
    bench.bus.setClockRate(hz);
    EXPECT_EQ(bench.bus.write(0x35, bytes), Status::ok);
    EXPECT_EQ(bench.chip.mode() == Chip::Mode::awake, wakes) << hz << " " << value;
  }
}

TEST(VirtualBus, WakesByZerosThatAnotherChipSends) {
  Bench bench;
  Eeprom other = Eeprom::factory(2);
  other.config[16] = 0x6A;
  Chip second(other);
  bench.bus.attach(second);
  bench.bus.wait(1ms);
  bench.wakeUp();
  ASSERT_EQ(bench.bus.write(0x60, kIdle), Status::ok);
  EXPECT_EQ(bench.bus.write(0x35, test::kInfo), Status::ok);
  const bool wokeAlready = bench.chip.mode() != Chip::Mode::idle;
  EXPECT_TRUE(wokeAlready) << "Info has three zero bytes";
  bench.bus.wait(2ms);
  ASSERT_EQ(bench.bus.write(0x60, kIdle), Status::ok);
  std::array<std::uint8_t, 7> answer{};
  EXPECT_EQ(bench.bus.read(0x35, answer), Status::ok);
  EXPECT_EQ(hex(answer), test::kRevisionHex);
  EXPECT_EQ(bench.chip.mode(), Chip::Mode::awake);
}

// ---- Power and time passing.

TEST(VirtualBus, CutsPowerInTheMiddleOfAByte) {
  Bench bench;
  bench.wakeUp();
  Log log;
  bench.bus.addListener(log);
  const Time begin = bench.time.now();
  bench.bus.schedulePower(bench.chip, begin + 100us, false);
  bench.bus.schedulePower(bench.chip, begin + 50ms, true);
  EXPECT_EQ(bench.send(test::kInfo), Status::nack);
  EXPECT_EQ(log.text, "S C0 A | chip off | 03 N | P");
  EXPECT_EQ(bench.bus.nextEvent(), begin + 50ms);
  bench.bus.wait(60ms);
  EXPECT_EQ(log.times.back(), begin + 50ms);
  bench.wakeUp();
  EXPECT_EQ(bench.info(), test::kRevisionHex);
}

TEST(VirtualBus, KeepsScheduledPowerInOrderOfTime) {
  Bench bench;
  Log log;
  bench.bus.addListener(log);
  const Time begin = bench.bus.now();
  bench.bus.schedulePower(bench.chip, begin + 2ms, true);
  bench.bus.schedulePower(bench.chip, begin + 1ms, false);
  bench.bus.wait(3ms);
  EXPECT_EQ(log.text, "chip off | chip on");
  bench.bus.setPower(bench.chip, true);
  EXPECT_EQ(log.text, "chip off | chip on") << "it is on already";
  bench.bus.schedulePower(bench.chip, begin, false);
  bench.bus.settle();
  EXPECT_EQ(log.times.back(), begin + 3ms) << "what is past is now";
}

TEST(VirtualBus, LetsTheWatchdogStrikeWhileWaiting) {
  Bench bench;
  bench.wakeUp();
  Log log;
  bench.bus.addListener(log);
  ASSERT_TRUE(bench.bus.nextEvent().has_value());
  const Time due = *bench.bus.nextEvent();
  bench.bus.wait(2s);
  EXPECT_EQ(log.text, "chip struck");
  EXPECT_EQ(log.times.back(), due);
  EXPECT_EQ(bench.bus.nextEvent(), std::nullopt);
}

// ---- Held lines.

TEST(VirtualBus, GivesUpOnALineThatStaysLow) {
  for (const Line line : {Line::sda, Line::scl}) {
    Bench bench;
    bench.wakeUp();
    bench.bus.hold(line, std::nullopt);
    const Time begin = bench.bus.now();
    EXPECT_EQ(bench.send(test::kInfo), Status::busFault);
    EXPECT_GE(bench.time.now() - begin, VirtualBus::kHeldTimeout);
    EXPECT_EQ(bench.bus.wake(60us), Status::busFault);
    EXPECT_EQ(bench.bus.recover(), line == Line::sda ? Status::ok : Status::busFault);
    bench.bus.release();
    EXPECT_FALSE(bench.bus.held());
    EXPECT_EQ(bench.info(), test::kRevisionHex);
  }
}

TEST(VirtualBus, WaitsForALineThatIsHeldBriefly) {
  Bench bench;
  bench.wakeUp();
  bench.bus.hold(Line::scl, 3ms);
  const Time begin = bench.bus.now();
  EXPECT_EQ(bench.send(test::kInfo), Status::ok);
  EXPECT_GE(bench.time.now() - begin, 3ms);
}

TEST(VirtualBus, WakesChipsByAnSdaThatWasHeld) {
  Bench bench;
  bench.bus.hold(Line::sda, 100us);
  bench.bus.wait(2ms);
  EXPECT_EQ(bench.bus.write(0x60, kNothing), Status::ok);
}

TEST(VirtualBus, RecoversAFreeBusToo) {
  Bench bench;
  bench.wakeUp();
  Log log;
  bench.bus.addListener(log);
  const Time begin = bench.bus.now();
  EXPECT_EQ(bench.bus.recover(), Status::ok);
  EXPECT_EQ(log.text, "freed");
  EXPECT_EQ(bench.time.now() - begin, 120us);
  EXPECT_EQ(bench.info(), test::kRevisionHex);
}

// ---- The driver's ports.

TEST(BusPort, CarriesTheDriversVerbs) {
  Bench bench;
  BusPort port(bench.bus);
  ClockPort clock(bench.bus);
  i2c::Bus& bus = port;
  EXPECT_EQ(bus.write({}, test::kInfo), Status::nack);
  EXPECT_EQ(bus.wake(60us), Status::ok);
  const Instant begin = static_cast<Clock&>(clock).now();
  static_cast<Clock&>(clock).sleepFor(1600us);
  EXPECT_EQ(static_cast<Clock&>(clock).now() - begin, 1600us);
  std::array<std::uint8_t, 4> answer{};
  EXPECT_EQ(bus.read({}, answer), Status::ok);
  EXPECT_EQ(hex(answer), hex(test::kAfterWake));
  EXPECT_EQ(bus.recover(), Status::ok);
}

}  // namespace
}  // namespace signet::emulator
