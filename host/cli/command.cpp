#include "host/cli/command.h"

#include <CLI/App.hpp>

namespace signet::cli {

CLI::App& addCommand(CLI::App& parent, const std::string& name, const CommandHelp& help) {
  CLI::App& command = *parent.add_subcommand(name, help.summary);
  command.fallthrough();
  std::string footer = help.details;
  if (!help.examples.empty()) {
    footer += footer.empty() ? "Examples:" : "\n\nExamples:";
    for (const char* example : help.examples) footer += std::string("\n  ") + example;
  }
  command.footer(footer);
  return command;
}

CLI::App& addCommandGroup(CLI::App& parent, const std::string& name, const CommandHelp& help) {
  CLI::App& group = addCommand(parent, name, help);
  group.require_subcommand(1);
  return group;
}

CLI::App& commandGroup(CLI::App& root, const std::string& name) {
  return *root.get_subcommand(name);
}

std::string helpOf(const CLI::App& command) {
  std::string parents;
  for (const CLI::App* one = command.get_parent(); one != nullptr; one = one->get_parent()) {
    parents = one->get_name() + (parents.empty() ? "" : " " + parents);
  }
  return command.help(parents);
}

}  // namespace signet::cli
