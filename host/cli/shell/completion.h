// Completions of `signet` for shells, generated from its commands. Each is a whole script, to be put where
// the shell looks for them (docs/install.md).
#pragma once

#include "host/cli/shell/command_tree.h"

namespace signet::cli {

std::string bashCompletion(const CommandEntry& top);
std::string zshCompletion(const CommandEntry& top);
std::string fishCompletion(const CommandEntry& top);

}  // namespace signet::cli
