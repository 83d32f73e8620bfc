// `signet help [COMMAND...]`: the same as `signet COMMAND --help`, for those who try it first.
#include <CLI/App.hpp>
#include <memory>

#include "host/cli/command.h"
#include "host/cli/commands.h"

namespace signet::cli {
namespace {

void printHelp(const CLI::App& root, Context& context, const std::vector<std::string>& words) {
  const CLI::App* asked = &root;
  for (const std::string& word : words) {
    const auto found =
        asked->get_subcommands([&word](const CLI::App* one) { return one->get_name() == word; });
    if (found.empty()) throw noSuchCommand(*asked, word);
    asked = found.front();
  }
  context.console().out() << helpOf(*asked);
}

}  // namespace

void addHelp(CLI::App& root, Context& context) {
  auto words = std::make_shared<std::vector<std::string>>();
  CLI::App& command = addCommand(root, "help",
                                 {.summary = "explain signet or one of its commands",
                                  .examples = {"signet help", "signet help key gen"}});
  command.add_option("command", *words, "the command to explain");
  command.callback([&root, &context, words] { printHelp(root, context, *words); });
}

}  // namespace signet::cli
