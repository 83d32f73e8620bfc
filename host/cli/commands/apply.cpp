// `signet apply`: makes a chip a device, for real.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/base/encoding.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/confirm.h"
#include "host/cli/labelled.h"
#include "host/cli/plan_text.h"
#include "host/provision/apply.h"
#include "host/provision/home.h"

namespace signet::cli {
namespace {

using provision::Applied;
using provision::Plan;
using provision::SlotUse;

struct Options {
  std::string profile = provision::kDefaultProfile;
  std::string code;
  std::string home;
  std::string irreversible;
  bool ask = false;
};

void requireCode(const Plan& plan, const Options& options) {
  if (options.code.empty() || options.code == plan.code()) return;
  throw UserError(Exit::refused,
                  fmt::format("This chip in this state has the plan {}, not {}. Nothing was changed.",
                              plan.code(), options.code),
                  fmt::format("Look at it again: signet plan {}", options.profile), Status::refused);
}

/// Shows what would be done, and changes nothing.
[[noreturn]] void askForConfirmation(App& app, const Plan& plan) {
  Console& console = app.console();
  if (console.json()) {
    console.result(Json{{"chip", app.chip().name()},
                        {"serialNumber", hexOf(plan.before.serial())},
                        {"profile", plan.profile.name},
                        {"applied", false},
                        {"code", plan.code()},
                        {"steps", stepsJson(plan)}});
  } else {
    console.line(fmt::format("This would make {} (serial number {}) a chip of the profile {}:",
                             app.chip().name(), hexOf(plan.before.serial()), plan.profile.name));
    printSteps(console, plan);
    for (const std::string& line : consequences(plan)) console.line("  - " + wrapped(line, 4));
  }
  throw UserError(Exit::needsYes, "Nothing was changed.", "If you mean it, add: --irreversible yes");
}

/// The secret of a chip that was provisioned elsewhere is elsewhere.
void warnUnpaired(App& app, const Plan& plan, const Applied& applied) {
  const auto slot = plan.profile.slots.find(SlotUse::pairingSecret);
  if (!slot || applied.paired) return;
  app.console().warn(fmt::format(
      "The pairing secret of slot {} is not on this computer: what it protects stays closed. Copy "
      "pairing.secret from where this chip was provisioned.",
      slot->number()));
}

void report(App& app, const Plan& plan, const Applied& applied, const provision::DeviceFiles& files) {
  Console& console = app.console();
  const unsigned slot = plan.profile.slots.find(SlotUse::tlsIdentity)->number();
  if (console.json()) {
    return console.result(Json{{"chip", app.chip().name()},
                               {"serialNumber", hexOf(plan.before.serial())},
                               {"profile", plan.profile.name},
                               {"applied", true},
                               {"changed", applied.changed},
                               {"identitySlot", slot},
                               {"publicKey", hexOf(applied.identity.bytes)},
                               {"paired", applied.paired},
                               {"journal", files.path(provision::kJournalFile)}});
  }
  console.line(applied.changed ? fmt::format("{} is a chip of the profile {} now, for ever.",
                                             app.chip().name(), plan.profile.name)
                               : fmt::format("{} is a chip of the profile {} already; nothing was changed.",
                                             app.chip().name(), plan.profile.name));
  console.line(fmt::format("  the key in slot {} signs, and its signature verifies", slot));
  if (applied.paired) {
    console.line(
        fmt::format("  the chip shares its pairing secret with {}", files.path(provision::kSecretFile)));
  }
}

/// With --ask: a word from the user before each lock.
void askBefore(App& app, const provision::Step& step) {
  if (answersYes(app.console(), app.in(), step.what + ": " + step.afterwards)) return;
  throw UserError(Exit::needsYes, "Stopped before: " + step.what + ".",
                  "What was done so far is kept; the same command goes on from here.");
}

void run(App& app, const Options& options) {
  ChipTarget& chip = app.chip();
  const Plan plan = makePlan(provision::loadProfile(options.profile), provision::readState(chip.device()));
  requireCode(plan, options);
  const bool confirmed = isConfirmed(options.irreversible);
  if (!confirmed && !options.ask && !plan.complete()) askForConfirmation(app, plan);
  const auto home = provision::Home::find(options.home);
  const provision::HomeLock lock(home);
  provision::FolderFiles files(home, plan.before.serial());
  unsigned number = 0;
  const Applied applied = apply(chip.device(), plan, files, [&](const provision::Step& step) {
    app.console().note(fmt::format("{}/{} {}", ++number, plan.steps.size(), step.what));
    if (!confirmed && step.forEver) askBefore(app, step);
  });
  chip.forgetConfig();
  warnUnpaired(app, plan, applied);
  report(app, plan, applied, files);
}

}  // namespace

void addApply(CLI::App& root, App& app) {
  auto options = std::make_shared<Options>();
  CLI::App& command = addCommand(
      root, "apply",
      {.summary = "make a chip a device: configuration, locks, key, pairing secret",
       .details =
           "Does what `signet plan` shows, each step read back. Needs --irreversible yes, because of the "
           "locks; without it\nnothing is changed. Interrupted anywhere, the same command goes on where it "
           "stopped. A chip that is what the\nprofile says already is only checked. Journal and pairing "
           "secret "
           "are kept in the chip's folder below --home.",
       .examples = {"signet apply --chip sim:my.chip", "signet apply --plan CODE --irreversible yes",
                    "signet apply development --chip sim:my.chip --irreversible yes"}});
  command.add_option("profile", options->profile, "a profile's name, or its file (./mine.toml)")
      ->type_name("NAME|FILE")
      ->default_str(provision::kDefaultProfile);
  command.add_option("--plan", options->code, "apply only the plan with this code")->type_name("CODE");
  command.add_option("--home", options->home, "the folder for what signet keeps (docs/setup.md)")
      ->type_name("FOLDER");
  addConfirmation(command, options->irreversible);
  command.add_flag("--ask", options->ask, "instead of --irreversible yes: ask before each lock");
  command.callback([&app, options] { run(app, *options); });
}

}  // namespace signet::cli
