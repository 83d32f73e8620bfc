#include "host/emulator/chip/memory/monotonic_counter.h"

#include <algorithm>
#include <bit>

#include "host/emulator/chip/memory/config_view.h"
#include "signet/core/check.h"

namespace signet::emulator {

namespace {

void storeBigEndian(std::uint8_t* at, std::uint32_t value) {
  at[0] = static_cast<std::uint8_t>(value >> 8);
  at[1] = static_cast<std::uint8_t>(value);
}

unsigned loadBigEndian(const std::uint8_t* at) {
  return static_cast<unsigned>(at[0] << 8 | at[1]);
}

/// FFFFh with its `cleared` highest bits cleared.
std::uint32_t linear(std::uint32_t cleared) {
  return cleared >= 16 ? 0 : 0xFFFFU >> cleared;
}

std::uint32_t zeros(unsigned linearField) {
  return 16U - static_cast<unsigned>(std::popcount(linearField));
}

}  // namespace

CounterBytes encodeCounter(std::uint32_t value) {
  SIGNET_CHECK(value <= kCounterMax);
  const bool second = value >= 16;  // B lags A by half a turn
  CounterBytes bytes;
  storeBigEndian(&bytes[0], linear(value % 32));
  storeBigEndian(&bytes[2], second ? linear((value - 16) % 32) : 0xFFFF);
  storeBigEndian(&bytes[4], value / 32);
  storeBigEndian(&bytes[6], second ? (value - 16) / 32 : 0);
  return bytes;
}

std::uint32_t decodeCounter(std::span<const std::uint8_t, 8> bytes) {
  const unsigned turns = loadBigEndian(&bytes[4]) + loadBigEndian(&bytes[6]);
  return 16 * turns + zeros(loadBigEndian(&bytes[0])) + zeros(loadBigEndian(&bytes[2]));
}

std::uint32_t readCounter(const Eeprom& eeprom, unsigned counter) {
  return decodeCounter(
      std::span(eeprom.config).subspan(config_byte::kCounter + std::size_t{8} * counter).first<8>());
}

void storeCounter(Eeprom& eeprom, unsigned counter, std::uint32_t value) {
  std::ranges::copy(encodeCounter(value),
                    eeprom.config.begin() + config_byte::kCounter + std::size_t{8} * counter);
}

}  // namespace signet::emulator
