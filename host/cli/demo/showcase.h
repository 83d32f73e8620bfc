// Showcase: shell commands run in front of a reader, as if typed: title, "$ command", what it prints.
//
//     Showcase stage(context.console(), folder);
//     stage.set("SIGNET_CHIP", "sim:my.chip");
//     stage.title("A chip, blank as from the factory");
//     stage.run("signet detect");
//     stage.runInBackground("signet broker", "accepts");       // until it prints this
//
// Commands are run by /bin/sh in the stage's folder, with the folder of this program first in PATH. Their
// output goes where ours goes, so colours stay.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "host/cli/console.h"

namespace signet::cli {

class Showcase {
 public:
  /// The folder must exist.
  Showcase(Console& console, std::filesystem::path folder);
  /// Ends what still runs in the background.
  ~Showcase();
  Showcase(const Showcase&) = delete;
  Showcase& operator=(const Showcase&) = delete;

  /// An environment variable for all commands that follow.
  void set(const std::string& name, const std::string& value);

  /// A headline, numbered.
  void title(const std::string& text);
  /// A remark on what comes next.
  void say(const std::string& text);

  /// Throws UserError when it ends with another exit status than `expected`: with its exit code, or
  /// (internal) when it has none that signet knows.
  void run(const std::string& command, int expected = 0);
  /// Its output goes to `log`, a file in the folder. Returns when it has printed a line with `sign`, or
  /// at once without one. Throws UserError (internal), with what it printed, when it ends before, or
  /// after 20 seconds.
  void runInBackground(const std::string& command, const std::string& log, const std::string& sign = {});
  /// Until the log has `sign`, and until everything that writes it has ended: at most 20 seconds.
  /// Throws as above.
  void awaitSign(const std::string& log, const std::string& sign);
  void awaitEnd(const std::string& log);

 private:
  struct Job {
    pid_t pid;
    std::string log;
  };

  void show(const std::string& command);
  pid_t start(const std::string& command, const std::string& log) const;
  std::string logged(const std::string& log) const;
  bool isWritten(const std::string& log) const;

  Console& console_;
  std::filesystem::path folder_;
  std::vector<std::string> environment_;
  std::vector<Job> background_;
  unsigned titles_ = 0;
};

}  // namespace signet::cli
