// The commands of `signet` as plain data: what completions and the man page are generated from.
//
//     const CommandEntry signet = describe(root);
//     signet.commands[0].name                          "detect"
//     everyCommand(signet)                             "signet", "signet detect", ..., each with its options
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace signet::cli {

/// What stands behind an option, or at the place of a positional argument.
enum class ValueKind {
  none,    ///< nothing: a flag
  file,    ///< a file
  folder,  ///< a folder
  chip,    ///< a chip's name: sim:FILE, i2c:DEVICE, unix:PATH, tcp:HOST:PORT
  word,    ///< one of `words`
  text,    ///< anything else
};

struct OptionEntry {
  std::vector<std::string> names = {};  ///< "--help", "-h"; of a positional argument its name: "slot"
  std::string help = {};
  ValueKind kind = ValueKind::none;
  std::string valueName = {};           ///< as the help shows it: "FILE", "pem|der"; empty for a flag
  std::vector<std::string> words = {};  ///< of ValueKind::word
  bool required = false;
  bool repeats = false;  ///< may be given several times
};

struct CommandEntry {
  std::string name;
  std::string summary = {};
  std::string details = {};  ///< explanation and examples, lines of text
  std::vector<OptionEntry> options = {};
  std::vector<OptionEntry> positionals = {};
  std::vector<CommandEntry> commands = {};
};

/// `root` and all that is below it, in the order of the help.
CommandEntry describe(const CLI::App& root);

/// One command and where it stands.
struct CommandPlace {
  std::string path;  ///< "signet key gen"
  const CommandEntry* command = nullptr;
  /// Its own and those of the commands above it, which are understood behind it too; of two with the same
  /// name only the own one.
  std::vector<OptionEntry> options;
};

/// `top` and all commands below it, each before its own subcommands. The entries point into `top`.
std::vector<CommandPlace> everyCommand(const CommandEntry& top);

/// The text with `from` replaced by `to` everywhere.
std::string replaced(std::string text, const std::string& from, const std::string& to);

}  // namespace signet::cli
