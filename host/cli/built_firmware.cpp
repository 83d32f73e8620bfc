#include "host/cli/built_firmware.h"

#include <fmt/format.h>

#include <filesystem>

namespace signet::cli {

/// Beside the folder of this program, or (of the sanitized program) one further up.
std::string firmwareFolder(const emulator::MachineType& board) {
  const auto folder = std::filesystem::canonical("/proc/self/exe").parent_path().parent_path();
  const auto further = folder.parent_path() / board.name;
  return std::filesystem::exists(further / fmt::format("{}.elf", board.name)) ? further : folder / board.name;
}

std::string builtFirmware(const emulator::MachineType& board) {
  return fmt::format("{}/{}.elf", firmwareFolder(board), board.name);
}

}  // namespace signet::cli
