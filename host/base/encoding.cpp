#include "host/base/encoding.h"

#include <algorithm>

namespace signet {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool isSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::optional<unsigned> hexDigit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return {};
}

}  // namespace

std::string hexOf(Bytes bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0x0F];
  }
  return text;
}

std::optional<std::vector<std::uint8_t>> parseHex(std::string_view text) {
  while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  std::vector<std::uint8_t> bytes;
  bool high = true;
  for (const char c : text) {
    if (isSpace(c) || c == ':') continue;
    const auto digit = hexDigit(c);
    if (!digit) return {};
    if (high) {
      bytes.push_back(static_cast<std::uint8_t>(*digit << 4));
    } else {
      bytes.back() = static_cast<std::uint8_t>(bytes.back() | *digit);
    }
    high = !high;
  }
  if (!high) return {};
  return bytes;
}

std::string base64Of(Bytes bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (i + k < bytes.size() ? bytes[i + k] : 0U);
    const std::size_t digits = std::min<std::size_t>(bytes.size() - i, 3) + 1;
    for (std::size_t k = 0; k < 4; ++k) text += k < digits ? kBase64[group >> (18 - 6 * k) & 0x3F] : '=';
  }
  return text;
}

std::optional<std::vector<std::uint8_t>> parseBase64(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  std::uint32_t group = 0;
  unsigned digits = 0;
  unsigned padding = 0;
  for (const char c : text) {
    if (isSpace(c)) continue;
    const std::size_t value = kBase64.find(c);
    if (c == '=' ? ++padding > 2 : value == std::string_view::npos || padding > 0) return {};
    group = group << 6 | (c == '=' ? 0U : static_cast<std::uint32_t>(value));
    if (++digits % 4 != 0) continue;
    for (unsigned k = 0; k < 3 - padding; ++k)
      bytes.push_back(static_cast<std::uint8_t>(group >> (16 - 8 * k)));
  }
  if (digits % 4 != 0) return {};
  return bytes;
}

}  // namespace signet
