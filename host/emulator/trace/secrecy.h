// What a trace must not show: keys on their way into the chip, shared secrets and secret slots on
// their way out.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "host/emulator/chip/memory/eeprom.h"

namespace signet::emulator {

using ConfigBytes = std::array<std::uint8_t, Eeprom::kConfigSize>;

/// The data of this command (a complete group) is secret: PrivWrite, a Write to a secret slot (to any slot
/// while the configuration is not locked: nothing says yet which are secret), and whatever is not known.
/// `config` is nullptr when the chip is not known.
bool commandDataIsSecret(std::span<const std::uint8_t> group, const ConfigBytes* config);

/// So is the response to it: ECDH, a Read of a secret slot, and whatever is not known.
bool responseIsSecret(std::span<const std::uint8_t> group, const ConfigBytes* config);

}  // namespace signet::emulator
