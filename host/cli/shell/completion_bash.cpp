// Bash: a table of all commands, and a function that walks the words of the command line through it.
#include <fmt/format.h>

#include <algorithm>

#include "host/cli/shell/completion.h"

namespace signet::cli {
namespace {

constexpr const char* kBashHead = R"bash(# Completion of signet for bash, made by `signet completion bash`.
)bash";

/// `values` is a list of option=kind; the kind is file, folder, chip, text or words with a | between them.
constexpr const char* kBashWalk = R"bash(
_signet_complete() {  # KIND: what may stand here
  local kind=$1 cur=$2
  case $kind in
    file) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    folder) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
    chip) compopt -o nospace 2>/dev/null; mapfile -t COMPREPLY < <(compgen -W 'sim: i2c: unix: tcp:' -- "$cur") ;;
    '' | text) ;;
    *) mapfile -t COMPREPLY < <(compgen -W "${kind//|/ }" -- "$cur") ;;
  esac
}

_signet_kind() {  # OPTION: its kind, from $values
  local value
  for value in $values; do [[ ${value%%=*} == "$1" ]] && { printf '%s' "${value#*=}"; return; }; done
}

_signet() {
  local commands options values positional kind word path=signet index
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  _signet_at "$path"
  for ((index = 1; index < COMP_CWORD; ++index)); do
    word=${COMP_WORDS[index]}
    if [[ $word == -- ]]; then  # another program and its arguments
      compopt -o default 2>/dev/null
      return
    elif [[ $word == -* ]]; then
      [[ -z $(_signet_kind "$word") ]] || ((++index))
      [[ ${COMP_WORDS[index]} != '=' ]] || ((++index))
    elif [[ " $commands " == *" $word "* ]]; then
      path+=" $word"
      _signet_at "$path"
    fi
  done
  # Bash takes = and : for words of their own.
  if [[ $cur == '=' || $cur == ':' ]]; then prev=$cur cur=; index=$COMP_CWORD; else index=$((COMP_CWORD - 1)); fi
  if [[ $prev == ':' ]]; then
    case ${COMP_WORDS[index - 1]} in sim | unix | i2c) _signet_complete file "$cur" ;; esac
    return
  fi
  [[ $prev != '=' ]] || prev=${COMP_WORDS[index - 1]}
  if [[ $prev == -* ]]; then kind=$(_signet_kind "$prev"); else kind=; fi
  if [[ -n $kind ]]; then
    _signet_complete "$kind" "$cur"
  elif [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
  elif [[ -n $commands ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
  else
    _signet_complete "$positional" "$cur"
  fi
}

complete -F _signet signet
)bash";

std::string joinedBy(const std::vector<std::string>& words, const char* between) {
  return fmt::format("{}", fmt::join(words, between));
}

std::string bashKind(const OptionEntry& option) {
  switch (option.kind) {
    case ValueKind::none: return "";
    case ValueKind::file: return "file";
    case ValueKind::folder: return "folder";
    case ValueKind::chip: return "chip";
    case ValueKind::word: return joinedBy(option.words, "|");
    case ValueKind::text: return "text";
  }
  return "";
}

/// What a command without subcommands takes besides options: files, when any of its arguments is one.
std::string positionalKind(const CommandEntry& command) {
  std::string kind;
  for (const OptionEntry& one : command.positionals) {
    if (kind.empty() || one.kind == ValueKind::file) kind = bashKind(one);
  }
  return kind;
}

std::string bashTableEntry(const CommandPlace& place) {
  std::vector<std::string> commands;
  std::vector<std::string> options;
  std::vector<std::string> values;
  for (const CommandEntry& below : place.command->commands) commands.push_back(below.name);
  for (const OptionEntry& option : place.options) {
    for (const std::string& name : option.names) {
      options.push_back(name);
      if (option.kind != ValueKind::none) values.push_back(name + "=" + bashKind(option));
    }
  }
  return fmt::format(
      "    '{}')\n      commands='{}'\n      options='{}'\n      values='{}'\n      positional='{}' ;;\n",
      place.path, joinedBy(commands, " "), joinedBy(options, " "), joinedBy(values, " "),
      positionalKind(*place.command));
}

}  // namespace

std::string bashCompletion(const CommandEntry& top) {
  std::string script = kBashHead;
  script += "\n_signet_at() {  # COMMAND: sets what may stand behind it\n  case $1 in\n";
  for (const CommandPlace& place : everyCommand(top)) script += bashTableEntry(place);
  return script + "  esac\n}\n" + kBashWalk;
}

}  // namespace signet::cli
