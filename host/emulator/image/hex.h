// Byte strings as hex digits in the emulator's files.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace signet::emulator {

/// Two upper-case digits a byte, no separators.
std::string hexOf(std::span<const std::uint8_t> bytes);

/// Fills `bytes` from exactly twice as many digits (either case). False, with `bytes` partly filled,
/// for anything else.
bool parseHex(std::string_view digits, std::span<std::uint8_t> bytes);

}  // namespace signet::emulator
