// How the two monotonic counters are stored (datasheet DS20005927A, section 2.2): 8 bytes, four big-endian
// 16-bit fields. Two linear fields lose one bit a count and two binary fields count their turns, each pair
// working while the other is being written, so that a power cut never loses a count.
//
//   bytes 0-1 linear A   2-3 linear B   4-5 binary A   6-7 binary B
//
// The number of uses a slot gets is set by writing a start value here before the configuration is locked.
#pragma once

#include <array>
#include <cstdint>

#include "signet/atecc/types.h"
#include "signet/core/status.h"

namespace signet::atecc {

using CounterBytes = std::array<std::uint8_t, 8>;

/// Status::invalidArgument if value > kCounterMax.
Result<CounterBytes> encodeCounter(std::uint32_t value);

/// The value the bytes stand for. Also for bytes that no count leads to, whose behaviour in the chip the
/// datasheet does not say; isCounterCode() finds them.
std::uint32_t decodeCounter(const CounterBytes& bytes);

/// True when these are exactly the bytes that the chip stores for their value.
bool isCounterCode(const CounterBytes& bytes);

}  // namespace signet::atecc
