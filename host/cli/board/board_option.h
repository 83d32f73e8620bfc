// --board: which of the boards in software a command is about.
#pragma once

#include <string>

#include "host/cli/options.h"
#include "host/emulator/board/board_type.h"

namespace signet::cli {

/// Adds it to `command`; the name that is given comes into `name`.
void addBoardOption(CLI::App& command, std::string& name);
/// The board of that name. Throws UserError.
const emulator::MachineType& boardNamed(const std::string& name);

}  // namespace signet::cli
