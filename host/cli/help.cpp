// `signet help [COMMAND...]`: the same as `signet COMMAND --help`, for those who try it first.
#include <memory>

#include "host/cli/command.h"
#include "host/cli/commands.h"

namespace signet::cli {
namespace {

void printHelp(const CLI::App& root, Context& context, const std::vector<std::string>& words) {
  const CLI::App* asked = &root;
  for (const std::string& word : words) {
    const CLI::App* const found = subcommand(*asked, word);
    if (found == nullptr) throw noSuchCommand(*asked, word);
    asked = found;
  }
  context.console().out() << helpOf(*asked);
}

}  // namespace

void addHelp(CLI::App& root, Context& context) {
  auto words = std::make_shared<std::vector<std::string>>();
  CLI::App& command = addCommand(root, "help",
                                 {.summary = "explain signet or one of its commands",
                                  .examples = {"signet help", "signet help key gen"}});
  addOption(command, "command", *words, "the command to explain");
  onRun(command, [&root, &context, words] { printHelp(root, context, *words); });
}

}  // namespace signet::cli
