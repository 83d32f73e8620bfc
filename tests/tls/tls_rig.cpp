#include "tests/tls/tls_rig.h"

#include <stdexcept>

namespace signet::test {
namespace {

void setSlot(emulator::Eeprom& part, unsigned slot, std::uint16_t slotConfig, std::uint16_t keyConfig) {
  const auto store = [&](std::size_t at, std::uint16_t word) {
    part.config[at] = static_cast<std::uint8_t>(word);
    part.config[at + 1] = static_cast<std::uint8_t>(word >> 8);
  };
  store(20 + 2 * slot, slotConfig);
  store(96 + 2 * slot, keyConfig);
}

}  // namespace

emulator::Eeprom tlsPart() {
  emulator::Eeprom part = lockedPart();
  for (const unsigned slot : {3U, 5U}) setSlot(part, slot, 0x2087, 0x0033);
  return part;
}

TlsRig::TlsRig(const emulator::Eeprom& part) : chip(part) {
  crypto.chip = &chip.device;
  crypto.ephemeral = &ephemeral;
  crypto.entropy = &entropy;
  crypto.software = tls::rsaSoftware();
  authority = selfSigned({.commonName = "Test CA", .authority = true}, newEcKey());
  const Result<atecc::PublicKey> key = chip.device.publicKey(kTlsKey);
  if (!key.ok()) throw std::runtime_error("the chip has no key");
  deviceCertificate = issue({.commonName = "device-1"}, keyOf(*key), authority);
  deviceDer = deviceCertificate.der();
  chain[0] = {deviceDer.data(), deviceDer.size()};
  identity = std::make_unique<tls::Identity>(Span<const br_x509_certificate>(chain), signer);
  trust(authority);
}

void TlsRig::trust(const Credential& trusted) {
  anchorDer = trusted.der();
  const auto anchor = tls::anchorFrom(anchorDer);
  if (!anchor.ok()) throw std::runtime_error("no anchor");
  anchors = {*anchor};
}

tls::ConnectionSettings TlsRig::settings() {
  tls::ConnectionSettings settings;
  settings.serverName = "localhost";
  settings.identity = identity.get();
  settings.now = std::time(nullptr);
  return settings;
}

Status TlsRig::connect(tls::Client& client, std::uint16_t port, tls::ConnectionSettings settings) {
  Status status = transport.open("127.0.0.1", port, clock.now());
  while ((status = transport.pollOpen(clock.now())) == Status::wouldBlock) {
    transport.waitFor(std::chrono::milliseconds(20), true);
  }
  if (status != Status::ok) return status;
  if (status = client.start(transport, settings); status != Status::ok) return status;
  const Instant end = clock.now() + std::chrono::seconds(20);
  while ((status = client.poll()) == Status::wouldBlock && clock.now() < end) {
    transport.waitFor(std::chrono::milliseconds(20), false);
  }
  return status;
}

std::string TlsRig::reason(const tls::Client& client) const {
  std::array<std::uint8_t, 240> text;
  return tls::describe(client.failure(), text);
}

std::string TlsRig::readLine(tls::Client& client) {
  std::string line;
  const Instant end = clock.now() + std::chrono::seconds(10);
  while (clock.now() < end && line.find('\n') == std::string::npos) {
    std::uint8_t buffer[256];
    const Result<std::size_t> count = client.read(buffer);
    if (count.ok()) {
      line.append(buffer, buffer + *count);
    } else if (count.status() != Status::wouldBlock) {
      break;
    }
    transport.waitFor(std::chrono::milliseconds(20), false);
  }
  return line;
}

std::string TlsRig::exchange(tls::Client& client, const std::string& line) {
  Bytes rest(reinterpret_cast<const std::uint8_t*>(line.data()), line.size());
  while (!rest.empty()) {
    const Result<std::size_t> count = client.write(rest);
    if (count.ok()) {
      rest = rest.from(*count);
    } else if (count.status() != Status::wouldBlock) {
      return "";
    }
    (void)client.poll();
  }
  return readLine(client);
}

TlsServer::TlsServer(const PemFolder& folder, const std::vector<Credential>& chain,
                     const Credential& clientAuthority, std::vector<std::string> more, bool demandCertificate,
                     const std::string& service) {
  std::vector<std::string> command = {"openssl", "s_server", "-accept", "127.0.0.1:0", service};
  const auto option = [&](const char* name, const std::string& file) {
    command.insert(command.end(), {name, file});
  };
  option("-cert", folder.writeCertificates("server.pem", {chain.front()}));
  option("-key", folder.writeKey("server.key", chain.front().key));
  option("-CAfile", folder.writeCertificates("clients.pem", {clientAuthority}));
  if (chain.size() > 1) {
    option("-cert_chain", folder.writeCertificates("chain.pem", {chain.begin() + 1, chain.end()}));
  }
  if (demandCertificate) command.insert(command.end(), {"-Verify", "3", "-verify_return_error"});
  command.insert(command.end(), more.begin(), more.end());
  program = std::make_unique<Child>(command);
  const std::string line = program->waitFor("ACCEPT");
  port = static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
}

}  // namespace signet::test
