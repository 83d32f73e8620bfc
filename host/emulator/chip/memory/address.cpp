#include "host/emulator/chip/memory/address.h"

#include <algorithm>

namespace signet::emulator {

namespace {

constexpr std::size_t kBlockBytes = 32;
constexpr std::size_t kWordSize = 4;

/// `word` counts words of 4 bytes from the start of a memory of `size` bytes.
std::optional<Location> within(Zone zone, unsigned slot, std::size_t word, std::size_t size, bool block) {
  const std::size_t length = block ? kBlockBytes : kWordSize;
  const std::size_t offset = word * kWordSize / length * length;
  if (offset >= size) return std::nullopt;
  return Location{zone, slot, offset, length, std::min(length, size - offset)};
}

/// Param2 of the data zone: block << 8 | slot << 3 | word.
std::optional<Location> withinSlot(std::uint16_t p2, bool block) {
  if ((p2 & 0x80) != 0) return std::nullopt;
  const unsigned slot = (p2 >> 3) & 0x0F;
  const std::size_t word = (p2 >> 8) * 8U + (p2 & 7U);
  return within(Zone::data, slot, word, Eeprom::slotSize(slot), block);
}

template <typename Content>
auto bytesOf(Content& eeprom, const Location& location) {
  using Byte = std::conditional_t<std::is_const_v<Content>, const std::uint8_t, std::uint8_t>;
  std::span<Byte> zone = eeprom.config;
  if (location.zone == Zone::otp) zone = eeprom.otp;
  if (location.zone == Zone::data) zone = eeprom.slot(location.slot);
  return zone.subspan(location.offset, location.present);
}

}  // namespace

std::optional<Location> locate(std::uint8_t p1, std::uint16_t p2) {
  const bool block = (p1 & kZoneBlock) != 0;
  switch (static_cast<Zone>(p1 & kZoneMask)) {
    case Zone::config: return within(Zone::config, 0, p2, Eeprom::kConfigSize, block);
    case Zone::otp: return within(Zone::otp, 0, p2, Eeprom::kOtpSize, block);
    case Zone::data: return withinSlot(p2, block);
  }
  return std::nullopt;
}

std::span<const std::uint8_t> bytesAt(const Eeprom& eeprom, const Location& location) {
  return bytesOf(eeprom, location);
}

std::span<std::uint8_t> bytesAt(Eeprom& eeprom, const Location& location) {
  return bytesOf(eeprom, location);
}

}  // namespace signet::emulator
