// `signet config lint`: what is unsafe in a configuration, or will brick the chip.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/base/values.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/commands/config_input.h"
#include "host/cli/explain.h"
#include "host/cli/explain_lint.h"

namespace signet::cli {
namespace {

using atecc::Finding;
using atecc::Severity;

struct Options {
  std::string input;
  std::string tlsSlot;
};

/// The same finding on several slots is told once.
struct Group {
  Finding first;
  FindingText text;
  std::vector<unsigned> slots;
};

std::vector<Group> grouped(const std::vector<Finding>& findings, const atecc::ConfigZone& zone) {
  std::vector<Group> groups;
  for (const Finding& finding : findings) {
    const FindingText text = textOf(finding, zone);
    auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
      return group.first.rule == finding.rule && group.first.severity == finding.severity &&
             group.text.reason == text.reason && group.text.change == text.change;
    });
    if (same == groups.end()) same = groups.insert(groups.end(), Group{finding, text, {}});
    if (finding.slot != Finding::kNone) same->slots.push_back(finding.slot);
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return a.first.severity > b.first.severity; });
  return groups;
}

std::string severityWord(const Console& console, Severity severity) {
  const Style style = severity == Severity::error     ? Style::bad
                      : severity == Severity::warning ? Style::warning
                                                      : Style::dim;
  return console.styled(style, severityName(severity));
}

std::size_t countOf(const std::vector<Finding>& findings, Severity severity) {
  return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(),
                                                [=](const Finding& f) { return f.severity == severity; }));
}

void print(Console& console, const ConfigInput& input, const std::vector<Finding>& findings) {
  for (const Group& group : grouped(findings, input.zone)) {
    const std::string where = group.slots.empty() ? "whole chip" : slotList(group.slots);
    console.line(fmt::format("{}: {}: {}", severityWord(console, group.first.severity), where,
                             lintRuleName(group.first.rule)));
    console.line("  " + group.text.reason);
    console.line("  Change: " + group.text.change);
    console.line();
  }
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

Json findingJson(const Finding& finding, const atecc::ConfigZone& zone) {
  const FindingText text = textOf(finding, zone);
  Json json{{"rule", lintRuleName(finding.rule)}, {"severity", severityName(finding.severity)}};
  if (finding.slot != Finding::kNone) json["slot"] = finding.slot;
  if (finding.other != Finding::kNone) json["other"] = finding.other;
  json["reason"] = text.reason;
  json["change"] = text.change;
  return json;
}

void lintConfig(App& app, const Options& options) {
  atecc::LintOptions lintOptions;
  if (!options.tlsSlot.empty())
    lintOptions.tlsSlot = atecc::Slot::from(parseSlotNumber(options.tlsSlot)).value();
  const ConfigInput input = readConfigInput(app, options.input);
  lintOptions.address = input.address;
  std::vector<Finding> findings(atecc::kMaxFindings);
  findings.resize(atecc::lint(input.zone, lintOptions, findings));
  if (countOf(findings, Severity::error) != 0) app.setExit(Exit::no);
  if (!app.console().json()) return print(app.console(), input, findings);
  Json list = Json::array();
  for (const Finding& finding : findings) list.push_back(findingJson(finding, input.zone));
  app.console().result(Json{{"source", input.name},
                            {"errors", countOf(findings, Severity::error)},
                            {"warnings", countOf(findings, Severity::warning)},
                            {"infos", countOf(findings, Severity::info)},
                            {"findings", list}});
}

}  // namespace

void addConfigLint(CLI::App& root, App& app) {
  auto options = std::make_shared<Options>();
  CLI::App& command = addCommand(
      *root.get_subcommand("config"), "lint",
      {.summary = "find what is unsafe in a configuration, or will brick the chip",
       .details = "Judges the chip as it will be with both zones locked: which keys anyone on the bus can "
                  "replace, read "
                  "or\nset (followed from key to key), what can never work, what the datasheet forbids. Each "
                  "finding "
                  "says what to\nchange. Exit code 1 if there are errors; warnings and infos leave it 0.",
       .examples = {"signet config lint layout.hex", "signet config lint --chip sim:my.chip --tls-slot 0",
                    "signet config lint layout.hex --json"}});
  command.add_option("file", options->input, kConfigInputHelp);
  command.add_option("--tls-slot", options->tlsSlot, "the slot that is to hold the TLS client key, 0 to 15");
  command.callback([&app, options] { lintConfig(app, *options); });
}

}  // namespace signet::cli
