#include "signet/atecc/config/counter_code.h"

namespace signet::atecc {
namespace {

constexpr std::uint32_t kTurn = 32;  ///< counts after which the linear fields repeat
constexpr std::uint32_t kHalf = 16;  ///< linear field B runs this much behind A

std::uint16_t linearField(std::uint32_t countsIntoTurn) {
  return countsIntoTurn >= kHalf ? 0 : static_cast<std::uint16_t>(0xFFFF >> countsIntoTurn);
}

void put(CounterBytes& bytes, std::size_t field, std::uint32_t value) {
  bytes[2 * field] = static_cast<std::uint8_t>(value >> 8);
  bytes[2 * field + 1] = static_cast<std::uint8_t>(value);
}

std::uint32_t get(const CounterBytes& bytes, std::size_t field) {
  return static_cast<std::uint32_t>(bytes[2 * field] << 8 | bytes[2 * field + 1]);
}

std::uint32_t zeroBits(std::uint32_t field) {
  std::uint32_t zeros = kHalf;
  for (; field != 0; field &= field - 1) --zeros;
  return zeros;
}

}  // namespace

Result<CounterBytes> encodeCounter(std::uint32_t value) {
  if (value > kCounterMax) return Status::invalidArgument;
  const bool second = value >= kHalf;
  CounterBytes bytes{};
  put(bytes, 0, linearField(value % kTurn));
  put(bytes, 1, second ? linearField((value - kHalf) % kTurn) : 0xFFFF);
  put(bytes, 2, value / kTurn);
  put(bytes, 3, second ? (value - kHalf) / kTurn : 0);
  return bytes;
}

std::uint32_t decodeCounter(const CounterBytes& bytes) {
  return kHalf * (get(bytes, 2) + get(bytes, 3)) + zeroBits(get(bytes, 0)) + zeroBits(get(bytes, 1));
}

bool isCounterCode(const CounterBytes& bytes) {
  const auto code = encodeCounter(decodeCounter(bytes));
  return code.ok() && *code == bytes;
}

}  // namespace signet::atecc
