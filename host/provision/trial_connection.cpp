#include "host/provision/trial_connection.h"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "host/base/errors.h"
#include "host/base/files.h"
#include "host/base/free_port.h"
#include "host/broker/broker.h"
#include "host/chip/combined_clock.h"
#include "host/client/connection.h"
#include "host/home/device_files.h"
#include "host/pki/chip_chain.h"

namespace signet::provision {
namespace {

constexpr const char* kHost = "127.0.0.1";
/// Each phase of a connection has a shorter one; this is for a message that never arrives.
constexpr std::chrono::seconds kLimit{120};
constexpr std::string_view kPayload = "rehearsal";

std::unique_ptr<broker::Broker> startedBroker(const home::Home& home, const std::string& mosquitto,
                                              std::int64_t now) {
  constexpr int kBrokerTries = 3;
  for (int n = 1;; ++n) {
    auto broker = std::make_unique<broker::Broker>(
        home, broker::BrokerSettings{.listen = kHost, .port = freePort(), .program = mosquitto});
    try {
      broker->start(now);
      return broker;
    } catch (const UserError& error) {
      if (error.code() != Exit::bus || n == kBrokerTries) throw;  // the port was taken in the meantime
    }
  }
}

/// Publishes once all is ready, and notices when the message comes back.
class Echo final : public device::Events {
 public:
  explicit Echo(std::string topic) : topic_(std::move(topic)) {}
  void attach(client::Connection& connection) { connection_ = &connection; }

  bool over() const { return echoed_ || failure_; }
  const std::optional<UserError>& failure() const { return failure_; }
  const std::string& suite() const { return suite_; }
  Instant connectedAt() const { return connectedAt_; }

  void onConnected(const device::Agreed& agreed) override {
    connectedAt_ = connection_->now();
    if (agreed.tls != nullptr) suite_ = tls::cipherSuiteName(agreed.tls->cipherSuite);
  }
  void onReady() override {
    const Bytes payload(reinterpret_cast<const std::uint8_t*>(kPayload.data()), kPayload.size());
    const Status status = connection_->mqtt().publish({topic_, payload, mqtt::Qos::atLeastOnce, false, {}});
    if (status != Status::ok) failure_.emplace(statusError(status, "Publishing"));
  }
  void onMessage(const mqtt::IncomingMessage&) override { received_.clear(); }
  void onPayload(Bytes piece) override {
    received_.append(reinterpret_cast<const char*>(piece.data()), piece.size());
  }
  void onMessageEnd() override { echoed_ = received_ == kPayload; }
  void onDisconnected(const device::Disconnection& why) override {
    if (!over()) failure_.emplace(connection_->error(why));
  }

 private:
  std::string topic_;
  client::Connection* connection_ = nullptr;
  std::string suite_;
  std::string received_;
  Instant connectedAt_{};
  bool echoed_ = false;
  std::optional<UserError> failure_;
};

client::ChipUse chipUse(atecc::Device& device, const profile::SlotMap& map,
                        const std::optional<Secret>& secret) {
  client::ChipUse use;
  use.key = *map.find(profile::SlotUse::tlsIdentity);
  const auto slot = map.find(profile::SlotUse::pairingSecret);
  const bool kept = secret && slot && !map.ephemeral(true).empty();
  for (const atecc::Slot one : map.ephemeral(kept)) use.ephemeral.push_back({one, 0});
  if (!kept) return use;
  use.pairing.emplace();
  use.pairing->slot = *slot;
  use.pairing->serial = valueOf(device.serialNumber(), "Reading the serial number");
  copy(secret->bytes(), use.pairing->secret);
  return use;
}

/// From the chip itself where it has slots for certificates.
home::CertificateList chainOf(atecc::Device& device, const home::Home& home, const profile::SlotMap& map,
                              std::optional<Secret> secret, const std::string& name) {
  if (!pki::holdsChain(map)) {
    const auto serial = valueOf(device.serialNumber(), "Reading the serial number");
    const std::string file = home.device(serial, "chain.pem");
    return home::CertificateList::fromPem(readFile(file), file);
  }
  pki::SlotContent slots(device, map, std::move(secret));
  std::vector<home::CertificateList::Der> chain;
  for (const pki::Certificate& one :
       pki::loadChain(slots, name, pki::Certificate::load(home.ca("root.crt")))) {
    chain.push_back(one.der());
  }
  return home::CertificateList(std::move(chain));
}

}  // namespace

Trial TrialConnection::run(const std::string& deviceName, const std::string& mosquitto, std::int64_t now) {
  const auto serial = valueOf(device_.serialNumber(), "Reading the serial number");
  home::FolderFiles files(home_, serial);
  const std::string root = home_.ca("root.crt");
  client::Credentials credentials(
      device_, chipUse(device_, map_, home::loadPairingSecret(files)),
      chainOf(device_, home_, map_, home::loadPairingSecret(files), deviceName),
      home::TrustAnchors(home::CertificateList::fromPem(readFile(root), root), root));
  const auto broker = startedBroker(home_, mosquitto, now);

  const std::string topic = fmt::format("devices/{}/rehearsal", deviceName);
  client::Settings settings;
  settings.peer = {kHost, broker->port()};
  settings.serverName = "localhost";  // BearSSL compares names only, not addresses
  settings.clientId = deviceName;
  settings.subscriptions = {{topic, mqtt::Qos::atLeastOnce}};
  Echo echo(topic);
  chip::CombinedClock clock(clock_);
  client::Connection connection(&credentials, clock, settings, echo);
  echo.attach(connection);
  const Instant begin = connection.now();
  connection.start();
  for (connection.poll(); !echo.over() && connection.now() - begin < kLimit; connection.poll()) {
    connection.wait({}, std::chrono::seconds(1));
  }
  if (!echo.over()) throw statusError(Status::timeout, "Waiting for the message to come back");
  if (echo.failure()) throw UserError(*echo.failure());
  connection.stop();
  return {echo.suite(), topic, echo.connectedAt() - begin};
}

}  // namespace signet::provision
