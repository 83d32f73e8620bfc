#include "host/cli/command.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <numeric>

#include "host/base/errors.h"

namespace signet::cli {
namespace {

/// How many letters have to be changed, put in or left out to make one of the other (Levenshtein).
std::size_t differences(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string nameOf(const CLI::App& command) {
  const CLI::App* const parent = command.get_parent();
  return parent == nullptr ? command.get_name() : nameOf(*parent) + " " + command.get_name();
}

UserError noSuchCommand(const CLI::App& group, const std::string& word) {
  constexpr std::size_t kAlike = 2;
  std::string best;
  std::size_t least = kAlike + 1;
  for (const CLI::App* const one : group.get_subcommands([](const CLI::App*) { return true; })) {
    const std::size_t distance = differences(word, one->get_name());
    if (distance >= std::min(least, one->get_name().size())) continue;
    least = distance;
    best = one->get_name();
  }
  const std::string list = fmt::format("`{} --help` lists what there is.", nameOf(group));
  return usageError(fmt::format("There is no command `{} {}`.", nameOf(group), word),
                    best.empty() ? list : fmt::format("Did you mean `{} {}`? {}", nameOf(group), best, list));
}

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

const CLI::App* subcommand(const CLI::App& group, const std::string& name) {
  const auto found = group.get_subcommands([&name](const CLI::App* one) { return one->get_name() == name; });
  return found.empty() ? nullptr : found.front();
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
