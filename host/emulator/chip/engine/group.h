// Groups: how commands and responses are framed on the bus (section 9.1).
//
//     command    count  opcode  p1  p2 low  p2 high  data ...  CRC low  CRC high
//     response   count  data or status ...  CRC low  CRC high
//
// The count includes itself and the CRC.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "host/emulator/chip/engine/command.h"
#include "signet/core/crc16.h"

namespace signet::emulator {

inline constexpr std::size_t kMinGroup = 4;
inline constexpr std::size_t kMinCommandGroup = 7;
inline constexpr std::size_t kMaxGroup = 155;

/// The group's last two bytes are the CRC of the others. At least kMinGroup bytes.
inline bool hasGoodCrc(std::span<const std::uint8_t> group) {
  const std::size_t body = group.size() - 2;
  const std::uint16_t crc = crc16({group.data(), body});
  return group[body] == (crc & 0xFF) && group[body + 1] == crc >> 8;
}

/// A complete response: what the master reads.
class ResponseGroup {
 public:
  ResponseGroup() = default;
  explicit ResponseGroup(const Response& response) {
    if (response.isSilent()) return;
    const auto body = response.bytes();
    size_ = static_cast<std::uint8_t>(body.size() + 3);
    bytes_[0] = size_;
    std::copy(body.begin(), body.end(), bytes_.begin() + 1);
    const std::uint16_t crc = crc16({bytes_.data(), body.size() + 1});
    bytes_[size_ - 2U] = static_cast<std::uint8_t>(crc & 0xFF);
    bytes_[size_ - 1U] = static_cast<std::uint8_t>(crc >> 8);
  }

  std::span<const std::uint8_t> bytes() const { return {bytes_.data(), size_}; }
  void damageCrc() {
    if (size_ > 0) bytes_[size_ - 1U] ^= 0x01;
  }

 private:
  std::array<std::uint8_t, Response::kMaxSize + 3> bytes_{};
  std::uint8_t size_ = 0;
};

/// The input FIFO (section 6.6): receives a group byte by byte, over any number of transactions.
class CommandBuffer {
 public:
  bool empty() const { return size_ == 0; }
  void clear() { size_ = 0; }

  /// True: stored. False: the group is complete, or its count is impossible, and the byte is ignored.
  bool append(std::uint8_t byte, std::size_t capacity) {
    if (isComplete(capacity)) return false;
    bytes_[size_++] = byte;
    return true;
  }
  /// All bytes that the count announces are there, or never can be.
  bool isComplete(std::size_t capacity) const {
    return !empty() && (!countIsPossible(capacity) || size_ == bytes_[0]);
  }
  bool countIsPossible(std::size_t capacity) const {
    return bytes_[0] >= kMinGroup && bytes_[0] <= std::min(capacity, kMaxGroup);
  }
  std::span<const std::uint8_t> bytes() const { return {bytes_.data(), size_}; }

 private:
  std::array<std::uint8_t, kMaxGroup> bytes_{};
  std::uint8_t size_ = 0;
};

}  // namespace signet::emulator
