#include "host/cli/board/built_firmware.h"

#include <fmt/format.h>

#include <filesystem>

namespace signet::cli {

/// Beside the folder of this program, or (of the sanitized program) one further up.
std::string builtFolder(const std::string& preset) {
  const auto folder = std::filesystem::canonical("/proc/self/exe").parent_path().parent_path();
  const auto further = folder.parent_path() / preset;
  return std::filesystem::exists(further) ? further : folder / preset;
}

std::string builtFirmware(const emulator::MachineType& board) {
  return fmt::format("{}/{}.elf", builtFolder(board.name), board.name);
}

}  // namespace signet::cli
