// The `signet` command as a function, so that tests can run it without a process.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "host/cli/console.h"

namespace signet::cli {

/// Runs one command line (without the program's name) and returns its exit code (errors.h). Never throws.
int run(const std::vector<std::string>& arguments, std::istream& in, std::ostream& out, std::ostream& err,
        const ConsoleOptions& options = {});

}  // namespace signet::cli
