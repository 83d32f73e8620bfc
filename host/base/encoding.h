// Bytes as text and back: hexadecimal and Base64. Parsers return nothing on bad input; the caller
// knows the sentence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/bytes.h"

namespace signet {

/// Lower case, two digits a byte, without separators.
std::string hexOf(Bytes bytes);

/// Reads hexadecimal digits of either case. White space, ':' and a leading "0x" are skipped, so that what
/// other programs print can be pasted. Nothing if anything else is in there or the number of digits is odd.
std::optional<std::vector<std::uint8_t>> parseHex(std::string_view text);

/// RFC 4648 with padding, on one line.
std::string base64Of(Bytes bytes);

/// Padding required, white space skipped. Nothing if anything else is in there.
std::optional<std::vector<std::uint8_t>> parseBase64(std::string_view text);

/// The bytes of a string and a string of bytes, unchanged.
inline Bytes bytesOf(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string textOf(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace signet
