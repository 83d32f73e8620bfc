#include "host/cli/connect/connection_options.h"

#include <fmt/format.h>

#include "host/base/files.h"
#include "host/base/values.h"
#include "host/cli/options.h"
#include "host/identity/chip_ready.h"
#include "signet/port/linux/system_clock.h"

namespace signet::cli {
namespace {

using Record = std::optional<home::DeviceRecord>;

constexpr const char* kSetUp =
    "`signet setup local` makes an authority, a key and a certificate for this chip.";

std::vector<atecc::Slot> parseSlots(const std::string& text) {
  std::vector<atecc::Slot> slots;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    slots.push_back(atecc::Slot::from(parseSlotNumber(text.substr(at, comma - at))).value());
    at = comma + 1;
  }
  return slots;
}

mqtt::Version parseProtocol(const std::string& text) {
  if (text.empty() || text == "5") return mqtt::Version::v5;
  if (text == "3.1.1" || text == "3" || text == "4") return mqtt::Version::v311;
  throw usageError(fmt::format("There is no MQTT version \"{}\" here.", text),
                   "Write --protocol 5 or 3.1.1.");
}

/// The record of the only device (or of any) says where the operator's broker is.
Record anyRecord(const ConnectionOptions& options) {
  const auto devices = home::Home::find(options.home).devices();
  return devices.empty() ? Record() : Record(devices.front());
}

Prepared prepareWithFile(const ConnectionOptions& options) {
  const home::Home home = home::Home::find(options.home);
  const std::string keyFile = options.asOperator ? home.operatorFile("operator.key") : options.key;
  std::string certFile = options.cert;
  if (certFile.empty() && options.asOperator) certFile = home.operatorFile("operator.crt");
  if (certFile.empty()) throw usageError("There is a key, but no certificate.", "Give it with --cert FILE.");
  Prepared prepared;
  auto chain = home::CertificateList::fromPem(signet::readFile(certFile), certFile);
  if (options.asOperator) refuseIfOthersCanRead(keyFile);
  auto key = std::make_unique<client::SoftwareKey>(signet::readFile(keyFile), keyFile);
  prepared.name = chain.facts(0).commonName;
  prepared.settings = settingsFor(options, anyRecord(options), prepared.name);
  prepared.credentials = std::make_unique<client::Credentials>(std::move(key), std::move(chain),
                                                               identity::anchorsFrom(options.ca, home));
  return prepared;
}

Prepared prepareWithChip(Context& context, const ConnectionOptions& options) {
  Prepared prepared;
  chip::ChipTarget& chip = context.chip();
  identity::refuseBlank(chip);
  prepared.identity.emplace(identity::Identity::of(chip, choicesOf(options)));
  identity::Identity& device = *prepared.identity;
  home::CertificateList chain = device.chain();
  prepared.name = chain.facts(0).commonName;
  prepared.settings = settingsFor(options, device.record(), prepared.name);
  client::ChipUse use = device.chipUse();
  identity::requireKey(chip, use.key);
  if (use.pairing) device.requirePairing();
  prepared.credentials = std::make_unique<client::Credentials>(chip.device(), std::move(use),
                                                               std::move(chain), device.anchors());
  return prepared;
}

}  // namespace

