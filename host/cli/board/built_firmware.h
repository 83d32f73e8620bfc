// What was built for microcontrollers, seen from this program.
#pragma once

#include <string>

#include "host/emulator/board/board_type.h"

namespace signet::cli {

/// The folder of a preset ("nodemcu", "lx106"), which may not be there yet.
std::string builtFolder(const std::string& preset);
/// The firmware that `signet board build` makes for a board.
std::string builtFirmware(const emulator::MachineType& board = emulator::kNodemcu);

}  // namespace signet::cli
