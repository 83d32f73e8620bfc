// The command that `signet run` and `signet trace` run: started with a virtual bus in its file system.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "host/base/temporary_folder.h"
#include "host/cli/virtual/run_signals.h"

namespace signet::cli {

/// A folder of our own for a run: the bus's socket, and what stands for /sys/class/i2c-dev. Removed
/// at the end.
class RunFolder {
 public:
  /// Where the bus server listens.
  std::string socketPath() const { return folder_.path("bus"); }
  std::string sysfsPath() const { return folder_.path("i2c-dev"); }
  /// Describes the virtual bus as the kernel does, beside the real buses of this computer.
  void makeSysfs(unsigned bus, const std::string& description) const;

 private:
  /// The run-time folder is the user's own and in memory; but a socket's path must be short, and so is /tmp's.
  static std::string parent();

  TemporaryFolder folder_{"signet-run", parent()};
};

/// What makes a program see the bus: environment variables for it.
struct BusEnvironment {
  unsigned bus = 1;
  std::string endpoint;  ///< unix:PATH or tcp:HOST:PORT
  std::string sysfs;
};

/// The preloaded library, beside this program or where it is installed. Throws UserError when it is missing.
std::string preloadLibrary();

class Child {
 public:
  /// Starts `command` (looked for in PATH). Throws UserError (noCommand) when it cannot be started.
  Child(const std::vector<std::string>& command, const BusEnvironment& environment, const SignalFd& signals);

  /// Waits for its end and passes on the signals that end programs. `signals` must hold SIGCHLD. Its exit
  /// status, or 128 + the signal that killed it.
  int wait(const SignalFd& signals) const;
  void kill(int signal) const;

 private:
  pid_t pid_ = -1;
};

}  // namespace signet::cli
