// What `signet run` and `signet trace` have in common: a command run with virtual chips at /dev/i2c-N.
#pragma once

#include <string>
#include <vector>

#include "host/cli/context.h"
#include "host/cli/options.h"
#include "host/cli/virtual/run_child.h"
#include "host/cli/virtual/run_signals.h"
#include "host/cli/virtual/served_bus.h"

namespace signet::cli {

struct RunOptions {
  unsigned bus = 1;  ///< N of /dev/i2c-N
  std::vector<std::string> command;
};

/// --chip, --bus, --clock, --hz, --faults, and the command line at the end, which is returned.
Option addRunOptions(CLI::App& command, RunOptions& run, ServedBusOptions& bus);

/// The chips named before the command (or by SIGNET_CHIP) when none is named after it. Throws UserError
/// (usage) when there is none at all.
void takeChips(const Context& context, ServedBusOptions& bus);

/// The signals a session follows. To be held before any thread is started.
SignalFd runSignals();

/// True for "unix:..." and "tcp:...": a bus that is served already.
bool isServerName(const std::string& chip);

/// Serves the chips for as long as the command runs. Returns the command's exit status. Throws UserError.
Exit runOnBus(Context& context, const RunOptions& options, ServedBus& bus, const SignalFd& signals);
/// Runs the command on a bus that is served elsewhere.
Exit runOnServer(const RunOptions& options, const std::string& server, const SignalFd& signals);

}  // namespace signet::cli
