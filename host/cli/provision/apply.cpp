// `signet apply`: makes a chip a device, for real.
#include <fmt/format.h>

#include <memory>

#include "host/base/encoding.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/confirm.h"
#include "host/cli/labelled.h"
#include "host/cli/provision/plan_text.h"
#include "host/home/home.h"
#include "host/provision/apply.h"

namespace signet::cli {
namespace {

using profile::SlotUse;
using provision::Applied;
using provision::Plan;

struct ApplyOptions {
  std::string profile = profile::kDefaultProfile;
  std::string code;
  std::string home;
  std::string irreversible;
  bool ask = false;
};

void requireCode(const Plan& plan, const ApplyOptions& options) {
  if (options.code.empty() || options.code == plan.code()) return;
  throw UserError(Exit::refused,
                  fmt::format("This chip in this state has the plan {}, not {}. Nothing was changed.",
                              plan.code(), options.code),
                  fmt::format("Look at it again: signet plan {}", options.profile), Status::refused);
}

/// Shows what would be done, and changes nothing.
[[noreturn]] void askForConfirmation(Context& context, const Plan& plan) {
  Console& console = context.console();
  if (console.json()) {
    console.result(Json{{"chip", context.chip().name()},
                        {"serialNumber", hexOf(plan.before.serial())},
                        {"profile", plan.profile.name},
                        {"applied", false},
                        {"code", plan.code()},
                        {"steps", stepsJson(plan)}});
  } else {
    console.line(fmt::format("This would make {} (serial number {}) a chip of the profile {}:",
                             context.chip().name(), hexOf(plan.before.serial()), plan.profile.name));
    printSteps(console, plan);
    for (const std::string& line : consequences(plan)) console.line("  - " + wrapped(line, 4));
  }
  throw UserError(Exit::needsYes, "Nothing was changed.", "If you mean it, add: --irreversible yes");
}

/// The secret of a chip that was provisioned elsewhere is elsewhere.
void warnUnpaired(Context& context, const Plan& plan, const Applied& applied) {
  const auto slot = plan.profile.slots.find(SlotUse::pairingSecret);
  if (!slot || applied.paired) return;
  context.console().warn(
      fmt::format("The pairing secret of slot {} is not on this computer: what it protects stays closed. "
                  "Copy pairing.secret from where this chip was provisioned.",
                  slot->number()));
}

void reportApply(Context& context, const Plan& plan, const Applied& applied, const home::DeviceFiles& files) {
  Console& console = context.console();
  const unsigned slot = plan.profile.slots.find(SlotUse::tlsIdentity)->number();
  if (console.json()) {
    return console.result(Json{{"chip", context.chip().name()},
                               {"serialNumber", hexOf(plan.before.serial())},
                               {"profile", plan.profile.name},
                               {"applied", true},
                               {"changed", applied.changed},
                               {"identitySlot", slot},
                               {"publicKey", hexOf(applied.identity.bytes)},
                               {"paired", applied.paired},
                               {"journal", files.path(home::kJournalFile)}});
  }
  console.line(applied.changed ? fmt::format("{} is a chip of the profile {} now, for ever.",
                                             context.chip().name(), plan.profile.name)
                               : fmt::format("{} is a chip of the profile {} already; nothing was changed.",
                                             context.chip().name(), plan.profile.name));
  console.line(fmt::format("  the key in slot {} signs, and its signature verifies", slot));
  if (applied.paired) {
    console.line(fmt::format("  the chip shares its pairing secret with {}", files.path(home::kSecretFile)));
  }
}

/// With --ask: a word from the user before each lock.
void askBefore(Context& context, const provision::Step& step) {
  if (answersYes(context.console(), context.in(), step.what + ": " + step.afterwards)) return;
  throw UserError(Exit::needsYes, "Stopped before: " + step.what + ".",
                  "What was done so far is kept; the same command continues from here.");
}

void runApply(Context& context, const ApplyOptions& options) {
  chip::ChipTarget& chip = context.chip();
  const Plan plan = makePlan(profile::loadProfile(options.profile), provision::readState(chip.device()));
  requireCode(plan, options);
  const bool confirmed = isConfirmed(options.irreversible);
  if (!confirmed && !options.ask && !plan.complete()) askForConfirmation(context, plan);
  const auto home = home::Home::find(options.home);
  const home::HomeLock lock(home);
  home::FolderFiles files(home, plan.before.serial());
  unsigned number = 0;
  const Applied applied = apply(chip.device(), plan, files, [&](const provision::Step& step) {
    context.console().note(fmt::format("{}/{} {}", ++number, plan.steps.size(), step.what));
    if (!confirmed && step.forEver) askBefore(context, step);
  });
  chip.forgetConfig();
  warnUnpaired(context, plan, applied);
  reportApply(context, plan, applied, files);
}

}  // namespace

void addApply(CLI::App& root, Context& context) {
  auto options = std::make_shared<ApplyOptions>();
  CLI::App& command = addCommand(
      root, "apply",
      {.summary = "make a chip a device: configuration, locks, key, pairing secret",
       .details = "Does what `signet plan` shows, each step read back. "
                  "Needs --irreversible yes, because of the locks; without it\n"
                  "nothing is changed. Interrupted anywhere, the same command goes on where it stopped. "
                  "A chip that is what the\n"
                  "profile says already is only checked. "
                  "Journal and pairing secret are kept in the chip's folder below --home.",
       .examples = {"signet apply --chip sim:my.chip", "signet apply --plan CODE --irreversible yes",
                    "signet apply development --chip sim:my.chip --irreversible yes"}});
  addOption(command, "profile", options->profile, "a profile's name, or its file (./mine.toml)")
      .typeName("NAME|FILE")
      .defaultText(profile::kDefaultProfile);
  addOption(command, "--plan", options->code, "apply only the plan with this code").typeName("CODE");
  addOption(command, "--home", options->home, "the folder for what signet keeps (docs/setup.md)")
      .typeName("FOLDER");
  addConfirmation(command, options->irreversible);
  addFlag(command, "--ask", options->ask, "instead of --irreversible yes: ask before each lock");
  onRun(command, [&context, options] { runApply(context, *options); });
}

}  // namespace signet::cli
