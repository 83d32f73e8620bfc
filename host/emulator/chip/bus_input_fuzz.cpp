// Anything at all on the bus of a chip: starts, bytes, stops, wakes, power and time in any order, and
// commands with a right CRC so that they get past the first check.
//
// The first bytes choose the content and how the chip is made; each following byte is an event. After every
// event the chip must be in a legal state: see check().
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "host/emulator/chip/crypto/random_master.h"
#include "host/emulator/chip/test/test_secrets.h"
#include "signet/core/crc16.h"

namespace signet::emulator {
namespace {

using test::Choices;
using test::ChosenCommand;
using test::SecretWatch;

/// The fuzzer stops at the first broken promise.
void require(bool condition) {
  if (!condition) std::abort();
}

ChipOptions chosenOptions(Choices& choices) {
  const std::uint8_t bits = choices.byte();
  ChipOptions options;
  options.randomSeed = 1;
  options.timing = (bits & 1) != 0 ? Timing::maximum : Timing::typical;
  options.partialRead = (bits & 2) != 0 ? PartialRead::nack : PartialRead::allOnes;
  options.surplusData = (bits & 4) != 0 ? SurplusData::ignored : SurplusData::parseError;
  options.inputBufferSize = (bits & 8) != 0 ? 71 : 155;
  options.addressLatch = (bits & 16) != 0 ? AddressLatch::atOnce : AddressLatch::wakeFromSleep;
  return options;
}

class Bench {
 public:
  explicit Bench(Choices& choices)
      : choices_(choices), chip_(test::chosenPart(choices), chosenOptions(choices)), watch_(chip_) {
    chip_.setListener(&watch_);
    watched_ = ConfigView(chip_.eeprom()).configLocked();
    powerOn();
  }

  void run() {
    while (!choices_.atEnd()) {
      event();
      check();
    }
  }

 private:
  void event() {
    switch (choices_.below(16)) {
      case 0: return start(choices_.byte());
      case 1: return start(kWrite);
      case 2: return start(kRead);
      case 3: return write(choices_.byte());
      case 4: return write(static_cast<std::uint8_t>(choices_.below(4)));
      case 5: return read(choices_.below(80));
      case 6: return stop();
      case 7: return pulse(std::chrono::microseconds(choices_.byte()));
      case 8: return wake();
      case 9: return pass(std::chrono::microseconds(choices_.word()));
      case 10: return pass(std::chrono::milliseconds(choices_.word() % 3000));
      case 11: return power();
      case 12: return fault();
      default: return command();
    }
  }

  // ---- Events

  void start(std::uint8_t addressByte) { chip_.start(tick(), addressByte); }
  void write(std::uint8_t byte) { chip_.write(tick(), byte); }
  void stop() { chip_.stop(tick()); }
  void pass(Duration time) {
    now_ += time;
    chip_.advance(now_);
  }
  void pulse(Duration low) {
    now_ += low;
    chip_.sdaLow(now_, low);
  }
  void wake() {
    pulse(std::chrono::microseconds(80));
    pass(std::chrono::microseconds(1600));
  }
  void powerOn() {
    chip_.powerOn(tick());
    pass(std::chrono::milliseconds(1));
    wake();
  }
  void power() {
    if (chip_.powered()) {
      chip_.powerOff(tick());
      require(chip_.mode() == Chip::Mode::off);
    } else {
      powerOn();
    }
  }
  void fault() {
    const std::uint8_t bits = choices_.byte();
    chip_.arm({.eccFault = (bits & 1) != 0,
               .wrongCrc = (bits & 2) != 0,
               .extraBusy = std::chrono::milliseconds(bits >> 2)});
    if (bits == 0) chip_.strikeWatchdog(tick());
  }

  /// One whole command, and what can be read after some time. Before it is done, the next event may be
  /// a power cut.
  void command() {
    const ChosenCommand command = test::chosenCommand(choices_);
    std::vector<std::uint8_t> group{static_cast<std::uint8_t>(command.data.size() + 7), command.opcode,
                                    command.p1, static_cast<std::uint8_t>(command.p2),
                                    static_cast<std::uint8_t>(command.p2 >> 8)};
    group.insert(group.end(), command.data.begin(), command.data.end());
    const std::uint16_t crc = crc16({group.data(), group.size()});
    group.push_back(static_cast<std::uint8_t>(crc));
    group.push_back(static_cast<std::uint8_t>(crc >> 8));
    send(group);
    pass(std::chrono::milliseconds(choices_.byte()));
    start(kRead);
    read(68);
    stop();
  }
  void send(std::span<const std::uint8_t> group) {
    start(kWrite);
    write(0x03);
    for (const std::uint8_t byte : group) write(byte);
    stop();
  }

  void read(std::size_t count) {
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < count; ++i) bytes.push_back(chip_.read(tick()));
    require(!watched_ || !watch_.sees(bytes));
  }

  Time tick() { return now_ += std::chrono::microseconds(9); }

  // ---- What must hold after every event

  void check() {
    const Chip::Mode mode = chip_.mode();
    require(mode <= Chip::Mode::busy);
    require(chip_.powered() == (mode != Chip::Mode::off));
    // An awake chip has the watchdog ahead of it, one that is busy its end as well; all others wait.
    const auto next = chip_.nextEvent();
    require(next.has_value() == (mode == Chip::Mode::awake || mode == Chip::Mode::busy));
    require(!next || *next > now_);
    require(!watched_ || !watch_.leaked());
    require(illegalChange(last_, chip_.eeprom()).empty());
    last_ = chip_.eeprom();
  }

  static constexpr std::uint8_t kWrite = 0xC0, kRead = 0xC1;

  Choices& choices_;
  Time now_{};
  Chip chip_;
  SecretWatch watch_;
  bool watched_ = false;
  Eeprom last_ = chip_.eeprom();
};

}  // namespace
}  // namespace signet::emulator

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  signet::emulator::test::Choices choices({data, size});
  signet::emulator::Bench(choices).run();
  return 0;
}
