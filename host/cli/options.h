// Options and arguments of a command. It stands before the option library, whose templates take seconds to compile wherever
// they are included: only options.cpp, command.cpp and run.cpp include it.
//
//     addOption(command, "--out", options->out, "the file to write").typeName("FILE");
//     addOption(command, "slot", options->slot, "the slot, 0 to 15").required();     // no dash: an argument by its place
//     addFlag(command, "--raw", options->raw, "the bytes themselves");
//     onRun(command, [&context, options] { read(context, *options); });
//
// The variables must live as long as the command: a std::shared_ptr that the action holds too.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace signet::cli {

/// A handle, to be copied; the command owns what it stands for.
class Option {
 public:
  explicit Option(CLI::Option& option) : option_(&option) {}

  /// What the help calls its value: "FILE".
  Option& typeName(const std::string& name);
  /// What the help gives as its value when it is not given: a text, or what the variable holds now.
  Option& defaultText(const std::string& text);
  Option& showDefault();
  /// The headline below which the help lists it.
  Option& group(const std::string& name);
  Option& environment(const std::string& name);

  Option& required(bool isRequired = true);
  Option& oneOf(const std::vector<std::string>& words);
  Option& between(unsigned least, unsigned most);
  /// Each time it is given it takes one value, not all the words that follow.
  Option& oneEach();

  /// Once the command line is parsed.
  bool given() const;

 private:
  CLI::Option* option_;
};

Option addOption(CLI::App& command, const std::string& name, std::string& value, const std::string& help);
Option addOption(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                 const std::string& help);
Option addOption(CLI::App& command, const std::string& name, unsigned& value, const std::string& help);
Option addFlag(CLI::App& command, const std::string& name, bool& value, const std::string& help);

/// What the command does, once its command line is parsed.
void onRun(CLI::App& command, std::function<void()> action);

}  // namespace signet::cli
