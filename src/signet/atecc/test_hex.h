// Bytes from the hexadecimal notation of the datasheet, for tests.
#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace signet::atecc {

/// Spaces are ignored.
inline std::vector<std::uint8_t> hex(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c != ' '; });
  if (digits.size() % 2 != 0) throw std::invalid_argument("odd number of hexadecimal digits");
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

/// The same as an array of a known length.
template <typename Array>
Array hexTo(std::string_view text) {
  const std::vector<std::uint8_t> bytes = hex(text);
  Array out{};
  if (bytes.size() != out.size()) throw std::invalid_argument("wrong number of bytes");
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

/// first, first + 1, ... as in the vectors 00..1F and A0..BF.
template <typename Array>
Array ramp(std::uint8_t first = 0) {
  Array out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(first + i);
  return out;
}

}  // namespace signet::atecc
