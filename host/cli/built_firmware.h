// Where `signet board build` leaves the firmware, seen from this program.
#pragma once

#include <string>

#include "host/emulator/board/machine.h"

namespace signet::cli {

/// The folder with the ELF files, which may not be there yet.
std::string firmwareFolder(const emulator::MachineType& board = emulator::kNodemcu);
/// The one that a board runs.
std::string builtFirmware(const emulator::MachineType& board = emulator::kNodemcu);

}  // namespace signet::cli
