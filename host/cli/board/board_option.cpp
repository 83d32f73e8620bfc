#include "host/cli/board/board_option.h"

#include <fmt/format.h>

#include "host/base/errors.h"

namespace signet::cli {
namespace {

std::string allNames() {
  std::string names;
  for (const emulator::MachineType* type : emulator::machineTypes()) {
    names += fmt::format("{}{}", names.empty() ? "" : " or ", type->name);
  }
  return names;
}

}  // namespace

void addBoardOption(CLI::App& command, std::string& name) {
  name = emulator::machineTypes().front()->name;
  addOption(command, "--board", name, fmt::format("which board: {}", allNames())).defaultText(name);
}

const emulator::MachineType& boardNamed(const std::string& name) {
  for (const emulator::MachineType* type : emulator::machineTypes()) {
    if (type->name == name) return *type;
  }
  throw UserError(Exit::usage, fmt::format("There is no board \"{}\".", name),
                  fmt::format("Say {}.", allNames()));
}

}  // namespace signet::cli
