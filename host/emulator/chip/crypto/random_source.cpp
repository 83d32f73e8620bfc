#include "host/emulator/chip/crypto/random_source.h"

#include <openssl/rand.h>

#include <algorithm>

#include "host/emulator/chip/crypto/crypto.h"

namespace signet::emulator {

namespace {

std::array<std::uint8_t, 8> littleEndian(std::uint64_t number) {
  std::array<std::uint8_t, 8> bytes;
  for (unsigned i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return bytes;
}

}  // namespace

void RandomSource::fill(std::span<std::uint8_t> out, const std::array<std::uint8_t, 32>& eepromSeed) {
  if (!seed_) {
    // Fails only when the OS has no randomness to give; continuing with zeros would make a guessable key.
    SIGNET_CHECK(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1);
    return;
  }
  while (!out.empty()) {
    const Digest draw = sha256({littleEndian(*seed_), eepromSeed, littleEndian(draws_++)});
    const std::size_t part = std::min(out.size(), draw.size());
    std::copy_n(draw.begin(), part, out.begin());
    out = out.subspan(part);
  }
}

}  // namespace signet::emulator
