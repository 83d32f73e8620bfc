// The chip on the bus, byte for byte (section 6): wake, addressing, word addresses, FIFO, reads.
#include <gtest/gtest.h>

#include "host/emulator/chip/test/test_chip.h"

namespace signet::emulator::test {
namespace {

using namespace std::chrono_literals;

const Buffer kWakeGroup = unhex("04113343");
const Buffer kInfo = unhex("0730000000035D");
const Buffer kInfoAnswer = unhex("07000050000391");
const Buffer kCommunicationError = unhex("04FF0142");

/// Awake, in the middle of a bus master's work.
TestChip awakeChip(const ChipOptions& options = {}) {
  TestChip chip(factoryPart(), options);
  chip.wake();
  return chip;
}

Buffer joined(Buffer a, std::span<const std::uint8_t> b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// ---- Wake

struct WakePulse {
  Duration low;
  bool wakes;
};

TEST(Wake, NeedsALowPulseOfItsThreshold) {
  for (const auto& [low, wakes] :
       {WakePulse{14us, false}, {59999ns, false}, {60us, true}, {80us, true}, {1s, true}}) {
    TestChip chip(factoryPart());
    chip.pulse(low);
    EXPECT_EQ(chip.chip.mode() == Chip::Mode::awake, wakes) << low.count();
  }
}

TEST(Wake, ThresholdIsAnOption) {
  TestChip chip(factoryPart(), {.wakeThreshold = 30us});
  chip.pulse(29us);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::asleep);
  chip.pulse(30us);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::awake);
}

TEST(Wake, CountsOnlyTheTimeAfterPowerUp) {
  Chip chip(factoryPart());
  const Time on(1s);
  chip.powerOn(on);
  chip.sdaLow(on + 159us, 159us);  // 59 us of it after tPU
  EXPECT_EQ(chip.mode(), Chip::Mode::asleep);
  chip.sdaLow(on + 220us, 60us);
  EXPECT_EQ(chip.mode(), Chip::Mode::awake);
}

TEST(Wake, NothingWakesAnUnpoweredChip) {
  Chip chip(factoryPart());
  chip.sdaLow(Time(1s), 1ms);
  EXPECT_EQ(chip.mode(), Chip::Mode::off);
  EXPECT_FALSE(chip.powered());
  EXPECT_FALSE(chip.start(Time(2s), 0xC0));
}

TEST(Wake, ListensAfterTheWakeDelay) {
  TestChip chip(factoryPart());
  chip.pulse(60us);
  const Time woken = chip.now;
  EXPECT_FALSE(chip.chip.start(woken + 1499us, 0xC0));
  chip.chip.stop(woken + 1499us);
  EXPECT_TRUE(chip.chip.start(woken + 1500us, 0xC0));
}

TEST(Wake, AnswersTheWakeGroup) {
  auto chip = awakeChip();
  EXPECT_EQ(chip.readBytes(4), kWakeGroup);
}

TEST(Wake, WhileAwakeIsIgnored) {
  auto chip = awakeChip();
  ASSERT_EQ(chip.exchange(kInfo), kInfoAnswer);
  const Time due = *chip.chip.nextEvent();
  chip.pulse(80us);
  EXPECT_EQ(chip.chip.nextEvent(), due) << "the watchdog must not start again";
  EXPECT_TRUE(chip.readBytes(1) == Buffer{0xFF}) << "no new wake group";
}

TEST(Wake, WhileBusyIsIgnored) {
  auto chip = awakeChip();
  chip.sendGroup(kInfo);
  chip.pulse(60us);
  chip.waitReady();
  EXPECT_EQ(chip.readGroup(), kInfoAnswer);
}

TEST(Wake, FromIdleGivesTheWakeGroupAgain) {
  auto chip = awakeChip();
  ASSERT_EQ(chip.exchange(kInfo), kInfoAnswer);
  chip.idle();
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::idle);
  chip.wake();
  EXPECT_EQ(chip.readGroup(), kWakeGroup);
}

// ---- Addressing

