// Where `signet board build` leaves the firmware, seen from this program.
#pragma once

#include <string>

namespace signet::cli {

/// The folder with the ELF files, which may not be there yet.
std::string firmwareFolder();
/// The one that a board runs.
std::string builtFirmware();

}  // namespace signet::cli
