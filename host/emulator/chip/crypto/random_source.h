// Where the chip's random numbers come from: a seed, so that a test repeats, or the operating system.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace signet::emulator {

/// With a seed the n-th draw is SHA-256 of the seed, the chip's own EEPROM seed and n: the same chip content,
/// seed and commands give the same numbers, and two chips of one seed differ.
class RandomSource {
 public:
  explicit RandomSource(std::optional<std::uint64_t> seed) : seed_(seed) {}

  void fill(std::span<std::uint8_t> out, const std::array<std::uint8_t, 32>& eepromSeed);

 private:
  std::optional<std::uint64_t> seed_;
  std::uint64_t draws_ = 0;
};

}  // namespace signet::emulator