void ConnectionOptions::addTo(CLI::App& command) {
  const auto text = [&command](const char* name, std::string& value, const char* help,
                               const char* type = "TEXT") {
    addOption(command, name, value, help).typeName(type).group("Connection");
  };
  text("--host", host, "the broker's name or address");
  text("--port", port, "its port (8883)");
  text("--ca", ca, "PEM file of the authority that the server's certificate leads to", "FILE");
  text("--cert", cert, "PEM file of the device's certificate and those of its issuers, or `chip`", "FILE");
  text("--server-name", serverName, "the name in the server's certificate, if it is not --host");
  text("--alpn", alpn, "application protocol to ask for, e.g. x-amzn-mqtt-ca for AWS IoT on port 443");
  text("--client-id", clientId, "the MQTT client ID (the certificate's common name)");
  text("--protocol", protocol, "MQTT version, 5 or 3.1.1", "5|3.1.1");
  text("--keep-alive", keepAlive, "seconds (30)");
  text("--key-slot", keySlot, "the slot of the private key");
  text("--ephemeral-slots", ephemeralSlots, "slots for fresh keys, e.g. 2,3; what they hold is replaced");
  text("--pairing-secret", pairingSecret, "file of the secret shared with the chip", "FILE");
  text("--key", key, "PEM file of a private key, to connect without a chip", "FILE");
  text("--home", home, "signet's folder (~/.local/share/signet)", "FOLDER");
  addFlag(command, "--software-exchange", softwareExchange, "compute the key exchange on this computer")
      .group("Connection");
  addFlag(command, "--software-verify", softwareVerify, "verify the server's signatures on this computer")
      .group("Connection");
  addFlag(command, "--operator", asOperator, "connect as the operator, who needs no chip")
      .group("Connection");
  addFlag(command, "--despite-key-mismatch", despiteKeyMismatch,
          "connect with a key that is not the certificate's: shows whether the broker notices")
      .group("Connection");
}

void addRetryOption(CLI::App& command, std::string& value) {
  addOption(command, "--retry", value, "the longest pause before it tries again, in seconds (120)");
}

void setRetry(const std::string& value, client::Settings& settings) {
  if (value.empty()) return;
  time::BackoffOptions& backoff = settings.options.backoff;
  backoff.cap = std::chrono::seconds(parseNumber(value, "The pause", 1, 86400));
  backoff.base = std::min(backoff.base, backoff.cap);
}

identity::Choices choicesOf(const ConnectionOptions& options) {
  identity::Choices choices;
  choices.home = options.home;
  choices.chainFile = options.cert;
  choices.anchorsFile = options.ca;
  choices.pairingFile = options.pairingSecret;
  if (!options.keySlot.empty()) choices.keySlot = atecc::Slot::from(parseSlotNumber(options.keySlot)).value();
  if (!options.ephemeralSlots.empty()) choices.ephemeralSlots = parseSlots(options.ephemeralSlots);
  choices.softwareExchange = options.softwareExchange;
  choices.softwareVerify = options.softwareVerify;
  return choices;
}

client::Peer peerOf(const ConnectionOptions& options, const Record& record) {
  client::Peer peer;
  peer.host = options.host;
  peer.port = home::kMqttTlsPort;
  if (peer.host.empty() && record) peer = {record->brokerHost, record->brokerPort};
  if (peer.host.empty()) {
    throw usageError("Which broker? This chip has no record that tells.",
                     std::string("Give --host. ") + kSetUp);
  }
  if (!options.port.empty()) {
    peer.port = static_cast<std::uint16_t>(parseNumber(options.port, "The port", 1, 65535));
  }
  return peer;
}

client::Settings settingsFor(const ConnectionOptions& options, const Record& record,
                             const std::string& name) {
  client::Settings settings;
  settings.peer = peerOf(options, record);
  settings.serverName = options.serverName;
  settings.alpn = options.alpn;
  settings.version = parseProtocol(options.protocol);
  settings.clientId = options.clientId.empty() ? name : options.clientId;
  if (!options.keepAlive.empty()) {
    settings.keepAlive =
        static_cast<std::uint16_t>(parseNumber(options.keepAlive, "The keep-alive time", 0, 65535));
  }
  return settings;
}

Prepared prepareConnection(Context& context, const ConnectionOptions& options) {
  const bool withFile = options.asOperator || !options.key.empty();
  Prepared prepared = withFile ? prepareWithFile(options) : prepareWithChip(context, options);
  const Status status = prepared.credentials->check();
  const bool tolerated = status == Status::keyMismatch && options.despiteKeyMismatch;
  if (status != Status::ok && !tolerated)
    throw identity::certificateMismatch(prepared.credentials->chain().facts(0).subject, status);
  return prepared;
}

Clock& connectionClock(Context& context, const Prepared& prepared) {
  static port::SystemClock real;
  return prepared.credentials->inChip() ? context.chip().worldClock() : real;
}

void saveWear(const Prepared& prepared) {
  if (prepared.identity) prepared.identity->saveWear(prepared.credentials->ephemeral());
}

}  // namespace signet::cli
