// The manual page of `signet`, section 1, generated from its commands.
#pragma once

#include <string>

#include "host/cli/shell/command_tree.h"

namespace signet::cli {

/// For man(1) to show: text with the macros of man(7). The same for the same version, so without a date.
std::string manPage(const CommandEntry& top, const std::string& version);

}  // namespace signet::cli
