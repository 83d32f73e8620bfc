#include "host/cli/shell/man_page.h"

#include <fmt/format.h>

#include <sstream>

#include "host/base/errors.h"

namespace signet::cli {
namespace {

/// Text as it is: a backslash starts an escape for roff, a hyphen would become a typographic one, and a line
/// that starts with a dot or an apostrophe would be a macro.
std::string roffEscaped(const std::string& text) {
  std::istringstream in(replaced(replaced(text, "\\", "\\e"), "-", "\\-"));
  std::string lines;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(".") || line.starts_with("'")) line.insert(0, "\\&");
    lines += line + "\n";
  }
  return lines;
}

/// On one line, for a heading or the macros that take one.
std::string oneLine(const std::string& text) {
  std::string line = roffEscaped(replaced(text, "\n", " "));
  if (!line.empty()) line.pop_back();
  return line;
}

/// Lines that stay as they are.
std::string verbatim(const std::string& text) {
  return text.empty() ? "" : ".PP\n.nf\n" + roffEscaped(text) + ".fi\n";
}

std::string manTerm(const OptionEntry& option, bool positional) {
  std::string text = fmt::format("{}", fmt::join(option.names, ", "));
  text = positional ? "\\fI" + oneLine(text) + "\\fR" : "\\fB" + oneLine(text) + "\\fR";
  if (!positional && option.kind != ValueKind::none) text += " \\fI" + oneLine(option.valueName) + "\\fR";
  return fmt::format(".TP\n{}\n{}\n", text, oneLine(option.help));
}

std::string manSynopsis(const CommandPlace& place) {
  std::string text = ".B " + oneLine(place.path);
  if (!place.command->options.empty()) text += "\n.RI [ OPTION ]...";
  for (const OptionEntry& one : place.command->positionals) {
    const std::string name = oneLine(one.names.front());
    text += one.required ? "\n.I " + name : "\n.RI [ " + name + " ]";
    if (one.repeats) text += "\n\\&...";
  }
  if (!place.command->commands.empty()) text += "\n.I COMMAND";
  return text + "\n";
}

std::string manSection(const CommandPlace& place) {
  const CommandEntry& command = *place.command;
  std::string text =
      fmt::format(".SS {}\n{}\n.PP\n{}", oneLine(place.path), oneLine(command.summary), manSynopsis(place));
  for (const OptionEntry& one : command.positionals) text += manTerm(one, true);
  for (const OptionEntry& one : command.options) {
    if (one.names.front() != "--help") text += manTerm(one, false);  // every command has it
  }
  return text + verbatim(command.details);
}

std::string exitCodesAsTerms() {
  std::string text;
  for (const ExitInfo& info : exitCodes()) {
    text += fmt::format(".TP\n.B {} {}\n{}\n", static_cast<int>(info.code), info.name, oneLine(info.meaning));
  }
  return text;
}

constexpr const char* kManEnvironment = R"roff(.SH ENVIRONMENT
.TP
.B SIGNET_CHIP
The chip, where \fB\-\-chip\fR is not given.
.TP
.B SIGNET_HOME
The folder for keys, certificates and records, in place of \fI~/.local/share/signet\fR.
.TP
.B NO_COLOR
No colours, on a terminal either.
.SH SEE ALSO
.BR mosquitto (8),
.BR i2cdetect (8)
)roff";

}  // namespace

std::string manPage(const CommandEntry& top, const std::string& version) {
  const std::vector<CommandPlace> places = everyCommand(top);
  std::string page =
      fmt::format(".TH SIGNET 1 \"\" \"signet {}\" \"User Commands\"\n.SH NAME\nsignet \\- {}\n", version,
                  oneLine("keys in an ATECC508A that never leave it, and the devices that use them"));
  page += ".SH SYNOPSIS\n" + manSynopsis(places.front());
  page += ".SH DESCRIPTION\n" + oneLine(top.summary) + "\n.SH OPTIONS\n";
  for (const OptionEntry& one : top.options) page += manTerm(one, false);
  page += ".SH COMMANDS\n";
  for (const CommandPlace& place : places) {
    if (place.command != &top) page += manSection(place);
  }
  return page + ".SH \"EXIT STATUS\"\n" + exitCodesAsTerms() + kManEnvironment;
}

}  // namespace signet::cli