TEST(Address, ComparesSevenBits) {
  auto chip = awakeChip();
  for (unsigned address = 0; address < 256; ++address) {
    EXPECT_EQ(chip.chip.start(chip.now, static_cast<std::uint8_t>(address)), (address & 0xFE) == 0xC0)
        << address;
    chip.chip.stop(chip.now);
  }
}

TEST(Address, IgnoresBitZeroOfItsByte) {
  Eeprom part = factoryPart();
  part.config[16] = 0x6B;
  TestChip chip(part, {}, 0x6A);
  chip.wake();
  EXPECT_EQ(chip.readGroup(), kWakeGroup);
}

TEST(Address, NeverAnswersTheGeneralCall) {
  Eeprom part = factoryPart();
  part.config[16] = 0x00;
  TestChip chip(part, {}, 0x00);
  chip.wake();
  EXPECT_TRUE(chip.readBytes(1).empty());
}

TEST(Address, SingleWirePartsKeepSilentOnI2c) {
  Eeprom part = factoryPart();
  part.config[14] = 0x54;
  TestChip chip(part);
  chip.wake();
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::awake);
  EXPECT_TRUE(chip.readBytes(1).empty());
}

/// True: acknowledged at that address, after Write gave it another one.
bool answersAt(TestChip& chip, std::uint8_t address) {
  const bool acknowledged = chip.chip.start(chip.now, address);
  chip.chip.stop(chip.now);
  return acknowledged;
}

TEST(Address, WrittenOneCountsFromTheNextWakeFromSleep) {
  auto chip = awakeChip();
  ASSERT_EQ(chip.status(0x12, 0x00, 4, unhex("6A005500")), kSuccess);
  EXPECT_TRUE(answersAt(chip, 0xC0));
  chip.idle();
  chip.wake();
  EXPECT_TRUE(answersAt(chip, 0xC0));
  chip.sleep();
  chip.wake();
  EXPECT_FALSE(answersAt(chip, 0xC0));
  EXPECT_TRUE(answersAt(chip, 0x6A));
}

TEST(Address, WrittenOneMayCountFromPowerUp) {
  auto chip = awakeChip({.addressLatch = AddressLatch::powerUp});
  ASSERT_EQ(chip.status(0x12, 0x00, 4, unhex("6A005500")), kSuccess);
  chip.sleep();
  chip.wake();
  EXPECT_TRUE(answersAt(chip, 0xC0));
  chip.powerCycle();
  chip.wake();
  EXPECT_TRUE(answersAt(chip, 0x6A));
}

TEST(Address, WrittenOneMayCountAtOnce) {
  auto chip = awakeChip({.addressLatch = AddressLatch::atOnce});
  ASSERT_TRUE(chip.sendGroup(makeGroup(0x12, 0x00, 4, unhex("6A005500"))));
  chip.waitReady();
  EXPECT_FALSE(answersAt(chip, 0xC0));
  EXPECT_TRUE(answersAt(chip, 0x6A));
}

// ---- Word addresses

TEST(WordAddress, ResetMakesTheResponseReadableAgain) {
  auto chip = awakeChip();
  ASSERT_EQ(chip.exchange(kInfo), kInfoAnswer);
  EXPECT_EQ(chip.readBytes(2), (Buffer{0xFF, 0xFF}));
  EXPECT_TRUE(chip.writeBytes(Buffer{0x00}));
  EXPECT_EQ(chip.readGroup(), kInfoAnswer);
}

TEST(WordAddress, ResetWorksBeforeARepeatedStart) {
  auto chip = awakeChip();
  ASSERT_EQ(chip.exchange(kInfo), kInfoAnswer);
  ASSERT_TRUE(chip.chip.start(chip.now, 0xC0));
  ASSERT_TRUE(chip.chip.write(chip.now, 0x00));
  EXPECT_EQ(chip.readBytes(7), kInfoAnswer);
}

TEST(WordAddress, ResetDropsAPartialCommand) {
  auto chip = awakeChip();
  ASSERT_TRUE(chip.writeBytes(unhex("0307300000")));
  ASSERT_TRUE(chip.writeBytes(Buffer{0x00}));
  EXPECT_EQ(chip.exchange(kInfo), kInfoAnswer);
}

