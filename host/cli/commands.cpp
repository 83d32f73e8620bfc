#include "host/cli/commands.h"

namespace signet::cli {
namespace {

using AddCommand = void (*)(CLI::App& root, App& app);

/// In the order of `signet --help`: look, configure, use, virtual chips.
constexpr AddCommand kCommands[] = {
    addDetect,    addInfo,      addRandom,    addChip, addChipNew, addChipInspect,
    addChipReset, addChipClone, addChipServe, addRun,  addHelp,
};

}  // namespace

void addCommands(CLI::App& root, App& app) {
  for (const AddCommand add : kCommands) add(root, app);
}

}  // namespace signet::cli
