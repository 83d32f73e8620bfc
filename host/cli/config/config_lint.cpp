// `signet config lint`: what is unsafe in a configuration, or will brick the chip.
#include <fmt/format.h>

#include <memory>

#include "host/base/values.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/config/config_input.h"
#include "host/cli/config/findings.h"
#include "host/profile/profile.h"

namespace signet::cli {
namespace {

using atecc::Finding;
using atecc::Severity;

struct ConfigLintOptions {
  std::string input;
  std::string tlsSlot;
};

std::size_t countOf(const std::vector<Finding>& findings, Severity severity) {
  return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(),
                                                [=](const Finding& f) { return f.severity == severity; }));
}

void printConfigLint(Console& console, const ConfigInput& input, const std::vector<Finding>& findings) {
  printFindings(console, findings, input.zone);
  const std::size_t errors = countOf(findings, Severity::error);
  const auto plural = [](std::size_t n, const char* word) {
    return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s");
  };
  console.line(fmt::format("{}: {}, {}, {} to know.", input.name, plural(errors, "error"),
                           plural(countOf(findings, Severity::warning), "warning"),
                           plural(countOf(findings, Severity::info), "thing")));
  if (errors == 0) {
    console.line("No error: nothing here is known to brick the chip or to open a key to anyone on the bus.");
  } else if (!input.zone.configLocked()) {
    console.line("Do not lock this configuration.");
  } else {
    console.line(
        "This configuration is locked and cannot be repaired: know its limits, or use another chip.");
  }
}

void lintConfig(Context& context, const ConfigLintOptions& options) {
  atecc::LintOptions lintOptions;
  if (!options.tlsSlot.empty())
    lintOptions.tlsSlot = atecc::Slot::from(parseSlotNumber(options.tlsSlot)).value();
  const ConfigInput input = readConfigInput(context, options.input);
  lintOptions.address = input.address;
  // A profile says which keys are meant to be regenerated.
  if (const auto profile = profile::recogniseProfile(input.zone)) {
    lintOptions.ephemeral = profile->slots.ephemeralSet();
  }
  std::vector<Finding> findings(atecc::kMaxFindings);
  findings.resize(atecc::lint(input.zone, lintOptions, findings));
  if (countOf(findings, Severity::error) != 0) context.setExit(Exit::no);
  if (!context.console().json()) return printConfigLint(context.console(), input, findings);
  Json list = Json::array();
  for (const Finding& finding : findings) list.push_back(findingJson(finding, input.zone));
  context.console().result(Json{{"source", input.name},
                                {"errors", countOf(findings, Severity::error)},
                                {"warnings", countOf(findings, Severity::warning)},
                                {"infos", countOf(findings, Severity::info)},
                                {"findings", list}});
}

}  // namespace

void addConfigLint(CLI::App& root, Context& context) {
  auto options = std::make_shared<ConfigLintOptions>();
  CLI::App& command = addCommand(
      commandGroup(root, "config"), "lint",
      {.summary = "find what is unsafe in a configuration, or will brick the chip",
       .details = "Judges the chip as it will be with both zones locked: "
                  "which keys anyone on the bus can replace, read or\n"
                  "set (followed from key to key), what can never work, what the datasheet forbids. "
                  "Each finding says what to\n"
                  "change. Exit code 1 if there are errors; warnings and infos leave it 0.",
       .examples = {"signet config lint layout.hex", "signet config lint --chip sim:my.chip --tls-slot 0",
                    "signet config lint layout.hex --json"}});
  addOption(command, "file", options->input, kConfigInputHelp).typeName("FILE");
  addOption(command, "--tls-slot", options->tlsSlot, "the slot that is to hold the TLS client key, 0 to 15");
  onRun(command, [&context, options] { lintConfig(context, *options); });
}

}  // namespace signet::cli
