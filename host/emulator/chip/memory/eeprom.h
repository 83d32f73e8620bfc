// Eeprom: everything an ATECC508A remembers without power. This is what a chip image file holds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace signet::emulator {

/// The non-volatile content, byte for byte as the datasheet lays it out (sections 2.1 to 2.3).
struct Eeprom {
  static constexpr std::size_t kConfigSize = 128;
  static constexpr std::size_t kOtpSize = 64;
  static constexpr std::size_t kDataSize = 8 * 36 + 416 + 7 * 72;  // 1208
  static constexpr std::size_t kSlots = 16;

  std::array<std::uint8_t, kConfigSize> config{};
  std::array<std::uint8_t, kOtpSize> otp{};
  std::array<std::uint8_t, kDataSize> data{};

  /// Bit s: slot s holds a private key made by GenKey or PrivWrite (what Info(KeyValid) tells).
  std::uint16_t privateKeyValid = 0;

  /// Seed of the random number generator, renewed once per wake when a command asks for it.
  std::array<std::uint8_t, 32> rngSeed{};

  /// The hidden transport keys (KeyID >= 8000h) are not public; the model derives them from this seed.
  std::array<std::uint8_t, 32> transportSeed{};

  /// Bytes of a slot: 36 for 0-7, 416 for 8, 72 for 9-15 (section 2.1, table 2-1).
  static constexpr std::size_t slotSize(unsigned slot) { return slot < 8 ? 36 : slot == 8 ? 416 : 72; }
  static constexpr std::size_t slotOffset(unsigned slot) {
    return slot <= 8 ? slot * 36 : 8 * 36 + 416 + (slot - 9) * 72;
  }
  std::span<std::uint8_t> slot(unsigned slot) { return {data.data() + slotOffset(slot), slotSize(slot)}; }
  std::span<const std::uint8_t> slot(unsigned slot) const {
    return {data.data() + slotOffset(slot), slotSize(slot)};
  }

  bool operator==(const Eeprom&) const = default;

  /// A part as it leaves the factory (I2C version): 7-bit address 60h, both zones unlocked, data and
  /// OTP all FF. `serialSeed` decides the variable bytes of the serial number 01 23 xx xx .. xx EE, and
  /// both hidden seeds.
  static Eeprom factory(std::uint64_t serialSeed);
};

}  // namespace signet::emulator
