#include "host/cli/connect/connection_options.h"

#include <fmt/format.h>

#include <filesystem>

#include "host/base/files.h"
#include "host/base/values.h"
#include "host/chip/refusal_error.h"
#include "host/cli/options.h"
#include "host/identity/chip_ready.h"
#include "host/identity/pairing.h"
#include "host/identity/wear_file.h"
#include "host/pki/chip_chain.h"
#include "signet/port/linux/system_clock.h"

namespace signet::cli {
namespace {

using home::DeviceRecord;
using profile::SlotMap;
using profile::SlotUse;

using Record = std::optional<DeviceRecord>;

/// --cert chip: the certificates in the chip's slots, whatever files there are.
constexpr const char* kInChip = "chip";
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

bool exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

/// Results that a slot keeps in the chip need the pairing secret, results that it gives away must not wait
/// for one.
void fitPairing(chip::ChipTarget& chip, client::ChipUse& use) {
  if (use.ephemeral.empty()) {
    use.pairing.reset();
    return;
  }
  bool kept = false, given = false;
  for (const tls::EphemeralSlot& one : use.ephemeral) {
    (chip.config().slotConfig(one.slot).ecdhToNextSlot() ? kept : given) = true;
  }
  if (kept && given) {
    throw usageError(
        "Some of the slots for fresh keys keep the ECDH result in the chip, others do not.",
        "Give slots of one kind with --ephemeral-slots; `signet config explain` tells them apart.");
  }
  if (kept && !use.pairing) {
    throw usageError(
        "The slots for fresh keys keep the ECDH result in the chip, and there is no pairing secret.",
        "Give it with --pairing-secret FILE, or compute the key exchange with --software-exchange.");
  }
  if (given) use.pairing.reset();
}

/// The chain that `signet setup local` stored in the chip, rebuilt. `asked`: by name, so nothing else will
/// do.
home::CertificateList chainInChip(chip::ChipTarget& chip, const ConnectionOptions& options,
                                  const Record& record, bool asked) {
  const SlotMap map = slotMapFor(chip, record);
  if (!pki::holdsChain(map)) {
    if (asked) {
      throw usageError("This chip has no slots for certificates.", "Give a file with --cert.");
    }
    throw usageError("Which certificate? This chip has no record that tells.",
                     std::string("Give --cert FILE. ") + kSetUp);
  }
  identity::requireReadableSlots(chip);
  const std::string file = identity::pairingFile(options.pairingSecret, options.home, record);
  std::optional<Secret> secret;
  if (const auto pairing = identity::pairingFor(chip, map, file)) {
    identity::requirePairing(chip, *pairing, file);
    secret.emplace(std::vector<std::uint8_t>(pairing->secret.begin(), pairing->secret.end()));
  }
  pki::SlotContent slots(chip.device(), map, std::move(secret));
  const std::string root = options.ca.empty() ? home::Home::find(options.home).ca("root.crt") : options.ca;
  const std::string name = record ? record->name : home::defaultDeviceName(chip.config().serialNumber());
  std::vector<home::CertificateList::Der> chain;
  for (const pki::Certificate& one : pki::loadChain(slots, name, pki::Certificate::load(root))) {
    chain.push_back(one.der());
  }
  return home::CertificateList(std::move(chain));
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
  prepared.credentials =
      std::make_unique<client::Credentials>(std::move(key), std::move(chain), anchorsFor(options));
  return prepared;
}

Prepared prepareWithChip(Context& context, const ConnectionOptions& options) {
  Prepared prepared;
  chip::ChipTarget& chip = context.chip();
  identity::refuseBlank(chip);
  prepared.record = recordOf(chip, options);
  home::CertificateList chain = chainFor(context, options, prepared.record);
  prepared.name = chain.facts(0).commonName;
  prepared.settings = settingsFor(options, prepared.record, prepared.name);
  client::ChipUse use = chipUseFor(context, options, prepared.record);
  identity::requireKey(chip, use.key);
  if (use.pairing)
    identity::requirePairing(chip, *use.pairing,
                             identity::pairingFile(options.pairingSecret, options.home, prepared.record));
  if (prepared.record) {
    prepared.wearFile = home::Home::find(options.home).device(prepared.record->serial, "fresh-keys");
    identity::loadWear(prepared.wearFile, use.ephemeral);
  }
  prepared.credentials = std::make_unique<client::Credentials>(chip.device(), std::move(use),
                                                               std::move(chain), anchorsFor(options));
  return prepared;
}

}  // namespace

void ConnectionOptions::addTo(CLI::App& command) {
  const auto text = [&command](const char* name, std::string& value, const char* help) {
    addOption(command, name, value, help).group("Connection");
  };
  text("--host", host, "the broker's name or address");
  text("--port", port, "its port (8883)");
  text("--ca", ca, "PEM file of the authority that the server's certificate leads to");
  text("--cert", cert, "PEM file of the device's certificate and those of its issuers, or `chip`");
  text("--server-name", serverName, "the name in the server's certificate, if it is not --host");
  text("--alpn", alpn, "application protocol to ask for, e.g. x-amzn-mqtt-ca for AWS IoT on port 443");
  text("--client-id", clientId, "the MQTT client ID (the certificate's common name)");
  text("--protocol", protocol, "MQTT version, 5 or 3.1.1");
  text("--keep-alive", keepAlive, "seconds (30)");
  text("--key-slot", keySlot, "the slot of the private key");
  text("--ephemeral-slots", ephemeralSlots, "slots for fresh keys, e.g. 2,3; what they hold is replaced");
  text("--pairing-secret", pairingSecret, "file of the secret shared with the chip");
  text("--key", key, "PEM file of a private key, to connect without a chip");
  text("--home", home, "signet's folder (~/.local/share/signet)");
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

UserError certificateMismatch(const std::string& subject, Status status) {
  if (status == Status::badEncoding) {
    return {Exit::badFile,
            fmt::format("The certificate \"{}\" is not an X.509 certificate of version 3 with a P-256 key.",
                        subject),
            "`openssl x509 -in FILE -noout -text` shows what it is.", status};
  }
  if (status != Status::keyMismatch) return statusError(status, "Comparing certificate and key");
  return {Exit::refused, fmt::format("The certificate \"{}\" does not belong to this private key.", subject),
          std::string("Give the certificate that was issued for it. ") + kSetUp, status};
}

SlotMap slotMapFor(chip::ChipTarget& chip, const Record& record) {
  return record ? record->slots : profile::slotMapOf(chip.config());
}

atecc::Slot keySlotFor(const ConnectionOptions& options, const SlotMap& map) {
  if (!options.keySlot.empty()) return atecc::Slot::from(parseSlotNumber(options.keySlot)).value();
  return map.find(SlotUse::tlsIdentity).value_or(atecc::Slot::number<0>());
}

std::vector<atecc::Slot> ephemeralSlots(const ConnectionOptions& options, const SlotMap& map, bool paired) {
  if (options.softwareExchange) return {};
  if (!options.ephemeralSlots.empty()) return parseSlots(options.ephemeralSlots);
  const std::vector<atecc::Slot> kept = map.ephemeral(true);
  return paired && !kept.empty() ? kept : map.ephemeral(false);
}

Record recordOf(chip::ChipTarget& chip, const ConnectionOptions& options) {
  return home::Home::find(options.home).load(chip.config().serialNumber());
}

home::TrustAnchors anchorsFor(const ConnectionOptions& options) {
  std::string file = options.ca;
  if (file.empty()) {
    file = home::Home::find(options.home).ca("root.crt");
    if (!exists(file)) {
      throw usageError("Whom to trust? There is no authority of signet's own here.",
                       std::string("Give --ca FILE. ") + kSetUp);
    }
  }
  return {home::CertificateList::fromPem(signet::readFile(file), file), file};
}

home::CertificateList chainFor(Context& context, const ConnectionOptions& options, const Record& record) {
  std::string file = options.cert;
  if (file.empty() && record) {
    file = home::Home::find(options.home).device(record->serial, "chain.pem");
    if (!exists(file)) file.clear();
  }
  if (file.empty() || file == kInChip) return chainInChip(context.chip(), options, record, file == kInChip);
  return home::CertificateList::fromPem(signet::readFile(file), file);
}

client::ChipUse chipUseFor(Context& context, const ConnectionOptions& options, const Record& record) {
  chip::ChipTarget& chip = context.chip();
  const SlotMap map = slotMapFor(chip, record);
  client::ChipUse use;
  use.key = keySlotFor(options, map);
  chip::refuseIfImpossible(chip, chip::uses::sign(use.key));
  use.verify = !options.softwareVerify;
  use.pairing =
      identity::pairingFor(chip, map, identity::pairingFile(options.pairingSecret, options.home, record));
  for (const atecc::Slot slot : ephemeralSlots(options, map, use.pairing.has_value())) {
    if (slot.number() == use.key.number()) {
      throw usageError(
          fmt::format("Slot {} holds the device's key: a fresh key would replace it.", slot.number()),
          "Give other slots with --ephemeral-slots, or --software-exchange.");
    }
    chip::refuseIfImpossible(chip, chip::uses::makeKey(slot));
    use.ephemeral.push_back({slot});
  }
  fitPairing(chip, use);
  return use;
}

Prepared prepareConnection(Context& context, const ConnectionOptions& options) {
  const bool withFile = options.asOperator || !options.key.empty();
  Prepared prepared = withFile ? prepareWithFile(options) : prepareWithChip(context, options);
  const Status status = prepared.credentials->check();
  const bool tolerated = status == Status::keyMismatch && options.despiteKeyMismatch;
  if (status != Status::ok && !tolerated)
    throw certificateMismatch(prepared.credentials->chain().facts(0).subject, status);
  return prepared;
}

Clock& connectionClock(Context& context, const Prepared& prepared) {
  static port::SystemClock real;
  return prepared.credentials->inChip() ? context.chip().worldClock() : real;
}

void saveWear(const Prepared& prepared) {
  if (!prepared.wearFile.empty()) identity::storeWear(prepared.wearFile, prepared.credentials->ephemeral());
}

}  // namespace signet::cli
