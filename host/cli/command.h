// How a subcommand is added to `signet`.
//
// One file per subcommand, in the folder of its subject. It defines `void addXxx(CLI::App& root, Context& context)`, which is
// declared in commands.h and listed in the table of commands.cpp. A small one, complete:
//
//     void addRandom(CLI::App& root, Context& context) {
//       auto options = std::make_shared<Options>();                      // lives as long as the callback
//       CLI::App& command = addCommand(root, "random", {.summary = "...", .details = "...", .examples = {"..."}});
//       addOption(command, "count", options->count, "how many bytes").defaultText("32");
//       onRun(command, [&context, options] { random(context, *options); });
//     }
//
// A callback throws UserError (errors.h), writes with context.console(), reaches the chip with context.chip(), and
// calls context.setExit(Exit::no) if all went well and the answer is no. Take slots, digests, hex and the like as
// strings and read them with values.h, whose errors are sentences.
#pragma once

#include <string>
#include <vector>

#include "host/cli/context.h"
#include "host/cli/options.h"

namespace signet::cli {

struct CommandHelp {
  const char* summary;                     ///< one line, shown in the list of commands
  const char* details = "";                ///< for a newcomer: what it is for, what it changes, what it needs
  std::vector<const char*> examples = {};  ///< complete command lines, shown last
};

/// A subcommand of `parent` with this help. Global options (--chip, --json) may stand before or
/// after its name.
CLI::App& addCommand(CLI::App& parent, const std::string& name, const CommandHelp& help);

/// "signet", "signet key gen"
std::string nameOf(const CLI::App& command);

/// No subcommand of `group` has this name (Exit::usage); the most similar one is named.
UserError noSuchCommand(const CLI::App& group, const std::string& word);

/// A subcommand that only groups others (`key gen`, `key show`): one of them must be given.
CLI::App& addCommandGroup(CLI::App& parent, const std::string& name, const CommandHelp& help);

/// The group `name` that addCommandGroup() made in `root`; it must come earlier in the table of commands.cpp.
CLI::App& commandGroup(CLI::App& root, const std::string& name);

/// The command `name` of `group`; nullptr if there is none.
const CLI::App* subcommand(const CLI::App& group, const std::string& name);

/// The whole help of a command, as `signet COMMAND --help` prints it.
std::string helpOf(const CLI::App& command);

}  // namespace signet::cli
