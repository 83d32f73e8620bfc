// `signet config`: what a chip's configuration is, means, gets wrong. Its subcommands are config_*.cpp.

#include "host/cli/command.h"
#include "host/cli/commands.h"

namespace signet::cli {

void addConfig(CLI::App& root, Context&) {
  addCommandGroup(
      root, "config",
      {.summary = "show, explain, check and compare the chip's configuration",
       .details = "The configuration (128 bytes) "
                  "decides what each slot of the chip can do and who may do it.\n"
                  "Once locked it never changes again. These commands change nothing.",
       .examples = {"signet config explain --chip sim:my.chip", "signet config lint layout.hex"}});
}

}  // namespace signet::cli
