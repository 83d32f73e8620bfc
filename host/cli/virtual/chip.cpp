// `signet chip`: virtual chips in files. Its subcommands are chip_*.cpp.

#include "host/cli/command.h"
#include "host/cli/commands.h"

namespace signet::cli {

void addChip(CLI::App& root, Context&) {
  addCommandGroup(
      root, "chip",
      {.summary = "virtual chips: make, look into, reset, copy, serve",
       .details = "A virtual chip is a file that behaves like an ATECC508A, down to its bus. It is used in\n"
                  "place of a real one with --chip sim:FILE.",
       .examples = {"signet chip new my.chip", "signet info --chip sim:my.chip"}});
}

}  // namespace signet::cli
