// `signet setup local`: from a chip, blank or not, to a device with a certificate.
#include <fmt/format.h>

#include <ctime>
#include <filesystem>
#include <memory>

#include "host/base/encoding.h"
#include "host/base/values.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/confirm.h"
#include "host/cli/home_option.h"
#include "host/cli/labelled.h"
#include "host/cli/provision/plan_text.h"
#include "host/home/certificates.h"
#include "host/pki/credential.h"
#include "host/provision/apply.h"
#include "host/provision/enrol.h"

namespace signet::cli {
namespace {

using home::Home;
using pki::Authority;
using profile::Profile;
using profile::SlotUse;
using provision::Enrolment;
using provision::EnrolOptions;
using provision::Plan;

struct SetupOptions {
  std::string home;
  std::string name;
  std::string profile;
  std::string brokerHost;
  std::string brokerPort;
  std::string keySlot;
  std::string irreversible;
  bool renew = false;
};

/// What one run did, beside the enrolment.
struct Setup {
  bool madeAuthority = false;
  bool madeOperator = false;
  bool applied = false;
};

/// Everything that can be wrong on the command line is found before anything is changed.
EnrolOptions enrolOptions(const SetupOptions& options) {
  EnrolOptions enrol{.name = options.name, .brokerHost = options.brokerHost, .renew = options.renew};
  if (!options.brokerPort.empty())
    enrol.brokerPort = static_cast<std::uint16_t>(parseNumber(options.brokerPort, "The port", 1, 65535));
  if (!options.keySlot.empty()) enrol.keySlot = atecc::Slot::from(parseSlotNumber(options.keySlot)).value();
  return enrol;
}

/// The profile that the chip has or gets; none: it was configured elsewhere, for ever.
std::optional<Profile> profileFor(const SetupOptions& options, const atecc::ConfigZone& config) {
  if (!options.profile.empty()) return profile::loadProfile(options.profile);
  if (config.configLocked()) return profile::recogniseProfile(config);
  return profile::loadProfile(profile::kDefaultProfile);
}

[[noreturn]] void askToSetUp(Context& context, const Plan& plan) {
  Console& console = context.console();
  if (console.json()) {
    console.result(Json{{"chip", context.chip().name()},
                        {"serialNumber", hexOf(plan.before.serial())},
                        {"profile", plan.profile.name},
                        {"done", false},
                        {"steps", stepsJson(plan)}});
  } else {
    console.line(fmt::format("{} (serial number {}) has to become a chip of the profile {} first:",
                             context.chip().name(), hexOf(plan.before.serial()), plan.profile.name));
    printSteps(console, plan);
    for (const std::string& line : consequences(plan)) console.line("  - " + wrapped(line, 4));
  }
  throw UserError(Exit::needsYes, "Nothing was changed.",
                  "`signet plan` tells more, `signet rehearse` tries it on a copy. If you mean it, add: "
                  "--irreversible yes");
}

Authority openAuthority(Context& context, const Home& home, Setup& setup, std::int64_t now) {
  setup.madeAuthority = !std::filesystem::exists(home.ca("signer.crt"));
  Authority authority = Authority::openOrMake(home, now);
  if (setup.madeAuthority) {
    context.console().note(fmt::format(
        "Made a certificate authority in {}. Its two keys are files that only you can read, not encrypted: "
        "whoever copies signer.key can make devices that your broker lets in, "
        "and with root.key also brokers that your devices trust. "
        "root.key is only needed to make another signer; keep it elsewhere if you like.",
        home.ca("")));
  }
  setup.madeOperator = pki::ensureOperator(home, authority, now);
  return authority;
}

void applyPlan(Context& context, const Home& home, const Plan& plan, Setup& setup) {
  home::FolderFiles files(home, plan.before.serial());
  unsigned number = 0;
  const auto done = apply(context.chip().device(), plan, files, [&](const provision::Step& step) {
    context.console().note(fmt::format("{}/{} {}", ++number, plan.steps.size(), step.what));
  });
  setup.applied = done.changed;
  context.chip().forgetConfig();
}

std::string slotsOfChain(const profile::SlotMap& map) {
  return fmt::format("{}, {} and {}", map.find(SlotUse::certificate)->number(),
                     map.find(SlotUse::signerKey)->number(), map.find(SlotUse::signerCertificate)->number());
}

void printDevice(Console& console, const Home& home, const Setup& setup, const Enrolment& done,
                 bool changed) {
  const auto file = [&](const char* name) { return home.device(done.record.serial, name); };
  const bool here = done.chipHoldsChain;
  console.line(console.styled(Style::bold,
                              changed ? fmt::format("{} is ready.", done.record.name)
                                      : fmt::format("{} was ready; nothing was changed.", done.record.name)));
  Table table;
  table.row({"key", fmt::format("slot {}, {}", done.keySlot.number(),
                                done.madeKey || setup.applied ? "made now in the chip" : "as it was")});
  table.row({"certificate", fmt::format("{}, until {}", done.madeCertificate ? "new" : "as it was",
                                        home::dateText(done.certificate.notAfter()))});
  table.row({"in the chip", here ? "slots " + slotsOfChain(done.record.slots)
                                 : "no: this chip has no slots for it that can be written"});
  table.row({"as files", file("chain.pem")});
  table.row({"topics", fmt::format("devices/{}/...", done.record.name)});
  table.print(console);
}

void printBroker(Console& console, const Home& home, const home::DeviceRecord& record) {
  const bool usual = record.brokerPort == home::kMqttTlsPort;
  console.line();
  console.line(console.styled(Style::bold, "Its broker") +
               fmt::format(", expected at {} port {}", record.brokerHost, record.brokerPort));
  Table table;
  table.row(
      {"run it here", usual ? "signet broker" : fmt::format("signet broker --port {}", record.brokerPort)});
  table.row({"or another that trusts", home.ca("root.crt")});
  table.row({"refuses", home.ca("crl.pem")});
  table.row({"and tells who it is by", "the common name of the certificate"});
  table.row({"operators have", home.operatorFile("operator.crt") + ", operator.key"});
  table.print(console);
}

Json resultJson(Context& context, const Home& home, const Setup& setup, const Enrolment& done, bool changed) {
  const auto file = [&](const char* name) { return home.device(done.record.serial, name); };
  Json json{{"chip", context.chip().name()},
            {"serialNumber", hexOf(done.record.serial)},
            {"done", true},
            {"changed", changed},
            {"name", done.record.name},
            {"profile", done.record.profile},
            {"keySlot", done.keySlot.number()}};
  json["made"] = {{"authority", setup.madeAuthority},
                  {"operator", setup.madeOperator},
                  {"locks", setup.applied},
                  {"key", done.madeKey || setup.applied},
                  {"certificate", done.madeCertificate},
                  {"storedInChip", done.storedInChip}};
  json["certificate"] = {{"serialNumber", done.certificate.serialNumber()},
                         {"notAfter", home::dateText(done.certificate.notAfter())},
                         {"inChip", done.chipHoldsChain},
                         {"chain", file("chain.pem")}};
  json["broker"] = {{"host", done.record.brokerHost},
                    {"port", done.record.brokerPort},
                    {"trust", home.ca("root.crt")},
                    {"revoked", home.ca("crl.pem")}};
  return json;
}

void setUp(Context& context, const SetupOptions& options) {
  EnrolOptions enrolment = enrolOptions(options);
  const Home home = Home::find(options.home);
  chip::ChipTarget& chip = context.chip();
  std::optional<Plan> plan;
  if (const auto profile = profileFor(options, chip.config())) {
    plan = makePlan(*profile, provision::readState(chip.device()));
    enrolment.profile = profile->name;
    enrolment.slots = profile->slots;
  }
  if (!isConfirmed(options.irreversible) && plan && !plan->complete()) askToSetUp(context, *plan);
  if (!plan || plan->complete()) provision::requireEnrollable(chip.device(), home, enrolment);
  const home::HomeLock lock(home);
  if (!options.name.empty()) {
    pki::refuseServerName(home, options.name);
    home.checkName(
        {.name = options.name, .serial = chip.config().serialNumber(), .profile = {}, .slots = {}});
  }
  const std::int64_t now = std::time(nullptr);
  Setup setup;
  Authority authority = openAuthority(context, home, setup, now);
  if (plan) applyPlan(context, home, *plan, setup);
  const Enrolment done = enrol(chip.device(), home, authority, enrolment, now);
  const bool changed = setup.madeAuthority || setup.madeOperator || setup.applied || done.changed();
  if (context.console().json())
    return context.console().result(resultJson(context, home, setup, done, changed));
  printDevice(context.console(), home, setup, done, changed);
  printBroker(context.console(), home, done.record);
  if (done.revokedOld) context.console().note("The certificate it had before is revoked.");
}

void addLocal(CLI::App& group, Context& context) {
  auto options = std::make_shared<SetupOptions>();
  CLI::App& command =
      addCommand(group, "local",
                 {.summary = "make a chip a device of an authority on this computer",
                  .details = "Makes a certificate authority, if there is none yet; "
                             "makes a blank chip what the profile says (that locks it\n"
                             "for ever, so it needs --irreversible yes); "
                             "lets the chip sign a request, and stores the certificate in the\n"
                             "chip and as PEM. A chip that has its key keeps it. "
                             "Run again it changes nothing.",
                  .examples = {"signet setup local --chip sim:my.chip",
                               "signet setup local --chip sim:my.chip --name kitchen --irreversible yes",
                               "signet setup local --broker broker.example.com --port 8883"}});
  const Option name =
      addOption(command, "--name", options->name, "the device's name (signet-SERIAL)").typeName("NAME");
  addOption(command, "--profile", options->profile,
            fmt::format("a profile's name or file, for a blank chip ({})", profile::kDefaultProfile))
      .typeName("NAME|FILE");
  addOption(command, "--broker", options->brokerHost, "where its broker is (localhost)").typeName("HOST");
  addOption(command, "--port", options->brokerPort, fmt::format("and its port ({})", home::kMqttTlsPort));
  addOption(command, "--key-slot", options->keySlot, "the key's slot, of a chip that others configured")
      .typeName("SLOT");
  addFlag(command, "--renew", options->renew, "a new certificate, and revoke the present one");
  addHomeOption(command, options->home);
  addConfirmation(command, options->irreversible);
  onRun(command, [&context, name, options] {
    if (name.given()) home::checkDeviceName(options->name);
    setUp(context, *options);
  });
}

}  // namespace

void addSetup(CLI::App& root, Context& context) {
  CLI::App& group =
      addCommandGroup(root, "setup",
                      {.summary = "from a chip to a device with a certificate",
                       .examples = {"signet setup local --chip sim:my.chip --irreversible yes"}});
  addLocal(group, context);
}

}  // namespace signet::cli
