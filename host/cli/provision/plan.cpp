// `signet plan`: what would make this chip what a profile says. Nothing is changed.
#include <fmt/format.h>

#include <memory>

#include "host/base/encoding.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/config/findings.h"
#include "host/cli/labelled.h"
#include "host/cli/provision/plan_text.h"
#include "host/provision/plan.h"

namespace signet::cli {
namespace {

using provision::Plan;

Json planJson(Context& context, const Plan& plan) {
  Json findings = Json::array();
  for (const auto& finding : lintProfile(plan.profile, plan.target)) {
    findings.push_back(findingJson(finding, plan.target));
  }
  return Json{{"chip", context.chip().name()},
              {"serialNumber", hexOf(plan.before.serial())},
              {"profile", plan.profile.name},
              {"complete", plan.complete()},
              {"code", plan.code()},
              {"steps", stepsJson(plan)},
              {"changes", changedFields(plan)},
              {"slots", slotMapJson(plan.profile, plan.target)},
              {"findings", findings}};
}

void printWork(Console& console, const Plan& plan) {
  console.line(console.styled(Style::bold, "What would be done"));
  printSteps(console, plan);
  console.line();
  console.line(console.styled(Style::bold, "What can never be undone"));
  for (const std::string& line : consequences(plan)) console.line("  - " + wrapped(line, 4));
  console.line();
}

/// `profile`: as it was given, a name or a file.
void printSteps(Context& context, const Plan& plan, const std::string& profile) {
  Console& console = context.console();
  console.line(console.styled(Style::bold, fmt::format("{} (serial number {}) as {}", context.chip().name(),
                                                       hexOf(plan.before.serial()), plan.profile.name)));
  console.line(plan.profile.summary);
  console.line();
  if (!plan.complete()) printWork(console, plan);
  console.line(console.styled(
      Style::bold, plan.complete() ? "What each slot can do" : "What each slot will be able to do"));
  printSlotMap(console, plan.profile, plan.target);
  console.line();
  printFindings(console, lintProfile(plan.profile, plan.target), plan.target);
  if (plan.complete()) return console.line("Nothing is left to do: the chip is what the profile says.");
  console.line("Nothing was changed. Try it on a software copy of this chip:");
  console.line(fmt::format("  signet rehearse {} --chip {}", profile, context.chip().name()));
  console.line("Do it:");
  console.line(fmt::format("  signet apply {} --chip {} --plan {} --irreversible yes", profile,
                           context.chip().name(), plan.code()));
}

void runPlan(Context& context, const std::string& profile) {
  const Plan plan = makePlan(profile::loadProfile(profile), provision::readState(context.chip().device()));
  if (context.console().json()) return context.console().result(planJson(context, plan));
  printSteps(context, plan, profile);
}

}  // namespace

void addPlan(CLI::App& root, Context& context) {
  auto profile = std::make_shared<std::string>(profile::kDefaultProfile);
  CLI::App& command = addCommand(root, "plan",
                                 {.summary = "show what would make a chip a device, and change nothing",
                                  .details = "Reads the chip, and tells what would be written and locked, "
                                             "what each slot could do then and who\n"
                                             "may do it, and what can never be undone. "
                                             "The code it prints stands for this chip in this state:\n"
                                             "`signet apply --plan CODE` does this and nothing else.",
                                  .examples = {"signet plan --chip sim:my.chip", "signet plan development",
                                               "signet plan ./mine.toml --json"}});
  addOption(command, "profile", *profile, "a profile's name, or its file (./mine.toml)")
      .typeName("NAME|FILE")
      .defaultText(profile::kDefaultProfile);
  onRun(command, [&context, profile] { runPlan(context, *profile); });
}

}  // namespace signet::cli
