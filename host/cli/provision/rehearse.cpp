// `signet rehearse`: a plan carried out on a software copy of the chip.
#include <fmt/format.h>

#include <ctime>
#include <memory>

#include "host/base/encoding.h"
#include "host/chip/proof.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/home_option.h"
#include "host/home/device_files.h"
#include "host/provision/rehearsal.h"

namespace signet::cli {
namespace {

using provision::Plan;
using provision::Rehearsal;

struct RehearseOptions {
  std::string home;
  std::string profile = profile::kDefaultProfile;
  std::string mosquitto;
  bool withoutBroker = false;
};

/// What is known of a pairing secret that the chip has already.
struct RealSecret {
  std::string file;     ///< where it is kept, or should be; empty: the chip has none yet
  bool proved = false;  ///< by a MAC of the chip
};

/// Throws UserError (badFile) for a file that holds another secret: with that nothing would work.
RealSecret realSecret(Context& context, const RehearseOptions& options, const Plan& plan) {
  const auto slot = plan.profile.slots.find(profile::SlotUse::pairingSecret);
  if (!slot || !plan.before.config.dataLocked()) return {};
  home::FolderFiles files(home::Home::find(options.home), plan.before.serial());
  RealSecret real{.file = files.path(home::kSecretFile)};
  const auto secret = home::loadPairingSecret(files);
  if (!secret) return real;
  chip::requireSharedSecret(context.chip().device(), plan.before.serial(), *slot, secret->bytes(), real.file);
  real.proved = true;
  return real;
}

double connectingMilliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

/// What the copy did is true of the chip, too: it needs no secret, or the one that is here.
bool holdsForChip(const Rehearsal& done, const RealSecret& real) {
  return !done.storedWithStandIn || real.proved;
}

Json toJson(Context& context, const Plan& plan, const Rehearsal& done, const RealSecret& real) {
  Json json{{"chip", context.chip().name()},   {"serialNumber", hexOf(plan.before.serial())},
            {"profile", plan.profile.name},    {"code", plan.code()},
            {"steps", plan.steps.size()},      {"provisioning_ms", connectingMilliseconds(done.provisioning)},
            {"device", done.deviceName},       {"chainInChip", done.chainInChip},
            {"connected", !done.suite.empty()}};
  json["works"] = holdsForChip(done, real);
  if (!real.file.empty()) json["pairingSecret"] = {{"file", real.file}, {"proved", real.proved}};
  if (done.suite.empty()) return json;
  json["suite"] = done.suite;
  json["topic"] = done.topic;
  json["connecting_ms"] = connectingMilliseconds(done.connecting);
  return json;
}

void printOutcome(Console& console, const Rehearsal& done, const RealSecret& real) {
  if (!holdsForChip(done, real)) {
    console.line(
        "The copy works with its stand-in. The chip does not: its pairing secret is not on this computer.");
    console.line(
        fmt::format("  {} is missing. "
                    "Bring it back; it cannot be made again, and without it the chip takes no certificate.",
                    real.file));
    return;
  }
  console.line(fmt::format(
      "It works: {:.0f} ms for chip and bus to provision{}.", connectingMilliseconds(done.provisioning),
      done.suite.empty() ? ""
                         : fmt::format(", {:.0f} ms to connect", connectingMilliseconds(done.connecting))));
  if (!done.standInSecret) return;
  console.line(real.proved
                   ? "The pairing secret on this computer is the chip's, proved by a MAC."
                   : "The chip's pairing secret is not on this computer: slots that it opens stay closed.");
}

void printRehearse(Context& context, const Plan& plan, const RehearseOptions& options) {
  Console& console = context.console();
  console.line(fmt::format("{} itself was only read.", context.chip().name()));
  if (plan.complete()) return;
  console.line("Do it:");
  console.line(fmt::format("  signet apply {} --chip {} --plan {} --irreversible yes", options.profile,
                           context.chip().name(), plan.code()));
}

void runRehearse(Context& context, const RehearseOptions& options) {
  const Plan plan =
      makePlan(profile::loadProfile(options.profile), provision::readState(context.chip().device()));
  const RealSecret real = realSecret(context, options, plan);
  Console& console = context.console();
  if (!console.json()) {
    console.line(fmt::format("On a software copy of {} (serial number {}), as {}:", context.chip().name(),
                             hexOf(plan.before.serial()), plan.profile.name));
  }
  const Rehearsal done =
      rehearse(plan, std::time(nullptr), {.connect = !options.withoutBroker, .mosquitto = options.mosquitto},
               [&](const std::string& what) {
                 if (!console.json()) console.line("  " + what);
               });
  if (!holdsForChip(done, real)) context.setExit(Exit::no);
  if (console.json()) return console.result(toJson(context, plan, done, real));
  console.line();
  printOutcome(console, done, real);
  printRehearse(context, plan, options);
}

}  // namespace

void addRehearse(CLI::App& root, Context& context) {
  auto options = std::make_shared<RehearseOptions>();
  CLI::App& command = addCommand(
      root, "rehearse",
      {.summary = "carry out a plan on a software copy of the chip, as far as a broker",
       .details =
           "Reads the chip, makes a copy of it in this program, and there does what `signet apply` would do. "
           "Then a\n"
           "throwaway authority certifies the copy, "
           "it connects to a mosquitto on a free port of this computer with\n"
           "its new key, publishes, and gets the message back. Nothing of it stays.",
       .examples = {"signet rehearse --chip sim:my.chip", "signet rehearse development --without-broker"}});
  addOption(command, "profile", options->profile, "a profile's name, or its file (./mine.toml)")
      .typeName("NAME|FILE")
      .defaultText(profile::kDefaultProfile);
  addHomeOption(command, options->home);
  addFlag(command, "--without-broker", options->withoutBroker, "stop before connecting: needs no mosquitto");
  addOption(command, "--mosquitto", options->mosquitto, "the mosquitto to run").typeName("FILE");
  onRun(command, [&context, options] { runRehearse(context, *options); });
}

}  // namespace signet::cli
