// `signet ca`: the certificate authority of this home.
#include <fmt/format.h>

#include <ctime>
#include <filesystem>
#include <memory>

#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/home_option.h"
#include "host/home/certificates.h"
#include "host/pki/authority.h"
#include "host/pki/credential.h"

namespace signet::cli {
namespace {

using home::DeviceRecord;
using home::Home;
using pki::Authority;
using pki::Certificate;

struct CaOptions {
  std::string home;
  std::string name;
};

/// A certificate of this home, and what it is for.
struct Entry {
  std::string what;
  std::string file;
  Certificate certificate;
};

void addIfThere(std::vector<Entry>& entries, const std::string& what, const std::string& file) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) entries.push_back({what, file, Certificate::load(file)});
}

/// Those that the signer signed: the broker's, the operator's, and each device's.
std::vector<Entry> issued(const Home& home) {
  std::vector<Entry> entries;
  addIfThere(entries, "broker", home.broker("server.crt"));
  addIfThere(entries, "operator", home.operatorFile("operator.crt"));
  for (const DeviceRecord& record : home.devices())
    addIfThere(entries, "device", home.device(record.serial, "device.crt"));
  return entries;
}

const char* stateOf(const Authority& authority, const Certificate& certificate, std::int64_t now) {
  if (!certificate.isIssuedBy(authority.signer())) return "of another signer";
  if (authority.revoked().contains(certificate)) return "revoked";
  return authority.accepts(certificate, now) ? "good" : "out of date";
}

Json entryJson(const Entry& entry, const char* state) {
  return Json{{"what", entry.what},
              {"name", entry.certificate.commonName()},
              {"state", state},
              {"serialNumber", entry.certificate.serialNumber()},
              {"notBefore", home::dateText(entry.certificate.notBefore())},
              {"notAfter", home::dateText(entry.certificate.notAfter())},
              {"sha256", entry.certificate.fingerprint()},
              {"file", entry.file}};
}

void showCa(Context& context, const CaOptions& options) {
  const Home home = Home::find(options.home);
  const Authority authority = Authority::open(home);
  const std::int64_t now = std::time(nullptr);
  Console& console = context.console();
  Json list = Json::array();
  Table table({"what", "name", "until", "state", "serial number"});
  const auto add = [&](const Entry& entry, const char* state) {
    const Style style = std::string_view(state) == "good" ? Style::good : Style::warning;
    list.push_back(entryJson(entry, state));
    table.row({entry.what, entry.certificate.commonName(),
               home::dateText(entry.certificate.notAfter()).substr(0, 10), console.styled(style, state),
               entry.certificate.serialNumber()});
  };
  const auto alive = [now](const Certificate& certificate) {
    return certificate.notBefore() <= now && now < certificate.notAfter() ? "good" : "out of date";
  };
  add({"root", home.ca("root.crt"), authority.root()}, alive(authority.root()));
  add({"signer", home.ca("signer.crt"), authority.signer()}, alive(authority.signer()));
  for (const Entry& entry : issued(home)) add(entry, stateOf(authority, entry.certificate, now));
  if (console.json()) {
    return console.result(
        Json{{"folder", home.ca("")}, {"revoked", authority.revoked().size()}, {"certificates", list}});
  }
  table.print(console);
  console.line(fmt::format("The root's SHA-256 fingerprint: {}", authority.root().fingerprint()));
  console.line(fmt::format("Revoked certificates: {}", authority.revoked().size()));
}

Entry named(const Home& home, const std::string& name) {
  std::string names;
  for (Entry& entry : issued(home)) {
    if (entry.certificate.commonName() == name) return std::move(entry);
    names += fmt::format("{}{}", names.empty() ? "" : ", ", entry.certificate.commonName());
  }
  throw usageError(
      fmt::format("Nothing in {} has a certificate with the name {}.", home.folder(), name),
      names.empty() ? "`signet setup local` makes a device." : fmt::format("There are {}.", names));
}

void revoke(Context& context, const CaOptions& options) {
  const Home home = Home::find(options.home);
  const home::HomeLock lock(home);
  Authority authority = Authority::open(home);
  const Entry entry = named(home, options.name);
  const bool now = authority.revoke(entry.certificate, std::time(nullptr));
  Console& console = context.console();
  if (console.json()) {
    return console.result(Json{{"name", options.name},
                               {"serialNumber", entry.certificate.serialNumber()},
                               {"changed", now},
                               {"list", home.ca("crl.pem")}});
  }
  console.line(now ? fmt::format("The certificate of {} is revoked.", options.name)
                   : fmt::format("The certificate of {} was revoked already.", options.name));
  if (options.name == pki::kBrokerName) {
    return console.note(
        "Devices do not ask who was revoked: they trust this broker as before. "
        "Restart `signet broker`, which then makes a new key and certificate.");
  }
  console.note(
      fmt::format("A broker run by `signet broker` refuses it from now on; others have to read {} again. "
                  "A connection that is open ends when its broker is restarted.",
                  home.ca("crl.pem")));
}

void addShow(CLI::App& group, Context& context) {
  auto options = std::make_shared<CaOptions>();
  CLI::App& command = addCommand(group, "show",
                                 {.summary = "list the authority's certificates",
                                  .details = "Root, signer, broker, operator and every device: "
                                             "until when each is good, and which are revoked.",
                                  .examples = {"signet ca show", "signet ca show --json"}});
  addHomeOption(command, options->home);
  onRun(command, [&context, options] { showCa(context, *options); });
}

void addRevoke(CLI::App& group, Context& context) {
  auto options = std::make_shared<CaOptions>();
  CLI::App& command = addCommand(group, "revoke",
                                 {.summary = "shut a device out",
                                  .details = "Puts its certificate on the revocation list, for ever. "
                                             "`signet setup local --renew` gives the device a new\n"
                                             "one, should it be let in again.",
                                  .examples = {"signet ca revoke kitchen"}});
  addOption(command, "name", options->name, "the name in the certificate").required();
  addHomeOption(command, options->home);
  onRun(command, [&context, options] { revoke(context, *options); });
}

}  // namespace

void addCa(CLI::App& root, Context& context) {
  CLI::App& group = addCommandGroup(root, "ca",
                                    {.summary = "the certificate authority of this computer",
                                     .examples = {"signet ca show", "signet ca revoke kitchen"}});
  addShow(group, context);
  addRevoke(group, context);
}

}  // namespace signet::cli
