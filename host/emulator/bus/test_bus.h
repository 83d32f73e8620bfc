// What the tests of bus, faults and traces share: a factory-fresh chip on a bus in virtual time, and a
// listener that records what is reported.
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/emulator/bus/virtual_bus.h"
#include "host/emulator/chip/test/test_hex.h"
#include "signet/core/crc16.h"

namespace signet::emulator::test {

using namespace std::chrono_literals;

/// The groups of some commands and their answers on a factory-fresh chip.
inline const std::vector<std::uint8_t> kInfo = unhex("03 07 30 00 00 00 03 5D");
inline const std::vector<std::uint8_t> kRevision = unhex("07 00 00 50 00 03 91");
inline const std::vector<std::uint8_t> kAfterWake = unhex("04 11 33 43");

/// The bytes of a write that sends a command: word address, count, opcode, p1, p2, data, CRC.
inline std::vector<std::uint8_t> command(std::uint8_t opcode, std::uint8_t p1, std::uint16_t p2,
                                         const std::vector<std::uint8_t>& data = {}) {
  std::vector<std::uint8_t> bytes(6);
  bytes[0] = 0x03;
  bytes[1] = static_cast<std::uint8_t>(7 + data.size());
  bytes[2] = opcode;
  bytes[3] = p1;
  bytes[4] = static_cast<std::uint8_t>(p2);
  bytes[5] = static_cast<std::uint8_t>(p2 >> 8);
  for (const std::uint8_t byte : data) bytes.push_back(byte);
  const std::uint16_t crc = crc16(Bytes(bytes).from(1));
  bytes.push_back(static_cast<std::uint8_t>(crc));
  bytes.push_back(static_cast<std::uint8_t>(crc >> 8));
  return bytes;
}

/// One word of what happened: "S C0 A", "03 A", "00 N", "P", "wake", "power off", "fault ...".
class Log final : public BusListener {
 public:
  std::string text;
  std::vector<Time> times;

  void onStart(const StartEvent& e) override {
    add(e.edge, (e.repeated ? "Sr " : "S ") + hex(std::array{e.addressByte}) + (e.ack ? " A" : " N"));
  }
  void onByte(const ByteEvent& e) override { add(e.begin, hex(std::array{e.value}) + (e.ack ? " A" : " N")); }
  void onStop(Time edge, bool clean) override { add(edge, clean ? "P" : "(gave up)"); }
  void onWakePulse(Time begin, Duration) override { add(begin, "pulse"); }
  void onRecover(Time begin, Duration, Time, bool freed) override {
    add(begin, freed ? "freed" : "not freed");
  }
  void onHeld(Time at, Line line, bool held) override {
    add(at, std::string(line == Line::sda ? "SDA " : "SCL ") + (held ? "held" : "free"));
  }
  void onFault(Time at, std::string_view what) override { add(at, "fault: " + std::string(what)); }
  void onPower(Time at, std::string_view chip, bool on) override {
    add(at, std::string(chip) + (on ? " on" : " off"));
  }
  void onChipWake(Time at, std::string_view chip) override { add(at, std::string(chip) + " wakes"); }
  void onChipIdle(Time at, std::string_view chip) override { add(at, std::string(chip) + " idles"); }
  void onChipSleep(Time at, std::string_view chip, bool byWatchdog) override {
    add(at, std::string(chip) + (byWatchdog ? " struck" : " sleeps"));
  }

 private:
  void add(Time at, const std::string& what) {
    text += (text.empty() ? "" : " | ") + what;
    times.push_back(at);
  }
};

/// A chip that is powered and asleep on a 100 kHz bus.
struct Bench {
  VirtualTime time;
  VirtualBus bus{time, 100'000};
  Chip chip{Eeprom::factory(1), {.randomSeed = 1}};

  Bench() {
    bus.attach(chip, "chip");
    bus.wait(1ms);
  }
  void wakeUp() {
    if (bus.wake(60us) != Status::ok) throw std::runtime_error("the bus is held");
    bus.wait(1600us);
  }
  Status send(std::span<const std::uint8_t> bytes) { return bus.write(0x60, bytes); }
  /// The bytes read, or an empty string after a NACK.
  std::string receive(std::size_t size) {
    std::vector<std::uint8_t> bytes(size);
    return bus.read(0x60, bytes) == Status::ok ? hex(bytes) : std::string();
  }
  /// Sends Info and reads its answer 2 ms later.
  std::string info() {
    if (send(kInfo) != Status::ok) return {};
    bus.wait(2ms);
    return receive(7);
  }
  /// Sends a command, waits until it must be done, and reads as many bytes of its answer.
  std::string run(const std::vector<std::uint8_t>& group, std::size_t size) {
    if (send(group) != Status::ok) return {};
    bus.wait(150ms);
    return receive(size);
  }
};

inline constexpr const char* kRevisionHex = "07000050000391";

}  // namespace signet::emulator::test
