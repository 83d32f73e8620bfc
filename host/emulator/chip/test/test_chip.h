// A powered chip on a bus of its own, for tests: one call a command, in virtual time.
//
//     TestChip chip(bothLocked());
//     EXPECT_EQ(hex(chip.run(0x30, 0x00, 0x0000)), "00005000");     // Info
//     EXPECT_EQ(chip.status(0x16, 0x03, 0, challenge), kSuccess);   // Nonce
//
// run() wakes the chip when it must, sends the group with its count and CRC, waits until the chip is ready
// and reads the response. Before the watchdog can interfere it idles and wakes again, which keeps TempKey.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <span>
#include <vector>

#include "host/emulator/chip/chip.h"
#include "host/emulator/chip/memory/config_view.h"
#include "host/emulator/chip/test/test_hex.h"
#include "signet/core/crc16.h"

namespace signet::emulator::test {

inline constexpr int kSuccess = 0x00;
inline constexpr int kMismatch = 0x01;
inline constexpr int kParseError = 0x03;
inline constexpr int kEccFault = 0x05;
inline constexpr int kExecutionError = 0x0F;
inline constexpr int kWatchdogExpiring = 0xEE;
inline constexpr int kCommunication = 0xFF;
/// status() of a response that is data.
inline constexpr int kData = -1;
/// status() where the chip gave no answer at all.
inline constexpr int kNoAnswer = -2;

using Buffer = std::vector<std::uint8_t>;

/// A command group: count .. CRC.
inline Buffer makeGroup(std::uint8_t opcode, std::uint8_t p1, std::uint16_t p2,
                        std::span<const std::uint8_t> data = {}) {
  Buffer group{static_cast<std::uint8_t>(data.size() + 7), opcode, p1, static_cast<std::uint8_t>(p2),
               static_cast<std::uint8_t>(p2 >> 8)};
  group.insert(group.end(), data.begin(), data.end());
  const std::uint16_t crc = crc16({group.data(), group.size()});
  group.push_back(static_cast<std::uint8_t>(crc));
  group.push_back(static_cast<std::uint8_t>(crc >> 8));
  return group;
}

class TestChip {
 public:
  static constexpr std::uint8_t kAddress = 0xC0;
  static constexpr Duration kByte = std::chrono::microseconds(9);  // at 1 MHz

  explicit TestChip(const Eeprom& content, const ChipOptions& options = {}, std::uint8_t address = kAddress)
      : chip(content, options), now(std::chrono::seconds(1)), address_(address) {
    chip.powerOn(now);
    wait(std::chrono::milliseconds(1));
  }

  Chip chip;
  Time now;

  // ---- Whole commands.

  /// The response's content: data, or one status byte. Fails the test if there is none or its CRC is wrong;
  /// then it is empty.
  Buffer run(std::uint8_t opcode, std::uint8_t p1, std::uint16_t p2,
             std::span<const std::uint8_t> data = {}) {
    keepAwake();
    const Buffer group = makeGroup(opcode, p1, p2, data);
    if (!sendGroup(group)) {
      ADD_FAILURE() << "command not acknowledged: " << hex(group);
      return {};
    }
    waitReady();
    return readResponse();
  }

  /// The status byte of the response, kData if it is data, kNoAnswer if there is none.
  int status(std::uint8_t opcode, std::uint8_t p1, std::uint16_t p2,
             std::span<const std::uint8_t> data = {}) {
    const Buffer content = run(opcode, p1, p2, data);
    if (content.empty()) return kNoAnswer;
    return content.size() == 1 ? content[0] : kData;
  }

  /// Sends complete groups and returns complete groups, count .. CRC, as vectors give them.
  Buffer exchange(std::span<const std::uint8_t> group) {
    keepAwake();
    EXPECT_TRUE(sendGroup(group)) << hex(group);
    waitReady();
    return readGroup();
  }

  // ---- Pieces.

  /// A wake pulse of 80 us and the time until the chip listens.
  void wake() {
    pulse(std::chrono::microseconds(80));
    wait(std::chrono::milliseconds(2));
    wokenAt_ = now;
  }
  void pulse(Duration low) {
    now += low;
    chip.sdaLow(now, low);
  }
  void idle() { writeBytes(Buffer{0x02}); }
  void sleep() { writeBytes(Buffer{0x01}); }

