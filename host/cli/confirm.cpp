#include "host/cli/confirm.h"

#include <fmt/format.h>

#include "host/base/errors.h"
#include "host/cli/console.h"
#include "host/cli/options.h"

namespace signet::cli {

void addConfirmation(CLI::App& command, std::string& value) {
  addOption(command, "--irreversible", value, "\"yes\": do it. Without it nothing is changed")
      .typeName("yes");
}

bool isConfirmed(const std::string& value) {
  if (value.empty() || value == "yes") return !value.empty();
  throw usageError(fmt::format("--irreversible {} is not a confirmation.", value),
                   "Write --irreversible yes.");
}

bool answersYes(Console& console, std::istream& in, const std::string& question) {
  console.err() << question << " Type yes to continue: " << std::flush;
  std::string line;
  std::getline(in, line);
  if (!console.errIsTerminal()) console.err() << '\n';  // a terminal has shown the reader's own
  return line == "yes";
}

}  // namespace signet::cli
