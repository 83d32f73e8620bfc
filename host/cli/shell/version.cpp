// `signet version`: the same as `signet --version`, and as JSON for programs.

#include "host/cli/version.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"

namespace signet::cli {

void addVersion(CLI::App& root, Context& context) {
  CLI::App& command = addCommand(
      root, "version",
      {.summary = "print the version of signet", .examples = {"signet version", "signet version --json"}});
  onRun(command, [&context] {
    Console& console = context.console();
    if (console.json()) {
      console.result(Json{{"name", "signet"}, {"version", kVersion}});
    } else {
      console.line(std::string("signet ") + kVersion);
    }
  });
}

}  // namespace signet::cli
