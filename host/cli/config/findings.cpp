#include "host/cli/config/findings.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/cli/config/explain.h"
#include "host/cli/config/explain_lint.h"

namespace signet::cli {
namespace {

using atecc::Finding;
using atecc::Severity;

/// The same finding on several slots is printed once.
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

}  // namespace

void printFindings(Console& console, const std::vector<Finding>& findings, const atecc::ConfigZone& zone) {
  for (const Group& group : grouped(findings, zone)) {
    const std::string where = group.slots.empty() ? "whole chip" : slotList(group.slots);
    console.line(fmt::format("{}: {}: {}", severityWord(console, group.first.severity), where,
                             lintRuleName(group.first.rule)));
    console.line("  " + group.text.reason);
    console.line("  Change: " + group.text.change);
    console.line();
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

}  // namespace signet::cli
