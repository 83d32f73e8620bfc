// Reading the values that are given to commands.
//
// For each way to get them wrong there is a sentence: UserError (Exit::usage).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "signet/core/bytes.h"
#include "signet/core/secure.h"
#include "signet/core/sha256.h"

namespace signet {

/// A decimal number between two bounds, both included. `what` names it in the sentence: "The counter".
unsigned parseNumber(const std::string& text, const std::string& what, unsigned low, unsigned high);

/// "0" to "15".
unsigned parseSlotNumber(const std::string& text);

/// 64 hexadecimal digits: a SHA-256 digest.
Sha256Digest parseDigest(const std::string& text);

/// Hexadecimal digits, any number of them but none. `what` names it in the sentence: "The value".
std::vector<std::uint8_t> parseHexValue(const std::string& text, const std::string& what);

/// Bytes that are wiped when they go out of scope. Moves, never copies.
class Secret {
 public:
  explicit Secret(std::vector<std::uint8_t> bytes) : bytes_(std::move(bytes)) {}
  ~Secret() { secureZero(bytes_); }
  Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { other.bytes_.clear(); }
  Secret& operator=(Secret&&) = delete;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  Bytes bytes() const { return bytes_; }

 private:
  std::vector<std::uint8_t> bytes_;
};

}  // namespace signet
