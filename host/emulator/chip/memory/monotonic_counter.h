// The two monotonic counters in bytes 52..67 of the configuration zone (section 2.2.6): eight bytes that only
// ever change in one direction between two carries, so that an interrupted increment cannot count backwards.
//
//     linA linA linB linB binA binA binB binB     (big-endian 16-bit fields)
//
// Two linear fields are cleared bit by bit in turns of 16, two binary fields count the times each
// was used up.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "host/emulator/chip/memory/eeprom.h"

namespace signet::emulator {

inline constexpr std::uint32_t kCounterMax = 2097151;  // 1FFFFFh
using CounterBytes = std::array<std::uint8_t, 8>;

/// `value` <= kCounterMax.
CounterBytes encodeCounter(std::uint32_t value);

/// The value of any eight bytes; what a canonical pattern encodes, and the same formula for all others (the
/// datasheet leaves those open). May exceed kCounterMax only for a pattern that is not canonical.
std::uint32_t decodeCounter(std::span<const std::uint8_t, 8> bytes);

/// Counter 0 or 1.
std::uint32_t readCounter(const Eeprom& eeprom, unsigned counter);
void storeCounter(Eeprom& eeprom, unsigned counter, std::uint32_t value);

}  // namespace signet::emulator
