#include "host/cli/run.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>

#include "host/chip/image_error.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/context.h"
#include "host/cli/version.h"

namespace signet::cli {
namespace {

void printError(Console& console, const UserError& error) {
  if (console.json()) {
    Json body{{"name", exitName(error.code())}, {"exitCode", static_cast<int>(error.code())}};
    if (error.status()) body["status"] = statusName(*error.status());
    body["message"] = error.what();
    body["next"] = error.next();
    console.err() << Json{{"error", body}}.dump() << '\n';
    return;
  }
  console.err() << console.styledError(Style::bad, "signet: ") << error.what() << '\n';
  if (!error.next().empty()) console.err() << error.next() << '\n';
}

std::string footer() {
  std::string text =
      "No hardware at hand? Make a virtual chip and use it in place of a real one:\n"
      "  signet chip new my.chip\n"
      "  signet info --chip sim:my.chip\n\nExit codes:\n";
  for (const ExitInfo& info : exitCodes()) {
    text += fmt::format("  {:>2}  {:<10} {}\n", static_cast<int>(info.code), info.name, info.meaning);
  }
  return text + "\n`signet COMMAND --help` explains each command.";
}

void addGlobalOptions(CLI::App& root, Context& context, bool& json) {
  root.add_option(
          "--chip", context.chipNameOption(),
          std::string("which chip: ") + chip::kChipForms + "; without it the buses /dev/i2c-* are searched")
      ->envname("SIGNET_CHIP")
      ->type_name("CHIP");
  root.add_flag("--json", json, "one JSON document on stdout, errors and warnings as JSON on stderr");
  root.set_version_flag("--version", std::string("signet ") + kVersion, "print the version and leave");
  root.set_help_flag("-h,--help", "print this help and leave");
  root.footer(footer());
  root.require_subcommand(1);
  root.get_formatter()->column_width(32);
  root.get_formatter()->label("TEXT", "VALUE");
}

constexpr const char* kHelpHint = "`signet --help` lists the commands, `signet COMMAND --help` explains one.";

/// The deepest command that the command line names.
const CLI::App& askedFor(const CLI::App& root) {
  const CLI::App* asked = &root;
  while (!asked->get_subcommands().empty()) asked = asked->get_subcommands().front();
  return *asked;
}

/// CLI11's own complaints as one of ours.
UserError fromParseError(const CLI::App& root, const CLI::ParseError& error) {
  const CLI::App& asked = askedFor(root);
  const bool isGroup = !asked.get_subcommands([](const CLI::App*) { return true; }).empty();
  if (isGroup) {
    const std::vector<std::string> words = root.remaining(true);
    if (words.empty()) return usageError(fmt::format("`{}` needs a command.", nameOf(asked)), kHelpHint);
    if (!words.front().starts_with("-")) return noSuchCommand(asked, words.front());
    return usageError(fmt::format("There is no option {} here.", words.front()), kHelpHint);
  }
  std::string message = error.what();
  if (message.empty() || message.back() != '.') message += '.';
  return usageError(message, kHelpHint);
}

void parseAndRun(CLI::App& root, Context& context, const std::vector<std::string>& arguments) {
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    root.parse(reversed);
    context.close();
  } catch (const CLI::CallForHelp&) {
    context.console().out() << helpOf(askedFor(root));
  } catch (const CLI::CallForVersion& version) {
    context.console().line(version.what());
  } catch (const CLI::ParseError& error) {
    throw fromParseError(root, error);
  }
}

}  // namespace

int run(const std::vector<std::string>& arguments, std::istream& in, std::ostream& out, std::ostream& err,
        const ConsoleOptions& options) {
  Console console(out, err, options);
  // Known before parsing, so that a bad command line is reported as JSON too.
  bool json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
  console.setJson(json);
  try {
    Context context(console, in);
    CLI::App root("signet: keys in an ATECC508A that never leave it, and the devices that use them.",
                  "signet");
    addGlobalOptions(root, context, json);
    addCommands(root, context);
    parseAndRun(root, context, arguments);
    console.flush();
    return static_cast<int>(context.exit());
  } catch (const UserError& error) {
    printError(console, error);
    return static_cast<int>(error.code());
  } catch (const emulator::ChipImageError& error) {
    const UserError known = chip::imageError(error);
    printError(console, known);
    return static_cast<int>(known.code());
  } catch (const std::exception& error) {
    printError(console, UserError(Exit::internal, fmt::format("A defect of signet: {}.", error.what()),
                                  "Please report it with the command line that led here."));
    return static_cast<int>(Exit::internal);
  }
}

}  // namespace signet::cli
