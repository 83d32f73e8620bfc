// A bus master controlled by a string of bytes, and the rules a chip keeps whatever it does. For the fuzz
// target and the property tests.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "host/emulator/chip/chip.h"

namespace signet::emulator {

/// Plays `script` to `chip`, starting at `now`: pin events, times passing, power cuts, and well-formed
/// command groups (or hardly anything would get past the CRC). Returns the first rule that was broken, with
/// the step; empty if none was. Every script is legal; `now` moves on.
std::string play(Chip& chip, Time& now, std::span<const std::uint8_t> script);

/// What lasting changes no command and no power cut can ever make. Empty: `after` may follow `before`.
std::string illegalChange(const Eeprom& before, const Eeprom& after);

}  // namespace signet::emulator
