// I2C addresses as a checked type.
//
// Half of all "my chip does not answer" reports mix up two notations of the same address.
#pragma once

#include <cstdint>

#include "signet/core/status.h"

namespace signet::i2c {

/// A 7-bit I2C address. Datasheets and the chip's own configuration write the same address as 8 bits,
/// shifted left by one with the read/write bit at 0: the ATECC508A's factory address is 0x60 in seven bits,
/// 0xC0 in eight.
class Address {
 public:
  /// Checked while compiling: Address::sevenBit<0x60>().
  template <std::uint8_t Value>
  static constexpr Address sevenBit() {
    static_assert(Value >= kFirst && Value <= kLast, "not a usable 7-bit I2C address (0x08..0x77)");
    return Address(Value);
  }

  /// Status::invalidArgument unless 0x08 <= value <= 0x77 (the others are reserved by the I2C specification).
  static constexpr Result<Address> fromSevenBit(std::uint8_t value) {
    if (value < kFirst || value > kLast) return Status::invalidArgument;
    return Address(value);
  }

  /// From the 8-bit notation (0xC0 for 0x60). Status::invalidArgument for odd or reserved values.
  static constexpr Result<Address> fromEightBit(std::uint8_t value) {
    if ((value & 1) != 0) return Status::invalidArgument;
    return fromSevenBit(value >> 1);
  }

  static constexpr std::uint8_t kFirst = 0x08;
  static constexpr std::uint8_t kLast = 0x77;

  /// The ATECC508A's factory address, 0x60 (0xC0 in 8-bit notation).
  constexpr Address() = default;

  constexpr std::uint8_t sevenBit() const { return value_; }
  constexpr std::uint8_t eightBit() const { return static_cast<std::uint8_t>(value_ << 1); }

  friend constexpr bool operator==(Address a, Address b) { return a.value_ == b.value_; }
  friend constexpr bool operator!=(Address a, Address b) { return a.value_ != b.value_; }

 private:
  explicit constexpr Address(std::uint8_t value) : value_(value) {}
  std::uint8_t value_ = 0x60;
};

}  // namespace signet::i2c
