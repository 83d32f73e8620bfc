#include "signet/atecc/config/config_zone.h"

namespace signet::atecc {

std::array<std::uint8_t, 9> ConfigZone::serialNumber() const {
  std::array<std::uint8_t, 9> serial{};
  copy(Bytes(bytes).subspan(0, 4), serial);
  copy(Bytes(bytes).subspan(8, 5), MutableBytes(serial).from(4));
  return serial;
}

std::array<std::uint8_t, 4> ConfigZone::revision() const {
  std::array<std::uint8_t, 4> revision{};
  copy(Bytes(bytes).subspan(4, 4), revision);
  return revision;
}

ChipFamily ConfigZone::family() const {
  if (bytes[6] == 0x50) return ChipFamily::atecc508a;
  return bytes[6] == 0x60 ? ChipFamily::atecc608 : ChipFamily::unknown;
}

CounterBytes ConfigZone::counterBytes(unsigned number) const {
  SIGNET_CHECK(number < 2);
  CounterBytes code{};
  copy(Bytes(bytes).subspan(52 + 8 * number, 8), code);
  return code;
}

Status ConfigZone::setCounter(unsigned number, std::uint32_t value) {
  SIGNET_CHECK(number < 2);
  SIGNET_ASSIGN(const CounterBytes code, encodeCounter(value));
  copy(code, MutableBytes(bytes).from(52 + 8 * number));
  return Status::ok;
}

unsigned ConfigZone::lastKeyUsesLeft() const {
  unsigned uses = 0;  // each use clears one bit
  for (unsigned byte : Bytes(bytes).subspan(68, 16)) {
    for (; byte != 0; byte &= byte - 1) ++uses;
  }
  return uses;
}

std::uint32_t ConfigZone::usesLeft(Slot slot) const {
  if (slot.number() == 15 && family() != ChipFamily::atecc608) return lastKeyUsesLeft();
  const std::uint32_t used = counter(0);
  return used >= kCounterMax ? 0 : kCounterMax - used;
}

std::uint8_t ConfigZone::x509Format(unsigned number) const {
  SIGNET_CHECK(number < 4);
  return bytes[92 + number];
}

void ConfigZone::setSlotLocked(Slot slot, bool locked) {
  const unsigned mask = 1u << slot.number();
  setWord(88, static_cast<std::uint16_t>(locked ? word(88) & ~mask : word(88) | mask));
}

Bytes ConfigZone::field(const ConfigField& description, unsigned index) const {
  SIGNET_CHECK(index < description.count);
  return Bytes(bytes).subspan(description.offset + index * description.size, description.size);
}

void ConfigZone::setWord(unsigned offset, std::uint16_t value) {
  bytes[offset] = static_cast<std::uint8_t>(value);
  bytes[offset + 1] = static_cast<std::uint8_t>(value >> 8);
}

}  // namespace signet::atecc
