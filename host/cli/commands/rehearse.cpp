// `signet rehearse`: a plan carried out on a software copy of the chip.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/base/encoding.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/provision/rehearsal.h"

namespace signet::cli {
namespace {

using provision::Plan;
using provision::Rehearsal;

struct Options {
  std::string profile = provision::kDefaultProfile;
  std::string mosquitto;
  bool withoutBroker = false;
};

double milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

Json toJson(App& app, const Plan& plan, const Rehearsal& done) {
  Json json{{"chip", app.chip().name()},       {"serialNumber", hexOf(plan.before.serial())},
            {"profile", plan.profile.name},    {"code", plan.code()},
            {"steps", plan.steps.size()},      {"provisioning_ms", milliseconds(done.provisioning)},
            {"device", done.deviceName},       {"chainInChip", done.chainInChip},
            {"connected", !done.suite.empty()}};
  if (done.suite.empty()) return json;
  json["suite"] = done.suite;
  json["topic"] = done.topic;
  json["connecting_ms"] = milliseconds(done.connecting);
  return json;
}

void print(App& app, const Plan& plan, const Rehearsal& done, const Options& options) {
  Console& console = app.console();
  console.line();
  console.line(fmt::format(
      "It works: {:.0f} ms for chip and bus to provision{}.", milliseconds(done.provisioning),
      done.suite.empty() ? "" : fmt::format(", {:.0f} ms to connect", milliseconds(done.connecting))));
  console.line(fmt::format("{} itself was only read.", app.chip().name()));
  if (plan.complete()) return;
  console.line("Do it:");
  console.line(fmt::format("  signet apply {} --chip {} --plan {} --irreversible yes", options.profile,
                           app.chip().name(), plan.code()));
}

void run(App& app, const Options& options) {
  const Plan plan =
      makePlan(provision::loadProfile(options.profile), provision::readState(app.chip().device()));
  Console& console = app.console();
  if (!console.json()) {
    console.line(fmt::format("On a software copy of {} (serial number {}), as {}:", app.chip().name(),
                             hexOf(plan.before.serial()), plan.profile.name));
  }
  const Rehearsal done =
      rehearse(plan, std::time(nullptr), {.connect = !options.withoutBroker, .mosquitto = options.mosquitto},
               [&](const std::string& what) {
                 if (!console.json()) console.line("  " + what);
               });
  if (console.json()) return console.result(toJson(app, plan, done));
  print(app, plan, done, options);
}

}  // namespace

void addRehearse(CLI::App& root, App& app) {
  auto options = std::make_shared<Options>();
  CLI::App& command = addCommand(
      root, "rehearse",
      {.summary = "carry out a plan on a software copy of the chip, as far as a broker",
       .details =
           "Reads the chip, makes a copy of it in this program, and there does what `signet apply` would do. "
           "Then a\nthrowaway authority certifies the copy, it connects to a mosquitto on a free port of "
           "this "
           "computer with\nits new key, publishes, and gets the message back. Nothing of it stays.",
       .examples = {"signet rehearse --chip sim:my.chip", "signet rehearse development --without-broker"}});
  command.add_option("profile", options->profile, "a profile's name, or its file (./mine.toml)")
      ->default_str(provision::kDefaultProfile);
  command.add_flag("--without-broker", options->withoutBroker, "stop before connecting: needs no mosquitto");
  command.add_option("--mosquitto", options->mosquitto, "the mosquitto to run")->type_name("FILE");
  command.callback([&app, options] { run(app, *options); });
}

}  // namespace signet::cli
