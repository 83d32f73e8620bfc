// Zsh: a function for each command, which hands the words behind a subcommand to the function of that one.
#include <fmt/format.h>

#include "host/cli/shell/completion.h"

namespace signet::cli {
namespace {

constexpr const char* kZshHead = R"zsh(#compdef signet
# Completion of signet for zsh, made by `signet completion zsh`.

_signet_chip_name() {
  if compset -P 1 '(sim|unix|i2c):'; then _files; else compadd -S '' -- sim: i2c: unix: tcp:; fi
}
)zsh";

/// For a place inside '...' where brackets and colons have a meaning.
std::string zshEscaped(std::string text) {
  text = replaced(std::move(text), "\\", "\\\\");
  for (const char* const special : {"[", "]", ":"})
    text = replaced(std::move(text), special, std::string("\\") + special);
  return replaced(replaced(std::move(text), "'", "'\\''"), "\n", " ");
}

std::string zshAction(const OptionEntry& option) {
  switch (option.kind) {
    case ValueKind::file: return "_files";
    case ValueKind::folder: return "_files -/";
    case ValueKind::chip: return "_signet_chip_name";
    case ValueKind::word: return fmt::format("({})", fmt::join(option.words, " "));
    case ValueKind::none:
    case ValueKind::text: break;
  }
  return " ";
}

std::string zshFunction(const std::string& path) {
  return "_" + replaced(replaced(path, " ", "_"), "-", "_");
}

std::string zshOptions(const CommandPlace& place) {
  std::string lines;
  for (const OptionEntry& option : place.options) {
    for (const std::string& name : option.names) {
      const bool takesValue = option.kind != ValueKind::none;
      lines += fmt::format("    '{}{}{}[{}]{}' \\\n", option.repeats ? "*" : "", name,
                           takesValue && name.starts_with("--") ? "=" : "", zshEscaped(option.help),
                           takesValue ? ":" + zshEscaped(option.valueName) + ":" + zshAction(option) : "");
    }
  }
  return lines;
}

std::string zshLeaf(const CommandPlace& place) {
  std::string lines;
  for (const OptionEntry& one : place.command->positionals) {
    const char* const many = one.repeats ? "*" : "";
    lines += fmt::format("    '{}:{}:{}' \\\n", many, zshEscaped(one.names.front()), zshAction(one));
  }
  return fmt::format("  _arguments -S \\\n{}{}    && return\n", zshOptions(place), lines);
}

std::string zshGroup(const CommandPlace& place) {
  std::string names;
  std::string calls;
  for (const CommandEntry& below : place.command->commands) {
    names += fmt::format("      '{}:{}'\n", zshEscaped(below.name), zshEscaped(below.summary));
    calls += fmt::format("      {}) {} ;;\n", below.name, zshFunction(place.path + " " + below.name));
  }
  return fmt::format(
      "  local context state state_descr line\n  typeset -A opt_args\n"
      "  _arguments -C \\\n{}    '1: :->command' \\\n    '*:: :->rest' && return\n"
      "  if [[ $state == command ]]; then\n    local -a names=(\n{}    )\n    _describe command names\n"
      "  elif [[ $state == rest ]]; then\n    case $line[1] in\n{}    esac\n  fi\n",
      zshOptions(place), names, calls);
}

}  // namespace

std::string zshCompletion(const CommandEntry& top) {
  std::string script = kZshHead;
  for (const CommandPlace& place : everyCommand(top)) {
    const bool isGroup = !place.command->commands.empty();
    script +=
        fmt::format("\n{}() {{\n{}}}\n", zshFunction(place.path), isGroup ? zshGroup(place) : zshLeaf(place));
  }
  // Loaded by the completion system the file itself is the function; sourced, it announces it.
  return script +
         "\nif [[ $funcstack[1] == _signet ]]; then _signet \"$@\"; else compdef _signet signet; fi\n";
}

}  // namespace signet::cli
