#include "tests/board/board_rig.h"

#include <fmt/format.h>

#include <ctime>
#include <fstream>
#include <stdexcept>

#include "signet/device/stored_settings.h"
#include "tests/mqtt/broker.h"
#include "tests/support/rig.h"
#include "tests/tls/tls_rig.h"

namespace signet::test {

using namespace std::chrono_literals;

namespace {

emulator::Eeprom partOf(std::uint64_t seed) {
  emulator::Eeprom part = tlsPart();
  Rig rig(part, 400'000, {.randomSeed = seed});
  if (!rig.device.createKey(kTlsKey).ok()) throw std::runtime_error("the chip makes no key");
  return rig.chip.eeprom();
}

atecc::PublicKey keyIn(const emulator::Eeprom& part) {
  Rig rig(part);
  const auto key = rig.device.publicKey(kTlsKey);
  if (!key.ok()) throw std::runtime_error("the chip has no key");
  return *key;
}

/// Slot, serial number and secret, as the settings have them.
std::vector<std::uint8_t> pairingOf(const emulator::Eeprom& part, const BoardRigOptions& options) {
  if (!options.pairing) return {};
  std::vector<std::uint8_t> pairing = {kParent.number()};
  pairing.insert(pairing.end(), part.config.begin(), part.config.begin() + 4);
  pairing.insert(pairing.end(), part.config.begin() + 8, part.config.begin() + 13);
  pairing.insert(pairing.end(), options.pairing->begin(), options.pairing->end());
  return pairing;
}

std::vector<std::uint8_t> flashFor(const BoardRigOptions& options, const SecureBroker& broker,
                                   const Credential& authority, const emulator::Eeprom& part) {
  const DerBytes certificate = issue({.commonName = BoardRig::kName}, keyOf(keyIn(part)), authority).der();
  const DerBytes anchor = authority.der();
  constexpr std::uint8_t kSlots[] = {3, 5};
  device::StoredSettings settings;
  settings.host = "10.0.2.2";
  settings.port = broker.port();
  settings.serverName = options.serverName.c_str();
  settings.name = BoardRig::kName;
  settings.writtenAt = options.time >= 0 ? options.time : std::time(nullptr);
  settings.keySlot = kTlsKey.number();
  settings.ephemeralSlots = kSlots;
  const std::uint8_t kept[] = {kAgreement.number()};
  const auto pairing = pairingOf(part, options);
  if (options.pairing) {
    settings.ephemeralSlots = kept;
    settings.pairing = pairing;
  }
  if (options.timePort) {
    settings.timeServer = "10.0.2.2";
    settings.timePort = *options.timePort;
  }
  settings.chain = {Bytes(certificate)};
  settings.chainSize = 1;
  settings.anchors = {Bytes(anchor)};
  settings.anchorCount = 1;
  settings.telemetrySeconds = 1;
  settings.keepAliveSeconds = 2;
  std::vector<std::uint8_t> flash(4096);
  const auto size = device::writeSettings(settings, flash);
  if (!size.ok()) throw std::runtime_error("the settings cannot be written");
  flash.resize(*size);
  return flash;
}

}  // namespace

std::string firmware(const emulator::BoardType& type) {
  return fmt::format("{}/build/{}/{}.elf", SIGNET_SOURCE, type.name, type.name);
}

SecureBroker::SecureBroker(const Credential& authority) : port_(freePort()), plainPort_(freePort()) {
  const Key key = newEcKey();
  const Credential server = issue({.commonName = "broker", .dnsName = "localhost"}, key, authority);
  std::ofstream(folder_.path("mosquitto.conf"))
      << "per_listener_settings true\nuser root\n"
      << "listener " << port_ << " 127.0.0.1\nrequire_certificate true\nuse_identity_as_username true\n"
      << "cafile " << folder_.writeCertificates("ca.pem", {authority}) << "\ncertfile "
      << folder_.writeCertificates("server.pem", {server}) << "\nkeyfile "
      << folder_.writeKey("server.key", key) << "\nlistener " << plainPort_
      << " 127.0.0.1\nallow_anonymous true\n";
  start();
}

void SecureBroker::start() {
  const char* const program = "/usr/sbin/mosquitto";  // not in every PATH
  program_ =
      std::make_unique<Child>(std::vector<std::string>{program, "-v", "-c", folder_.path("mosquitto.conf")});
  program_->waitFor(" running");
}

void SecureBroker::stop() {
  program_.reset();
}

std::unique_ptr<Child> SecureBroker::client(const std::string& program, std::vector<std::string> more) const {
  more.insert(more.begin(), {program, "-h", "127.0.0.1", "-p", std::to_string(plainPort_)});
  return std::make_unique<Child>(more);
}

void SecureBroker::publish(const std::string& topic, const std::string& payload) const {
  const auto program = client("mosquitto_pub", {"-q", "1", "-t", topic, "-m", payload});
  if (program->wait() != 0) throw std::runtime_error("mosquitto_pub: " + program->output());
}

BoardRig::BoardRig(const BoardRigOptions& options)
    : authority(selfSigned({.commonName = "Test CA", .authority = true}, newEcKey())),
      broker(authority),
      chip(partOf(options.foreignChip ? 2 : 1), {.randomSeed = 3}),
      board({.machine = {.image = firmware(*options.type),
                         .settings = flashFor(options, broker, authority, partOf(1)),
                         .strictMemory = !options.exactCounts && options.type->strictMemory != 0,
                         .exactCounts = options.exactCounts,
                         .type = options.type}}) {
  listen();
  plugChip();
}

BoardRig::~BoardRig() {
  board.powerOff();
  unplugChip();
}

void BoardRig::listen() {
  listener = broker.client("mosquitto_sub", {"-v", "-t", "devices/#"});
  broker.waitForLog("Sending SUBACK");
}

void BoardRig::plugChip() {
  board.use([&](emulator::VirtualBus& bus) { bus.attach(chip, "chip"); });
}

void BoardRig::unplugChip() {
  board.use([&](emulator::VirtualBus& bus) { bus.detach(chip); });
}

void BoardRig::setFaults(emulator::BusFaults* faults) {
  board.use([&](emulator::VirtualBus&, emulator::EdgeWire& wire) { wire.setFaults(faults); });
}

void BoardRig::connect() {
  board.powerOn();
  board.waitForLine(" connected", 30s);
  broker.waitForLog("Sending SUBACK to thing-1");  // before that, a command would reach nobody
}

}  // namespace signet::test
