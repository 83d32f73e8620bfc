#include "host/cli/board/board_option.h"

#include <fmt/format.h>

#include <filesystem>

#include "host/base/errors.h"

namespace signet::cli {
namespace {

std::string allNames() {
  std::string names;
  for (const emulator::BoardType* type : emulator::boardTypes()) {
    names += fmt::format("{}{}", names.empty() ? "" : " or ", type->name);
  }
  return names;
}

}  // namespace

void addBoardOption(CLI::App& command, std::string& name) {
  name = emulator::boardTypes().front()->name;
  addOption(command, "--board", name, fmt::format("which board: {}", allNames())).defaultText(name);
}

const emulator::BoardType& boardNamed(const std::string& name) {
  for (const emulator::BoardType* type : emulator::boardTypes()) {
    if (type->name == name) return *type;
  }
  throw UserError(Exit::usage, fmt::format("There is no board \"{}\".", name),
                  fmt::format("Say {}.", allNames()));
}

/// Beside the folder of this program, or (of the sanitized program) one further up.
std::string builtFolder(const std::string& preset) {
  const auto folder = std::filesystem::canonical("/proc/self/exe").parent_path().parent_path();
  const auto further = folder.parent_path() / preset;
  return std::filesystem::exists(further) ? further : folder / preset;
}

std::string builtFirmware(const emulator::BoardType& board) {
  return fmt::format("{}/{}.elf", builtFolder(board.name), board.name);
}

}  // namespace signet::cli