  /// One write transaction. True: every byte was acknowledged.
  bool writeBytes(std::span<const std::uint8_t> bytes) {
    bool acknowledged = chip.start(tick(), address_);
    for (const std::uint8_t byte : bytes) acknowledged = chip.write(tick(), byte) && acknowledged;
    chip.stop(now);
    return acknowledged;
  }
  bool sendGroup(std::span<const std::uint8_t> group) {
    Buffer bytes{0x03};
    bytes.insert(bytes.end(), group.begin(), group.end());
    return writeBytes(bytes);
  }
  /// One read transaction; empty if the address was not acknowledged.
  Buffer readBytes(std::size_t count) {
    Buffer bytes;
    if (chip.start(tick(), address_ | 1)) {
      for (std::size_t i = 0; i < count; ++i) bytes.push_back(chip.read(tick()));
    }
    chip.stop(now);
    return bytes;
  }
  /// As much as the count says.
  Buffer readGroup() {
    Buffer group = readBytes(1);
    if (group.empty() || group[0] < 4) return {};
    const Buffer rest = readBytes(group[0] - 1U);
    group.insert(group.end(), rest.begin(), rest.end());
    return group;
  }
  void wait(Duration time) {
    now += time;
    chip.advance(now);
  }
  void waitReady() {
    while (chip.mode() == Chip::Mode::busy) {
      now = *chip.nextEvent();
      chip.advance(now);
    }
  }
  void powerCycle() {
    chip.powerOff(now);
    wait(std::chrono::milliseconds(10));
    chip.powerOn(now);
    wait(std::chrono::milliseconds(1));
  }

  ConfigView config() const { return ConfigView(chip.eeprom()); }

 private:
  Time tick() { return now += kByte; }

  void keepAwake() {
    waitReady();
    if (chip.mode() == Chip::Mode::awake && now - wokenAt_ > std::chrono::milliseconds(300)) idle();
    if (chip.mode() != Chip::Mode::awake) wake();
  }

  Buffer readResponse() {
    const Buffer group = readGroup();
    if (group.empty()) return {};
    const std::uint16_t crc = crc16({group.data(), group.size() - 2});
    EXPECT_EQ(group[group.size() - 2] | group[group.size() - 1] << 8, crc) << hex(group);
    return Buffer(group.begin() + 1, group.end() - 2);
  }

  std::uint8_t address_;
  Time wokenAt_{};
};

// ---- Contents in the lock states of section 2.

/// Factory content with serial number 01 23 8A 6B 5C 4D 3E 2F EE, as the published vectors use it.
inline Eeprom factoryPart() {
  Eeprom part = Eeprom::factory(1);
  const auto head = unhex("01238A6B000050005C4D3E2FEE");
  std::copy(head.begin(), head.end(), part.config.begin());
  return part;
}

inline Eeprom withLocks(Eeprom part, bool configLocked, bool dataLocked) {
  part.config[config_byte::kLockConfig] = configLocked ? 0x00 : 0x55;
  part.config[config_byte::kLockValue] = dataLocked ? 0x00 : 0x55;
  return part;
}
inline Eeprom configLocked(const Eeprom& part = factoryPart()) {
  return withLocks(part, true, false);
}
inline Eeprom bothLocked(const Eeprom& part = factoryPart()) {
  return withLocks(part, true, true);
}

inline Eeprom withSlot(Eeprom part, unsigned slot, std::uint16_t slotConfig, std::uint16_t keyConfig) {
  part.config[config_byte::kSlotConfig + 2 * slot] = static_cast<std::uint8_t>(slotConfig);
  part.config[config_byte::kSlotConfig + 2 * slot + 1] = static_cast<std::uint8_t>(slotConfig >> 8);
  part.config[config_byte::kKeyConfig + 2 * slot] = static_cast<std::uint8_t>(keyConfig);
  part.config[config_byte::kKeyConfig + 2 * slot + 1] = static_cast<std::uint8_t>(keyConfig >> 8);
  return part;
}

/// Puts `bytes` at the start of a slot.
inline Eeprom withContent(Eeprom part, unsigned slot, std::span<const std::uint8_t> bytes) {
  std::copy(bytes.begin(), bytes.end(), part.slot(slot).begin());
  return part;
}

/// Clears the bit of SlotLocked.
inline Eeprom withSlotLocked(Eeprom part, unsigned slot) {
  auto& byte = part.config[config_byte::kSlotLocked + slot / 8];
  byte = static_cast<std::uint8_t>(byte & ~(1U << slot % 8));
  return part;
}

}  // namespace signet::emulator::test
