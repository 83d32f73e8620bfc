// Integer arithmetic that the ESP8266 has in its ROM, and that Debian's libgcc for it therefore leaves out.
//
// Compilers call these by name. Nothing here may be written with the operator that it implements.
#include <cstdint>

namespace {

struct Division {
  std::uint64_t quotient;
  std::uint64_t rest;
};

}  // namespace

extern "C" {

/// 16 by 16 bits is what the processor multiplies at once.
std::uint64_t __umulsidi3(std::uint32_t a, std::uint32_t b) {
  const std::uint32_t aLow = a & 0xFFFF, aHigh = a >> 16;
  const std::uint32_t bLow = b & 0xFFFF, bHigh = b >> 16;
  const std::uint32_t low = aLow * bLow;
  const std::uint32_t middle1 = aHigh * bLow;
  const std::uint32_t middle2 = aLow * bHigh + (low >> 16);
  const std::uint32_t middle = middle1 + middle2;
  const std::uint32_t carry = middle < middle1 ? 0x10000 : 0;
  const std::uint32_t high = aHigh * bHigh + (middle >> 16) + carry;
  return static_cast<std::uint64_t>(high) << 32 | (middle << 16 | (low & 0xFFFF));
}

std::uint64_t __muldi3(std::uint64_t a, std::uint64_t b) {
  const auto aLow = static_cast<std::uint32_t>(a), bLow = static_cast<std::uint32_t>(b);
  const auto aHigh = static_cast<std::uint32_t>(a >> 32), bHigh = static_cast<std::uint32_t>(b >> 32);
  const std::uint32_t cross = aHigh * bLow + aLow * bHigh;
  return __umulsidi3(aLow, bLow) + (static_cast<std::uint64_t>(cross) << 32);
}

/// Bit by bit from the highest one that counts. A divisor of 0 gives all ones.
std::uint32_t __udivsi3(std::uint32_t dividend, std::uint32_t divisor) {
  if (divisor == 0) return 0xFFFFFFFF;
  if (dividend < divisor) return 0;
  int shift = __builtin_clz(divisor) - __builtin_clz(dividend);
  std::uint32_t quotient = 0;
  for (std::uint32_t part = divisor << shift; shift >= 0; --shift, part >>= 1) {
    quotient <<= 1;
    if (dividend >= part) {
      dividend -= part;
      quotient |= 1;
    }
  }
  return quotient;
}

std::uint32_t __umodsi3(std::uint32_t dividend, std::uint32_t divisor) {
  return dividend - __udivsi3(dividend, divisor) * divisor;
}

std::int32_t __divsi3(std::int32_t dividend, std::int32_t divisor) {
  const std::uint32_t a =
      dividend < 0 ? 0U - static_cast<std::uint32_t>(dividend) : static_cast<std::uint32_t>(dividend);
  const std::uint32_t b =
      divisor < 0 ? 0U - static_cast<std::uint32_t>(divisor) : static_cast<std::uint32_t>(divisor);
  const std::uint32_t quotient = __udivsi3(a, b);
  return static_cast<std::int32_t>((dividend < 0) != (divisor < 0) ? 0U - quotient : quotient);
}

static Division divide(std::uint64_t dividend, std::uint64_t divisor) {
  std::uint64_t quotient = 0;
  std::uint64_t rest = 0;
  for (unsigned bit = 64; bit-- > 0;) {
    const bool overflows = rest >> 63 != 0;
    rest = rest << 1 | (dividend >> 63);
    dividend <<= 1;
    quotient <<= 1;
    if (overflows || rest >= divisor) {
      rest -= divisor;
      quotient |= 1;
    }
  }
  return {quotient, rest};
}

std::uint64_t __udivdi3(std::uint64_t dividend, std::uint64_t divisor) {
  return divide(dividend, divisor).quotient;
}

std::uint64_t __umoddi3(std::uint64_t dividend, std::uint64_t divisor) {
  return divide(dividend, divisor).rest;
}

std::int64_t __divdi3(std::int64_t dividend, std::int64_t divisor) {
  const std::uint64_t a =
      dividend < 0 ? 0U - static_cast<std::uint64_t>(dividend) : static_cast<std::uint64_t>(dividend);
  const std::uint64_t b =
      divisor < 0 ? 0U - static_cast<std::uint64_t>(divisor) : static_cast<std::uint64_t>(divisor);
  const std::uint64_t quotient = divide(a, b).quotient;
  return static_cast<std::int64_t>((dividend < 0) != (divisor < 0) ? 0U - quotient : quotient);
}

}  // extern "C"
