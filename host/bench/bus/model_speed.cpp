#include "host/bench/bus/model_speed.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <vector>

#include "host/emulator/bus/virtual_bus.h"
#include "signet/core/crc16.h"

namespace signet::bench {
namespace {

using namespace std::chrono_literals;

using CommandGroup = std::vector<std::uint8_t>;

/// Word address and group of a command (datasheet DS20005927A, section 9.1).
CommandGroup command(std::uint8_t opcode, std::uint8_t p1, std::uint8_t p2,
                     const std::vector<std::uint8_t>& data = {}) {
  CommandGroup group(6 + data.size() + 2);
  const std::uint8_t head[] = {3, static_cast<std::uint8_t>(group.size() - 1), opcode, p1, p2, 0};
  std::copy(std::begin(head), std::end(head), group.begin());
  std::copy(data.begin(), data.end(), group.begin() + std::size(head));
  const std::uint16_t crc = crc16(Bytes(group).subspan(1, group.size() - 3));
  group[group.size() - 2] = static_cast<std::uint8_t>(crc);
  group[group.size() - 1] = static_cast<std::uint8_t>(crc >> 8);
  return group;
}

/// A locked part with a key in slot 1, and a master without any driver: it knows how long everything takes.
class BareMaster {
 public:
  BareMaster() : bus_(time_, 1'000'000) {
    bus_.attach(chip_);
    bus_.wait(1ms);  // from power to the first wake pulse
    restart();
    exchange(command(0x40, 0x04, 1), 67, 12ms);
  }

  /// Asleep and awake again: the watchdog is far away.
  void restart() {
    constexpr std::array<std::uint8_t, 1> kSleep{1};
    (void)bus_.write(kAddress, kSleep);
    (void)bus_.wake(80us);
    bus_.wait(1600us);
  }

  void exchange(const CommandGroup& group, std::size_t answerSize, emulator::Duration execution) {
    std::array<std::uint8_t, 67> answer;
    const Status sent = bus_.write(kAddress, group);
    bus_.wait(execution);
    const Status received = bus_.read(kAddress, {answer.data(), answerSize});
    if (sent != Status::ok || received != Status::ok || answer[0] != answerSize)
      throw std::runtime_error("the chip model does not answer as expected");
  }

 private:
  static constexpr std::uint8_t kAddress = 0x60;
  static emulator::Eeprom part() {
    emulator::Eeprom eeprom = emulator::Eeprom::factory(1);
    eeprom.config[86] = eeprom.config[87] = 0;
    return eeprom;
  }

  emulator::VirtualTime time_;
  emulator::VirtualBus bus_;
  emulator::Chip chip_{part(), {.randomSeed = 1}};
};

/// `batch` makes so many commands; runs it for a fifth of a second of CPU time.
double perSecond(unsigned perBatch, const std::function<void()>& batch) {
  const std::clock_t begin = std::clock();
  double commands = 0;
  std::clock_t now = begin;
  while (now - begin < CLOCKS_PER_SEC / 5) {
    batch();
    commands += perBatch;
    now = std::clock();
  }
  return commands * CLOCKS_PER_SEC / static_cast<double>(now - begin);
}

}  // namespace

std::vector<Figure> measureModelSpeed() {
  BareMaster master;
  // Each batch ends well before the watchdog expires.
  const CommandGroup infoCommand = command(0x30, 0, 0);
  const double info = perSecond(1000, [&] {
    master.restart();
    for (int i = 0; i < 1000; ++i) master.exchange(infoCommand, 7, 110us);
  });
  const CommandGroup nonceCommand = command(0x16, 0x03, 0, std::vector<std::uint8_t>(32, 0xA5));
  const CommandGroup signCommand = command(0x41, 0x80, 1);
  const double sign = perSecond(10, [&] {
    master.restart();
    for (int i = 0; i < 10; ++i) {
      master.exchange(nonceCommand, 4, 110us);
      master.exchange(signCommand, 67, 43ms);
    }
  });
  return {{"model/info", info, "1/s", kInfoPerSecond}, {"model/sign", sign, "1/s", kSignPerSecond}};
}

}  // namespace signet::bench
