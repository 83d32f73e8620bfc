#include "host/cli/built_firmware.h"

#include <filesystem>

namespace signet::cli {

/// Beside the folder of this program, or (of the sanitized program) one further up.
std::string builtFolder(const std::string& preset) {
  const auto folder = std::filesystem::canonical("/proc/self/exe").parent_path().parent_path();
  const auto further = folder.parent_path() / preset;
  return std::filesystem::exists(further) ? further : folder / preset;
}

std::string builtFirmware() {
  return builtFolder("nodemcu") + "/nodemcu.elf";
}

}  // namespace signet::cli
