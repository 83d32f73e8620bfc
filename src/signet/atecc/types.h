// Value types of the ATECC508A that cannot be wrong: checked when they are made, at compile
// time where possible.
//
// Key material as the chip has it on the bus (ATECC508A datasheet DS20005927A, section 4.1): all
// numbers are big-endian.
//
//     Digest, Block   32 bytes
//     PublicKey       X(32) || Y(32)
//     Signature       R(32) || S(32)
//     SerialNumber    SN[0:8], 01 23 .. EE on a standard part
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "signet/core/bytes.h"
#include "signet/core/status.h"

namespace signet::atecc {

using Word = std::array<std::uint8_t, 4>;
using Block = std::array<std::uint8_t, 32>;
using Digest = std::array<std::uint8_t, 32>;
using SerialNumber = std::array<std::uint8_t, 9>;
/// The host's share of a random nonce.
using NumIn = std::array<std::uint8_t, 20>;

struct PublicKey {
  std::array<std::uint8_t, 64> bytes{};
  friend bool operator==(const PublicKey& a, const PublicKey& b) { return a.bytes == b.bytes; }
  friend bool operator!=(const PublicKey& a, const PublicKey& b) { return !(a == b); }
};

struct Signature {
  std::array<std::uint8_t, 64> bytes{};
  friend bool operator==(const Signature& a, const Signature& b) { return a.bytes == b.bytes; }
  friend bool operator!=(const Signature& a, const Signature& b) { return !(a == b); }
};

/// The three EEPROM zones, numbered as in Param1 of Read and Write.
enum class Zone : std::uint8_t { config = 0, otp = 1, data = 2 };

constexpr std::size_t kConfigSize = 128;
constexpr std::size_t kOtpSize = 64;
constexpr std::size_t kWordSize = 4;
constexpr std::size_t kBlockSize = 32;

/// One of the 16 slots of the data zone (section 2.1).
class Slot {
 public:
  static constexpr unsigned kCount = 16;

  /// Checked while compiling: Slot::number<2>().
  template <unsigned Number>
  static constexpr Slot number() {
    static_assert(Number < kCount, "an ATECC has slots 0 to 15");
    return Slot(Number);
  }

  /// Status::invalidArgument unless number < 16.
  static constexpr Result<Slot> from(unsigned number) {
    if (number >= kCount) return Status::invalidArgument;
    return Slot(number);
  }

  /// Slot 0.
  constexpr Slot() = default;

  constexpr unsigned number() const { return number_; }
  /// 36 bytes in slots 0 to 7 (private keys and secrets), 416 in slot 8, 72 in slots 9 to 15
  /// (public keys, signatures).
  constexpr std::size_t size() const { return number_ < 8 ? 36 : number_ == 8 ? 416 : 72; }

  friend constexpr bool operator==(Slot a, Slot b) { return a.number_ == b.number_; }
  friend constexpr bool operator!=(Slot a, Slot b) { return a.number_ != b.number_; }

 private:
  explicit constexpr Slot(unsigned number) : number_(static_cast<std::uint8_t>(number)) {}
  std::uint8_t number_ = 0;
};

/// The KeyID of a command, its P2.
constexpr std::uint16_t keyId(Slot slot) {
  return static_cast<std::uint16_t>(slot.number());
}

/// One of the two monotonic counters (section 2.2.7).
enum class CounterId : std::uint8_t { counter0 = 0, counter1 = 1 };
/// A counter that shows this cannot be incremented any more.
constexpr std::uint32_t kCounterMax = 2097151;

/// A byte position in the chip's memory, as Read and Write address it.
///
///     MemoryAddress::config(20)                       SlotConfig[0]
///     MemoryAddress::otp(0)
///     MemoryAddress::slot(Slot::number<8>(), 64)      third block of slot 8
///
/// The offset may be anything; valid() says whether it is inside the zone and at the start of a word, and a
/// command given an invalid address answers Status::invalidArgument without sending anything.
class MemoryAddress {
 public:
  static constexpr MemoryAddress config(std::size_t offset) {
    return {Zone::config, Slot(), offset, kConfigSize};
  }
  static constexpr MemoryAddress otp(std::size_t offset) { return {Zone::otp, Slot(), offset, kOtpSize}; }
  static constexpr MemoryAddress slot(Slot slot, std::size_t offset) {
    return {Zone::data, slot, offset, slot.size()};
  }

  constexpr bool valid() const { return offset_ < size_ && offset_ % kWordSize == 0; }
  /// True at the start of a 32-byte block.
  constexpr bool startsBlock() const { return offset_ % kBlockSize == 0; }
  constexpr Zone zone() const { return zone_; }

  /// Param2: word address in config and OTP; block << 8 | slot << 3 | word in the data zone.
  constexpr std::uint16_t param2() const {
    if (zone_ != Zone::data) return static_cast<std::uint16_t>(offset_ / kWordSize);
    return static_cast<std::uint16_t>((offset_ / kBlockSize) << 8 | slot_.number() << 3 |
                                      offset_ % kBlockSize / kWordSize);
  }

 private:
  constexpr MemoryAddress(Zone zone, Slot slot, std::size_t offset, std::size_t size)
      : offset_(offset), size_(size), zone_(zone), slot_(slot) {}

  std::size_t offset_;
  std::size_t size_;
  Zone zone_;
  Slot slot_;
};

}  // namespace signet::atecc
