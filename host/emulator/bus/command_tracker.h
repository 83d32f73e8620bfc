// CommandTracker: finds the commands in bus traffic. Faults count them, traces decode them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace signet::emulator {

/// Collects, for each address, what is written after word address 03h, over as many transactions as it takes
/// (datasheet section 6.6). It receives what the chips acknowledged and knows nothing else about them.
class CommandTracker {
 public:
  static constexpr std::uint8_t kCommandWord = 0x03;
  static constexpr std::size_t kShortest = 7;

  /// A Start condition with its address byte. A read, and a write to another chip, do not belong to a group.
  void onStart(std::uint8_t addressByte, bool ack);
  /// A written byte after the address byte.
  void onByte(std::uint8_t value, bool ack);
  /// A Stop condition or repeated Start: the group that is complete by now, count byte to CRC; empty if none
  /// is. Valid until the next call.
  std::span<const std::uint8_t> onStop();
  /// What the chip at the address of this transaction has of an incomplete group.
  std::span<const std::uint8_t> partial() const { return groups_[address_]; }
  std::uint8_t address() const { return address_; }
  /// Chips lose incomplete groups with their power, and when they go to sleep or idle.
  void forget();

 private:
  std::array<std::vector<std::uint8_t>, 128> groups_;
  std::vector<std::uint8_t> complete_;
  std::uint8_t address_ = 0;
  bool writing_ = false;
  bool haveWord_ = false;
  bool appending_ = false;
};

}  // namespace signet::emulator
