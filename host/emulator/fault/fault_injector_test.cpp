// Each fault: what it does on the bus, and that it happens where the plan says and nowhere else.
#include "host/emulator/fault/fault_injector.h"

#include <gtest/gtest.h>

#include "host/emulator/bus/test_bus.h"

namespace signet::emulator {
namespace {

using namespace std::chrono_literals;
using test::hex;
using test::kInfo;
using test::kRevisionHex;
using test::unhex;

/// A bench whose chip is awake before the faults are put in.
struct Faulty : test::Bench {
  explicit Faulty(const std::string& plan) : injector(parseFaultPlan(plan)) {
    wakeUp();
    bus.addListener(log);
    bus.setFaults(&injector);
  }
  std::uint64_t strikes() const { return injector.strikes().at(0); }

  FaultInjector injector;
  test::Log log;
};

constexpr const char* kCrcError = "04FF0142FFFFFF";

TEST(FaultInjector, DoesNothingWithoutRules) {
  Faulty bench("");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(bench.info(), kRevisionHex);
  EXPECT_EQ(bench.injector.counted(FaultUnit::transaction), 6U);
  EXPECT_EQ(bench.injector.counted(FaultUnit::write), 3U);
  EXPECT_EQ(bench.injector.counted(FaultUnit::read), 3U);
  EXPECT_EQ(bench.injector.counted(FaultUnit::byte), 3U * (9 + 8));
  EXPECT_EQ(bench.injector.counted(FaultUnit::command), 3U);
  EXPECT_EQ(bench.injector.counted(FaultUnit::wake), 0U);
}

TEST(FaultInjector, FlipsABitOnItsWayToTheChip) {
  Faulty bench("at byte 4 of write 2: flip bit 6");
  EXPECT_EQ(bench.info(), kRevisionHex);
  EXPECT_EQ(bench.info(), kCrcError);
  EXPECT_EQ(bench.info(), kRevisionHex);
  EXPECT_EQ(bench.strikes(), 1U);
}

TEST(FaultInjector, FlipsABitOnItsWayToTheMaster) {
  Faulty bench("at byte 5 of read 1: flip bit 7");
  EXPECT_EQ(bench.info(), "070000D0000391");
  EXPECT_EQ(bench.info(), kRevisionHex);
}

TEST(FaultInjector, FlipsEachOfTheEightBits) {
  for (int bit = 0; bit < 8; ++bit) {
    Faulty bench("at byte 2 of read 1: flip bit " + std::to_string(bit));
    EXPECT_EQ(bench.info().substr(0, 2), hex(std::array{static_cast<std::uint8_t>(0x07 ^ 1 << bit)}));
  }
}

TEST(FaultInjector, FlipsAnAcknowledgeBit) {
  Faulty bench("at byte 9 of write 1: flip bit ack");
  EXPECT_EQ(bench.send(kInfo), Status::nack) << "the master does not see it,";
  bench.bus.wait(2ms);
  EXPECT_EQ(bench.receive(7), kRevisionHex) << "but the chip got the whole command";
}

TEST(FaultInjector, FlipsANackIntoAnAck) {
  Faulty bench("at write 1 to 0x51: flip bit ack");
  EXPECT_EQ(bench.bus.write(0x50, kInfo), Status::nack);
  EXPECT_EQ(bench.bus.write(0x51, kInfo), Status::nack);
  EXPECT_EQ(bench.log.text.substr(bench.log.text.rfind("S ")), "S A2 A | 03 N | P");
}

TEST(FaultInjector, FlipsADrawnBitTheSameWayWithTheSameSeed) {
  const auto run = [](int seed) {
    Faulty bench("seed " + std::to_string(seed) + "\nwith probability 0.5 at each read: flip bit any");
    std::string text;
    for (int i = 0; i < 20; ++i) text += bench.info() + " ";
    return text;
  };
  EXPECT_EQ(run(1), run(1));
  EXPECT_NE(run(1), run(2));
}

TEST(FaultInjector, RefusesAByte) {
  Faulty bench("at byte 4 of write 1: nack");
  EXPECT_EQ(bench.send(kInfo), Status::nack);
  EXPECT_EQ(bench.log.text, "S C0 A | 03 A | 07 A | fault: at byte 4 of write 1: nack | 30 N | P");
  EXPECT_EQ(bench.send(unhex("00")), Status::ok)
      << "word address 00h discards what the chip has of the command";
  EXPECT_EQ(bench.info(), kRevisionHex);
}

TEST(FaultInjector, RefusesAnAddress) {
  Faulty bench("at read 2: nack");
  EXPECT_EQ(bench.info(), kRevisionHex);
  EXPECT_EQ(bench.info(), "");
  EXPECT_EQ(bench.receive(7), kRevisionHex);
}

TEST(FaultInjector, LosesAWrittenByte) {
  Faulty bench("at byte 5 of write 1: lose");
  EXPECT_EQ(bench.send(kInfo), Status::ok);
  EXPECT_EQ(bench.injector.counted(FaultUnit::command), 0U) << "the chip still waits for the last byte";
  EXPECT_EQ(bench.send(unhex("03 5D")), Status::ok);
  bench.bus.wait(2ms);
  EXPECT_EQ(bench.injector.counted(FaultUnit::command), 1U);
  EXPECT_EQ(bench.receive(4), "04FF0142");
}

TEST(FaultInjector, LosesAReadByte) {
  Faulty bench("at byte 2 of read 1: lose");
  EXPECT_EQ(bench.info(),
            "00005000"
            "0391FF");
}

TEST(FaultInjector, LosesAnAddressByte) {
  Faulty bench("at write 1: lose");
  EXPECT_EQ(bench.send(kInfo), Status::nack) << "no chip takes part";
  EXPECT_EQ(bench.info(), kRevisionHex);
}

TEST(FaultInjector, LosesAWakePulse) {
  Faulty bench("at wake 1: lose");
  EXPECT_EQ(bench.send(unhex("01")), Status::ok);
  bench.wakeUp();
  EXPECT_EQ(bench.info(), "");
  bench.wakeUp();
  EXPECT_EQ(bench.info(), kRevisionHex);
  EXPECT_EQ(bench.strikes(), 1U);
}

TEST(FaultInjector, DoublesAWrittenByte) {
  Faulty bench("at byte 4 of write 1: double");
  EXPECT_NE(bench.send(kInfo), Status::busFault);
  bench.bus.wait(2ms);
  EXPECT_EQ(bench.receive(7), kCrcError);
  EXPECT_EQ(bench.info(), kRevisionHex);
}

TEST(FaultInjector, DoublesAReadByte) {
  Faulty bench("at byte 2 of read 1: double");
  EXPECT_EQ(bench.info(), "07070000500003");
  EXPECT_EQ(bench.info(), kRevisionHex) << "and no later transaction";
}

TEST(FaultInjector, HoldsALineUntilTheBusIsRecovered) {
  Faulty bench("at byte 3 of read 1: stuck sda");
  EXPECT_EQ(bench.send(kInfo), Status::ok);
  bench.bus.wait(2ms);
  std::array<std::uint8_t, 7> answer{};
  EXPECT_EQ(bench.bus.read(0x60, answer), Status::busFault);
  EXPECT_EQ(bench.bus.read(0x60, answer), Status::busFault);
  EXPECT_EQ(bench.bus.recover(), Status::ok);
  EXPECT_EQ(bench.info(), kRevisionHex);
}

TEST(FaultInjector, HoldsTheClockForAWhile) {
  Faulty bench("at transaction 2: stuck scl for 30ms");
  EXPECT_EQ(bench.send(kInfo), Status::ok);
  bench.bus.wait(2ms);
  std::array<std::uint8_t, 7> answer{};
  const Time begin = bench.bus.now();
  int gaveUp = 0;
  while (bench.bus.read(0x60, answer) == Status::busFault) ++gaveUp;
  EXPECT_EQ(gaveUp, 2);
  EXPECT_GE(bench.bus.now() - begin, 30ms);
  EXPECT_EQ(hex(answer), kRevisionHex);
}

TEST(FaultInjector, MakesAnAnswerLate) {
  Faulty bench("at command 2 of Info: late by 500ms");
  EXPECT_EQ(bench.info(), kRevisionHex);
  EXPECT_EQ(bench.send(unhex("03 07 1B 00 00 00 24 CD")), Status::ok) << "Random does not count";
  bench.bus.wait(50ms);
  EXPECT_EQ(bench.info(), "") << "busy";
  bench.bus.wait(490ms);
  EXPECT_EQ(bench.receive(7), "");
  bench.bus.wait(10ms);
  EXPECT_EQ(bench.receive(7), kRevisionHex);
  EXPECT_EQ(bench.info(), kRevisionHex);
}

TEST(FaultInjector, LetsTheWatchdogStrike) {
  Faulty bench("at command 1: watchdog after 50us");
  EXPECT_EQ(bench.info(), "");
  EXPECT_EQ(bench.chip.mode(), Chip::Mode::asleep);
  EXPECT_NE(bench.log.text.find("chip struck"), std::string::npos);
  bench.wakeUp();
  EXPECT_EQ(bench.info(), kRevisionHex);
}

TEST(FaultInjector, CutsThePowerIntoACommand) {
  Faulty bench("at command 1 of Write: power-cut after 500us for 10ms");
  // Config word 5, which takes 7 ms: all or nothing.
  ASSERT_EQ(bench.send(unhex("03 0B 12 00 05 00 83 00 87 20 38 1D")), Status::ok);
  const Time stop = bench.bus.now();
  bench.bus.wait(20ms);
  ASSERT_GE(bench.log.times.size(), 2U);
  EXPECT_EQ(bench.log.text.substr(bench.log.text.size() - 18), "chip off | chip on");
  EXPECT_EQ(bench.log.times[bench.log.times.size() - 2], stop + 500us);
  EXPECT_EQ(bench.log.times.back(), stop + 500us + 10ms);
  EXPECT_EQ(bench.chip.eeprom().config[21], 0x20) << "unchanged";
  bench.wakeUp();
  EXPECT_EQ(bench.info(), kRevisionHex);
}

TEST(FaultInjector, CutsThePowerForGoodInTheMiddleOfAByte) {
  Faulty bench("at byte 3 of write 1: power-cut after 45us");
  EXPECT_EQ(bench.send(kInfo), Status::nack);
  bench.bus.wait(1s);
  bench.wakeUp();
  EXPECT_EQ(bench.info(), "");
  EXPECT_FALSE(bench.chip.powered());
}

TEST(FaultInjector, ArmsAnEccFault) {
  // Verify (External) of a signature of zeros: the answer is no, or ECC fault.
  std::vector<std::uint8_t> data(64);
  for (const std::uint8_t byte : unhex("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
                                       "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299")) {
    data.push_back(byte);
  }
  const auto nonce = test::command(0x16, 0x03, 0, std::vector<std::uint8_t>(32, 0x55));
  const auto verify = test::command(0x45, 0x02, 4, data);
  Faulty bench("at command 2 of Verify: ecc-fault");
  for (const char* answer : {"040100C3", "0405C343", "040100C3"}) {
    EXPECT_EQ(bench.run(nonce, 4), "04000340");
    EXPECT_EQ(bench.run(verify, 4), answer);
  }
  EXPECT_EQ(bench.strikes(), 1U);
}

TEST(FaultInjector, DamagesTheCrcOfOneResponse) {
  Faulty bench("at command 2: wrong-crc");
  EXPECT_EQ(bench.info(), kRevisionHex);
  const std::string damaged = bench.info();
  EXPECT_EQ(damaged.substr(0, 10), "0700005000");
  EXPECT_NE(damaged, kRevisionHex);
  EXPECT_EQ(bench.info(), kRevisionHex);
}

TEST(FaultInjector, CountsOnlyTheAddressItIsTold) {
  Faulty bench("at write 2 to 0x60: nack");
  EXPECT_EQ(bench.bus.write(0x50, {}), Status::nack);
  EXPECT_EQ(bench.info(), kRevisionHex);
  EXPECT_EQ(bench.bus.write(0x50, {}), Status::nack);
  EXPECT_EQ(bench.strikes(), 0U);
  EXPECT_EQ(bench.send(kInfo), Status::nack);
  EXPECT_EQ(bench.strikes(), 1U);
}

TEST(FaultInjector, StrikesAsOftenAsItsProbabilitySays) {
  Faulty bench("with probability 0.1 at each byte: flip bit ack");
  for (int i = 0; i < 2000; ++i) (void)bench.bus.write(0x50, {});
  EXPECT_NEAR(static_cast<double>(bench.strikes()), 200, 60);
  Faulty always("with probability 1 at each read: nack");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(always.info(), "");
  EXPECT_EQ(always.strikes(), 10U);
}

TEST(FaultInjector, StrikesOnceWhereverItIsPut) {
  const std::uint64_t bytes = [] {
    Faulty bench("");
    bench.info();
    return bench.injector.counted(FaultUnit::byte);
  }();
  for (std::uint64_t n = 1; n <= bytes; ++n) {
    for (const char* fault : {"flip bit 5", "nack", "lose", "double", "stuck sda for 1ms", "watchdog"}) {
      Faulty bench("at byte " + std::to_string(n) + ": " + fault);
      for (int i = 0; i < 4; ++i) bench.info();
      EXPECT_EQ(bench.strikes(), 1U) << n << " " << fault;
      bench.bus.setFaults(nullptr);
      (void)bench.send(unhex("02"));
      bench.wakeUp();
      EXPECT_EQ(bench.info(), kRevisionHex) << n << " " << fault << ": the chip works again after it";
    }
  }
}

}  // namespace
}  // namespace signet::emulator
