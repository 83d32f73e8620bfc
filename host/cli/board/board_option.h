// --board: which of the boards in software a command is about.
#pragma once

#include <string>

#include "host/cli/options.h"
#include "host/emulator/board/board_type.h"

namespace signet::cli {

/// Adds it to `command`; the name that is given comes into `name`.
void addBoardOption(CLI::App& command, std::string& name);
/// The board of that name. Throws UserError.
const emulator::BoardType& boardNamed(const std::string& name);

/// The folder of a preset ("nodemcu", "lx106"), which may not be there yet.
std::string builtFolder(const std::string& preset);
/// The firmware that `signet board build` makes for a board.
std::string builtFirmware(const emulator::BoardType& board = emulator::kNodemcu);

}  // namespace signet::cli