TEST(WordAddress, SleepAndIdleTakeEffectAtStop) {
  for (const auto& [word, mode] : {std::pair{0x01, Chip::Mode::asleep}, {0x02, Chip::Mode::idle}}) {
    auto chip = awakeChip();
    ASSERT_TRUE(chip.chip.start(chip.now, 0xC0));
    ASSERT_TRUE(chip.chip.write(chip.now, static_cast<std::uint8_t>(word)));
    EXPECT_EQ(chip.chip.mode(), Chip::Mode::awake);
    chip.chip.stop(chip.now);
    EXPECT_EQ(chip.chip.mode(), mode);
    EXPECT_FALSE(chip.chip.start(chip.now, 0xC0));
    EXPECT_FALSE(chip.chip.start(chip.now, 0xC1));
  }
}

TEST(WordAddress, ReservedOnesAreAcknowledgedAndIgnored) {
  for (unsigned word = 0x04; word < 0x100; ++word) {
    auto chip = awakeChip();
    EXPECT_TRUE(chip.writeBytes(Buffer{static_cast<std::uint8_t>(word)}));
    EXPECT_FALSE(chip.writeBytes(joined({static_cast<std::uint8_t>(word)}, kInfo)));
    EXPECT_EQ(chip.chip.mode(), Chip::Mode::awake);
    EXPECT_EQ(chip.readGroup(), kWakeGroup);
  }
}

// ---- The command FIFO

TEST(Fifo, TakesAGroupInAnyPieces) {
  for (std::size_t cut = 0; cut <= kInfo.size(); ++cut) {
    auto chip = awakeChip();
    ASSERT_TRUE(chip.sendGroup(std::span(kInfo).first(cut)));
    if (cut < kInfo.size()) {
      EXPECT_EQ(chip.chip.mode(), Chip::Mode::awake);
      ASSERT_TRUE(chip.sendGroup(std::span(kInfo).subspan(cut)));
    }
    EXPECT_EQ(chip.chip.mode(), Chip::Mode::busy);
    chip.waitReady();
    EXPECT_EQ(chip.readGroup(), kInfoAnswer);
  }
}

TEST(Fifo, RunsOnlyAtStop) {
  auto chip = awakeChip();
  ASSERT_TRUE(chip.chip.start(chip.now, 0xC0));
  for (const std::uint8_t byte : joined({0x03}, kInfo)) ASSERT_TRUE(chip.chip.write(chip.now, byte));
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::awake);
  chip.chip.stop(chip.now);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::busy);
}

TEST(Fifo, RefusesBytesBeyondTheCountAndRunsTheRest) {
  auto chip = awakeChip();
  EXPECT_FALSE(chip.sendGroup(joined(kInfo, Buffer{0xAA, 0xBB})));
  chip.waitReady();
  EXPECT_EQ(chip.readGroup(), kInfoAnswer);
}

TEST(Fifo, ImpossibleCountsAreCommunicationErrors) {
  for (const int count : {0, 1, 2, 3, 156, 200, 255}) {
    auto chip = awakeChip();
    EXPECT_TRUE(chip.writeBytes(Buffer{0x03, static_cast<std::uint8_t>(count)}));
    chip.waitReady();
    EXPECT_EQ(chip.readGroup(), kCommunicationError) << count;
  }
}

/// `body` with its CRC.
Buffer withCrc(Buffer body) {
  const std::uint16_t crc = crc16({body.data(), body.size()});
  body.push_back(static_cast<std::uint8_t>(crc));
  body.push_back(static_cast<std::uint8_t>(crc >> 8));
  return body;
}

TEST(Fifo, CountsTooSmallForACommandAreParseErrorsIfTheirCrcIsRight) {
  for (const Buffer& body : {Buffer{0x04, 0x30}, Buffer{0x05, 0x30, 0x00}, Buffer{0x06, 0x30, 0x00, 0x00}}) {
    auto chip = awakeChip();
    Buffer group = withCrc(body);
    EXPECT_EQ(hex(chip.exchange(group)), "04038342");
    group.back() ^= 0x01;
    EXPECT_EQ(chip.exchange(group), kCommunicationError);
  }
}

