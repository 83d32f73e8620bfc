// Byte strings in tests, written as the datasheet and the published vectors write them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace signet::emulator::test {

/// The bytes of hex digits; blanks between them are skipped.
inline std::vector<std::uint8_t> unhex(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c != ' ') digits += c;
  }
  if (digits.size() % 2 != 0) throw std::invalid_argument("odd number of hex digits");
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

/// The same, of exactly N bytes.
template <std::size_t N>
std::array<std::uint8_t, N> unhex(std::string_view text) {
  const auto bytes = unhex(text);
  if (bytes.size() != N) throw std::invalid_argument("wrong number of hex digits");
  std::array<std::uint8_t, N> result;
  std::copy(bytes.begin(), bytes.end(), result.begin());
  return result;
}

/// Upper-case digits, for messages a person can compare.
inline std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

/// 00 01 02 ... of N bytes.
template <std::size_t N>
std::array<std::uint8_t, N> counting(std::uint8_t first = 0) {
  std::array<std::uint8_t, N> result;
  for (auto& byte : result) byte = first++;
  return result;
}

}  // namespace signet::emulator::test
