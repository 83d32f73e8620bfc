// `signet board`: a NodeMCU in software. Its subcommands are board_*.cpp.

#include "host/cli/command.h"
#include "host/cli/commands.h"

namespace signet::cli {

void addBoard(CLI::App& root, Context&) {
  addCommandGroup(
      root, "board",
      {.summary = "a NodeMCU (ESP8266) in software: build its firmware, run it with a virtual chip",
       .details =
           "The firmware is a program for the ESP8266's own instruction set and runs in QEMU; the chip is\n"
           "on its I2C pins, and its network is real (docs/board.md).",
       .examples = {"signet board build", "signet board run --chip sim:my.chip"}});
}

}  // namespace signet::cli