TEST(Fifo, HoldsTheLargestGroup) {
  Buffer data(148);
  auto chip = awakeChip();
  EXPECT_EQ(chip.status(0x30, 0x00, 0, data), kParseError) << "155 bytes arrive whole; Info takes no data";
}

TEST(Fifo, OfTheSmallReadingHolds71Bytes) {
  const ChipOptions small{.inputBufferSize = 71};
  auto chip = awakeChip(small);
  EXPECT_EQ(chip.status(0x30, 0x00, 0, Buffer(64)), kParseError);
  auto other = awakeChip(small);
  other.sendGroup(makeGroup(0x30, 0x00, 0, Buffer(65)));
  other.waitReady();
  EXPECT_EQ(other.readGroup(), kCommunicationError);
}

TEST(Fifo, WaitsForTheRestUntilTheWatchdogStrikes) {
  auto chip = awakeChip();
  ASSERT_TRUE(chip.writeBytes(unhex("03073000")));
  chip.wait(1290ms);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::awake);
  chip.wait(20ms);
  EXPECT_EQ(chip.chip.mode(), Chip::Mode::asleep);
}

TEST(Fifo, StartsAfreshWithTheFirstWriteAfterARead) {
  auto chip = awakeChip();
  ASSERT_TRUE(chip.writeBytes(unhex("03073000")));
  EXPECT_EQ(chip.readBytes(1), Buffer{0xFF});
  EXPECT_EQ(chip.exchange(kInfo), kInfoAnswer);
}

// ---- Reads

TEST(Read, KeepsItsPlaceOverTransactions) {
  auto chip = awakeChip();
  chip.sendGroup(kInfo);
  chip.waitReady();
  Buffer bytes;
  for (int i = 0; i < 7; ++i) bytes = joined(bytes, chip.readBytes(1));
  EXPECT_EQ(bytes, kInfoAnswer);
}

TEST(Read, PastTheEndIsAllOnes) {
  auto chip = awakeChip();
  chip.sendGroup(kInfo);
  chip.waitReady();
  EXPECT_EQ(hex(chip.readBytes(10)), "07000050000391FFFFFF");
  EXPECT_EQ(chip.readBytes(1), Buffer{0xFF});
}

TEST(Read, OfAPartialCommandIsAllOnes) {
  auto chip = awakeChip();
  chip.writeBytes(unhex("03073000"));
  EXPECT_EQ(chip.readBytes(2), (Buffer{0xFF, 0xFF}));
}

TEST(Read, OfAPartialCommandMayBeRefused) {
  auto chip = awakeChip({.partialRead = PartialRead::nack});
  EXPECT_EQ(chip.readBytes(4), kWakeGroup);
  chip.writeBytes(unhex("03073000"));
  EXPECT_TRUE(chip.readBytes(1).empty());
}

TEST(Read, AndWriteAreRefusedWhileBusy) {
  auto chip = awakeChip();
  const Time end = chip.now + 8 * TestChip::kByte + 9us;
  chip.sendGroup(kInfo);
  EXPECT_EQ(chip.now, end);
  for (const Duration later : {0us, 50us, 99us}) {
    EXPECT_FALSE(chip.chip.start(end + later, 0xC1));
    EXPECT_FALSE(chip.chip.start(end + later, 0xC0));
  }
  EXPECT_TRUE(chip.chip.start(end + 100us, 0xC1));
}

TEST(Read, OutsideOfATransactionIsAnIdleLine) {
  auto chip = awakeChip();
  EXPECT_EQ(chip.chip.read(chip.now), 0xFF);
  EXPECT_EQ(chip.readBytes(4), kWakeGroup);
}

TEST(Write, WithoutStartIsNotAcknowledged) {
  auto chip = awakeChip();
  EXPECT_FALSE(chip.chip.write(chip.now, 0x03));
}

TEST(Crc, WrongOnesAreCommunicationErrorsWhateverTheCommand) {
  for (const char* group : {"0730000000035C", "0730000000025D", "07FF0000000000", "0730FF00000000"}) {
    auto chip = awakeChip();
    EXPECT_EQ(chip.exchange(unhex(group)), kCommunicationError) << group;
  }
}

}  // namespace
}  // namespace signet::emulator::test
