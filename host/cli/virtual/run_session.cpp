#include "host/cli/virtual/run_session.h"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <future>

namespace signet::cli {
namespace {

/// The server of a run, in a thread of its own.
class ServerThread {
 public:
  ServerThread(Context& context, ServedBus& bus, const std::string& socketPath)
      : socket_(parseEndpoint("the socket", "unix:" + socketPath)),
        stopFd_(::eventfd(0, EFD_CLOEXEC)),
        done_(std::async(std::launch::async, [this, &context, &bus] {
          bus.serve(socket_, stopFd_, [&context](const std::string& line) { context.console().warn(line); });
        })) {}
  ~ServerThread() {
    stop();
    ::close(stopFd_);
  }
  ServerThread(const ServerThread&) = delete;
  ServerThread& operator=(const ServerThread&) = delete;

  /// Throws what ended the server before its time.
  void finish() {
    stop();
    done_.get();
  }

 private:
  void stop() {
    ::eventfd_write(stopFd_, 1);
    if (done_.valid()) done_.wait();
  }

  emulator::ListeningSocket socket_;
  int stopFd_;
  std::future<void> done_;
};

}  // namespace

Option addRunOptions(CLI::App& command, RunOptions& run, ServedBusOptions& bus) {
  addOption(command, "--chip", bus.chips,
            "a virtual chip, or the bus of `signet chip serve`; several may share a bus")
      .typeName("FILE[@ADDRESS]|unix:PATH|tcp:HOST:PORT")
      .oneEach();
  addOption(command, "--bus", run.bus, "N of /dev/i2c-N (default 1)").between(0U, 255U).typeName("N");
  bus.addTo(command);
  return addOption(command, "command", run.command, "the program and its arguments, after --")
      .required()
      .typeName("COMMAND...");
}

void takeChips(const Context& context, ServedBusOptions& bus) {
  if (bus.chips.empty() && !context.chipName().empty()) bus.chips.push_back(context.chipName());
  if (bus.chips.empty()) {
    throw usageError("No chip is named.",
                     "Name a virtual one with --chip FILE; `signet chip new FILE` makes one.");
  }
  if (bus.chips.size() < 2) return;
  for (const std::string& chip : bus.chips) {
    if (isServerName(chip))
      throw usageError(chip + " is a bus of its own and cannot share one with other chips.",
                       "Name it alone.");
  }
}

SignalFd runSignals() {
  return SignalFd{SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT};
}

bool isServerName(const std::string& chip) {
  return chip.starts_with("unix:") || chip.starts_with("tcp:");
}

Exit runOnBus(Context& context, const RunOptions& options, ServedBus& bus, const SignalFd& signals) {
  const RunFolder folder;
  folder.makeSysfs(options.bus, bus.description());
  ServerThread server(context, bus, folder.socketPath());
  const BusEnvironment environment{options.bus, "unix:" + folder.socketPath(), folder.sysfsPath()};
  const int status = Child(options.command, environment, signals).wait(signals);
  server.finish();
  return static_cast<Exit>(status);
}

Exit runOnServer(const RunOptions& options, const std::string& server, const SignalFd& signals) {
  parseEndpoint("--chip", server);
  const RunFolder folder;
  folder.makeSysfs(options.bus, server);
  const BusEnvironment environment{options.bus, server, folder.sysfsPath()};
  return static_cast<Exit>(Child(options.command, environment, signals).wait(signals));
}

}  // namespace signet::cli
