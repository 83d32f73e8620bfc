#include "host/base/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "host/base/encoding.h"
#include "host/base/errors.h"

namespace signet {

unsigned parseNumber(const std::string& text, const std::string& what, unsigned low, unsigned high) {
  unsigned value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc() || stopped != end || value < low || value > high) {
    throw usageError(
        fmt::format("{} is \"{}\", but it has to be a number from {} to {}.", what, text, low, high),
        "Give a number in this range.");
  }
  return value;
}

unsigned parseSlotNumber(const std::string& text) {
  unsigned value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc() || stopped != end || value > 15) {
    throw usageError(fmt::format("There is no slot \"{}\": an ATECC508A has the slots 0 to 15.", text),
                     "Give a slot from 0 to 15; `signet config explain` says what each one is for.");
  }
  return value;
}

Sha256Digest parseDigest(const std::string& text) {
  const auto bytes = parseHex(text);
  if (!bytes) {
    throw usageError("The digest is not hexadecimal.",
                     "Give the 64 hexadecimal digits that `sha256sum FILE` prints.");
  }
  Sha256Digest digest{};
  if (bytes->size() != digest.size()) {
    throw usageError(fmt::format("The digest has {} bytes, "
                                 "but the chip signs SHA-256 digests of 32 bytes (64 hexadecimal digits).",
                                 bytes->size()),
                     "Give the 64 hexadecimal digits that `sha256sum FILE` prints, or the file itself.");
  }
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

std::vector<std::uint8_t> parseHexValue(const std::string& text, const std::string& what) {
  auto bytes = parseHex(text);
  if (!bytes || bytes->empty()) {
    throw usageError(fmt::format("{} is not hexadecimal.", what),
                     "Give an even number of the digits 0-9 and a-f, for example 00ff10.");
  }
  return *std::move(bytes);
}

}  // namespace signet
