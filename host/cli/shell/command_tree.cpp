#include "host/cli/shell/command_tree.h"

#include <CLI/App.hpp>
#include <algorithm>
#include <sstream>

namespace signet::cli {
namespace {

/// "pem|der|raw" as three words; nothing when it is something else than words to choose from.
std::vector<std::string> choices(const std::string& type) {
  if (type.find('|') == std::string::npos) return {};
  std::vector<std::string> words;
  std::istringstream in(type);
  for (std::string word; std::getline(in, word, '|');) {
    if (word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") != std::string::npos) return {};
    words.push_back(word);
  }
  return words;
}

ValueKind kindOf(const std::string& type, const std::vector<std::string>& words) {
  const auto has = [&type](const char* part) { return type.find(part) != std::string::npos; };
  if (!words.empty()) return ValueKind::word;
  if (type == "CHIP") return ValueKind::chip;
  if (has("FILE")) return ValueKind::file;
  if (has("FOLDER") || has("DIR")) return ValueKind::folder;
  return ValueKind::text;
}

OptionEntry describeOption(const CLI::Option& option) {
  OptionEntry entry;
  for (const std::string& name : option.get_lnames()) entry.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) entry.names.push_back("-" + name);
  if (option.get_positional()) entry.names = {option.get_name(true)};
  entry.help = option.get_description();
  entry.required = option.get_required();
  if (option.get_items_expected_max() == 0) return entry;
  const std::string type = option.get_type_name();
  entry.repeats = option.get_items_expected_max() > 1;
  entry.words = choices(type);
  entry.kind = kindOf(type, entry.words);
  entry.valueName = type.empty() || type == "TEXT" ? "VALUE" : type;
  return entry;
}

bool haveNameInCommon(const OptionEntry& a, const OptionEntry& b) {
  return std::find_first_of(a.names.begin(), a.names.end(), b.names.begin(), b.names.end()) != a.names.end();
}

void collect(const CommandEntry& command, const std::string& above, const std::vector<OptionEntry>& inherited,
             std::vector<CommandPlace>& places) {
  CommandPlace place{above + command.name, &command, command.options};
  for (const OptionEntry& option : inherited) {
    const auto same = [&option](const OptionEntry& own) { return haveNameInCommon(own, option); };
    if (std::none_of(command.options.begin(), command.options.end(), same)) place.options.push_back(option);
  }
  places.push_back(place);
  for (const CommandEntry& below : command.commands) {
    collect(below, place.path + " ", place.options, places);
  }
}

}  // namespace

CommandEntry describe(const CLI::App& root) {
  CommandEntry entry{
      .name = root.get_name(), .summary = root.get_description(), .details = root.get_footer()};
  for (const CLI::Option* const option : root.get_options()) {
    (option->get_positional() ? entry.positionals : entry.options).push_back(describeOption(*option));
  }
  for (const CLI::App* const one : root.get_subcommands([](const CLI::App*) { return true; })) {
    entry.commands.push_back(describe(*one));
  }
  return entry;
}

std::vector<CommandPlace> everyCommand(const CommandEntry& top) {
  std::vector<CommandPlace> places;
  collect(top, "", {}, places);
  return places;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace signet::cli
