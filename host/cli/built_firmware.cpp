#include "host/cli/built_firmware.h"

#include <filesystem>

namespace signet::cli {

/// Beside the folder of this program, or (of the sanitized program) one further up.
std::string firmwareFolder() {
  const auto folder = std::filesystem::canonical("/proc/self/exe").parent_path().parent_path();
  const auto further = folder.parent_path() / "nodemcu";
  return std::filesystem::exists(further / "nodemcu.elf") ? further : folder / "nodemcu";
}

std::string builtFirmware() {
  return firmwareFolder() + "/nodemcu.elf";
}

}  // namespace signet::cli
