// Executing one command group on a Machine: CRC, table, form, handler, and the rules that hold
// for every command.
#pragma once

#include <cstdint>
#include <span>

#include "host/emulator/chip/engine/machine.h"

namespace signet::emulator {

struct Execution {
  Response response;
  Duration typical{};  ///< without Machine::extraTime
  Duration maximum{};
};

/// Runs `group`, which is complete or has an impossible count. `remaining` is what the watchdog leaves; a
/// command whose maximum time is longer is answered EEh and changes nothing.
Execution execute(Machine& machine, std::span<const std::uint8_t> group, Duration remaining);

}  // namespace signet::emulator
