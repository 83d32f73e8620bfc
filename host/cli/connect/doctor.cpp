// `signet doctor`: why does it not connect?
#include <fmt/format.h>

#include <memory>

#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/connect/examination.h"

namespace signet::cli {
namespace {

Style styleOf(CheckResult::State state) {
  switch (state) {
    case CheckResult::State::ok: return Style::good;
    case CheckResult::State::warning: return Style::warning;
    case CheckResult::State::failed: return Style::bad;
    case CheckResult::State::skipped: return Style::dim;
  }
  return Style::plain;
}

void printDoctor(Console& console, const std::vector<CheckResult>& findings) {
  Table table;
  for (const CheckResult& one : findings) {
    table.row({one.check, console.styled(styleOf(one.state), stateName(one.state)), one.text});
    if (!one.next.empty()) table.row({"", "", "-> " + one.next});
  }
  table.print(console);
}

Json toJson(const std::vector<CheckResult>& findings, bool healthy) {
  Json checks = Json::array();
  for (const CheckResult& one : findings) {
    Json json{{"check", one.check}, {"state", stateName(one.state)}, {"text", one.text}};
    if (!one.next.empty()) json["next"] = one.next;
    checks.push_back(json);
  }
  return Json{{"healthy", healthy}, {"checks", checks}};
}

void doctor(Context& context, const ConnectOptions& options) {
  Doctor doctor(context, options);
  const std::vector<CheckResult>& findings = doctor.examine();
  bool healthy = true;
  for (const CheckResult& one : findings) healthy = healthy && one.state != CheckResult::State::failed;
  if (!healthy) context.setExit(Exit::no);
  if (context.console().json()) {
    context.console().result(toJson(findings, healthy));
    return;
  }
  printDoctor(context.console(), findings);
  context.console().line();
  context.console().line(healthy ? "All is well: this device connects."
                                 : "Begin with the first check that failed; the arrow says what to try.");
}

}  // namespace

void addDoctor(CLI::App& root, Context& context) {
  auto options = std::make_shared<ConnectOptions>();
  CLI::App& command = addCommand(
      root, "doctor",
      {.summary = "find out why a device does not connect",
       .details =
           "Looks at everything that has to be right, one after the other: chip, bus, the device's record,\n"
           "configuration, pairing secret, key, trust, certificate, clock, the broker's name, TCP, TLS, "
           "and the\n"
           "broker's answer. Each is OK, or has the reason and the next thing to try. "
           "Exit code 1 if something failed. Nothing is changed.",
       .examples = {"signet doctor", "signet doctor --host broker.example --ca ca.pem --cert device.pem",
                    "signet doctor --json"}});
  options->addTo(command);
  onRun(command, [&context, options] { doctor(context, *options); });
}

}  // namespace signet::cli
