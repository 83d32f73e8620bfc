// Fish: a line for each command and option, with the command behind which it holds.
#include <fmt/format.h>

#include "host/cli/shell/completion.h"

namespace signet::cli {
namespace {

constexpr const char* kFishWalk = R"fish(
function __signet_path --description 'the command that the words so far name'
    set -l path signet
    for word in (commandline -opc)[2..-1]
        contains -- "$path $word" $__signet_commands; and set path "$path $word"
    end
    echo $path
end

function __signet_at
    test (__signet_path) = "$argv[1]"
end

function __signet_chips
    printf '%s\n' i2c: unix: tcp:
    printf 'sim:%s\n' (__fish_complete_path (string replace -r '^sim:' '' -- (commandline -ct)) | string split -f 1 \t)
end

complete -c signet -f
)fish";

std::string fishQuoted(std::string text) {
  text = replaced(replaced(std::move(text), "\\", "\\\\"), "'", "\\'");
  return "'" + replaced(std::move(text), "\n", " ") + "'";
}

std::string fishValues(const OptionEntry& option) {
  switch (option.kind) {
    case ValueKind::none: return "";
    case ValueKind::file: return " -r -F";
    case ValueKind::folder: return " -x -a '(__fish_complete_directories)'";
    case ValueKind::chip: return " -x -a '(__signet_chips)'";
    case ValueKind::word: return fmt::format(" -x -a '{}'", fmt::join(option.words, " "));
    case ValueKind::text: return " -x";
  }
  return "";
}

std::string fishNames(const OptionEntry& option) {
  std::string text;
  for (const std::string& name : option.names) {
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  return text;
}

std::string fishLines(const CommandPlace& place) {
  const std::string start =
      fmt::format("complete -c signet -n {}", fishQuoted("__signet_at " + fishQuoted(place.path)));
  std::string text;
  for (const CommandEntry& below : place.command->commands) {
    text += fmt::format("{} -a {} -d {}\n", start, below.name, fishQuoted(below.summary));
  }
  for (const OptionEntry& option : place.options) {
    text += start + fishNames(option) + fishValues(option) + " -d " + fishQuoted(option.help) + "\n";
  }
  for (const OptionEntry& one : place.command->positionals) {
    if (one.kind == ValueKind::file) text += start + " -F\n";
    if (one.kind == ValueKind::word) text += fmt::format("{} -a '{}'\n", start, fmt::join(one.words, " "));
  }
  return text;
}

}  // namespace

std::string fishCompletion(const CommandEntry& top) {
  std::string script =
      "# Completion of signet for fish, made by `signet completion fish`.\nset -g __signet_commands";
  std::string rules;
  for (const CommandPlace& place : everyCommand(top)) {
    script += " \\\n    " + fishQuoted(place.path);
    rules += fishLines(place);
  }
  return script + "\n" + kFishWalk + rules;
}

}  // namespace signet::cli
