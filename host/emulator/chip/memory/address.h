// Addresses of Read and Write (tables 9-7 to 9-9): which bytes of which zone Param2 means.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "host/emulator/chip/engine/command.h"
#include "host/emulator/chip/memory/eeprom.h"

namespace signet::emulator {

enum class Zone : std::uint8_t { config = 0, otp = 1, data = 2 };

inline constexpr std::uint8_t kZoneMask = 0x03;
inline constexpr std::uint8_t kZoneEncrypted = 0x40;
inline constexpr std::uint8_t kZoneBlock = 0x80;  ///< 32 bytes instead of 4

struct Location {
  Zone zone = Zone::config;
  unsigned slot = 0;        ///< in the data zone
  std::size_t offset = 0;   ///< in the zone, or in the slot
  std::size_t length = 0;   ///< bytes accessed: 4 or 32
  std::size_t present = 0;  ///< bytes that exist there; fewer than `length` in a slot's short last block

  bool isBlock() const { return length == 32; }
};

/// Nothing when the address is outside of its zone or has an undefined bit set. 32-byte accesses ignore the
/// word bits. The zone of `p1` must not be 3.
std::optional<Location> locate(std::uint8_t p1, std::uint16_t p2);

/// The bytes that exist at a location.
std::span<const std::uint8_t> bytesAt(const Eeprom& eeprom, const Location& location);
std::span<std::uint8_t> bytesAt(Eeprom& eeprom, const Location& location);

}  // namespace signet::emulator
