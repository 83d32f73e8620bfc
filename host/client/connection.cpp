#include "host/client/connection.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "host/base/errors.h"

namespace signet::client {
namespace {

/// A record that a server may send whatever was agreed: memory is no matter here.
constexpr std::size_t kRecord = 16384;
constexpr std::size_t kPacket = std::size_t{64} * 1024 + 1024;  // a topic has at most 64 KB

std::uint64_t jitterSeed() {
  std::uint64_t seed = 0;
  KernelEntropy entropy;
  (void)entropy.fill({reinterpret_cast<std::uint8_t*>(&seed), sizeof seed});  // 0 is a seed too
  return seed;
}

}  // namespace

struct Connection::Memory {
  explicit Memory(std::size_t storeSize)
      : in(kPacket), control(kPacket), scratch(kPacket), messages(storeSize), store(messages, receivedIds) {}

  device::ConnectionMemory view() { return {received, unsent, {in, control, scratch}}; }

  tls::ClientMemory<kRecord, 4096> tls;
  std::array<std::uint8_t, 16384> received;
  std::array<std::uint8_t, 16384> unsent;
  std::vector<std::uint8_t> in, control, scratch, messages;
  std::array<std::uint16_t, 256> receivedIds{};
  mqtt::RamStore store;
};

class Connection::Relay final : public device::Events {
 public:
  Relay(Connection& owner, device::Events& application) : owner_(owner), application_(application) {}

  void onPhase(device::Phase phase) override {
    const Instant now = owner_.clock_.now();
    if (before_ == device::Phase::handshake) owner_.timeline_.add(owner_.network_, "TLS", since_, now);
    if (before_ == device::Phase::joining) owner_.timeline_.add(owner_.network_, "MQTT", since_, now);
    before_ = phase;
    since_ = now;
    application_.onPhase(phase);
  }
  void onConnected(const device::Agreed& agreed) override { application_.onConnected(agreed); }
  void onDisconnected(const device::Disconnection& why) override { application_.onDisconnected(why); }
  void onSubscription(const mqtt::Subscription& subscription, mqtt::ReasonCode reason) override {
    application_.onSubscription(subscription, reason);
  }
  void onReady() override { application_.onReady(); }
  void onSubscribed(std::uint16_t id, Bytes reasons) override { application_.onSubscribed(id, reasons); }
  void onUnsubscribed(std::uint16_t id, Bytes reasons) override { application_.onUnsubscribed(id, reasons); }
  void onMessage(const mqtt::IncomingMessage& message) override { application_.onMessage(message); }
  void onPayload(Bytes piece) override { application_.onPayload(piece); }
  void onMessageEnd() override { application_.onMessageEnd(); }
  void onPublished(std::uint16_t id, mqtt::ReasonCode reason) override {
    application_.onPublished(id, reason);
  }
  void onDropped(Status why) override { application_.onDropped(why); }

 private:
  Connection& owner_;
  device::Events& application_;
  device::Phase before_ = device::Phase::stopped;
  Instant since_{};
};

Connection::Connection(Credentials* credentials, Clock& clock, Settings settings, device::Events& events)
    : credentials_(credentials),
      clock_(clock),
      settings_(std::move(settings)),
      network_(timeline_.lane("network")),
      tls_(timeline_.lane("TLS")),
      transport_(timeline_, network_, clock),
      steps_(timeline_, tls_, clock),
      memory_(std::make_unique<Memory>(settings_.storeSize)),
      relay_(std::make_unique<Relay>(*this, events)) {
  if (credentials_ != nullptr) {
    tlsClient_ =
        std::make_unique<tls::Client>(credentials_->crypto(), credentials_->anchors(), memory_->tls.view());
    tlsClient_->setObserver(&steps_);
  }
  device::ConnectionOptions options = settings_.options;
  if (options.jitterSeed == 0) options.jitterSeed = jitterSeed();
  connection_ = std::make_unique<device::Connection>(device::Link{transport_, tlsClient_.get(), &date_},
                                                     memory_->view(), memory_->store, *relay_, options);
}

Connection::~Connection() {
  secureZero({reinterpret_cast<std::uint8_t*>(&saved_), sizeof saved_});  // the master secret
}

device::Settings Connection::deviceSettings() {
  device::Settings out;
  out.host = settings_.peer.host.c_str();
  out.port = settings_.peer.port;
  out.serverName = settings_.serverName.empty() ? nullptr : settings_.serverName.c_str();
  out.identity = credentials_ != nullptr ? &credentials_->identity() : nullptr;
  out.alpn = settings_.alpn.empty() ? nullptr : settings_.alpn.c_str();
  out.resume = settings_.resumeTls ? &saved_ : nullptr;
  mqtt::ConnectPacket& session = out.session;
  session.version = settings_.version;
  session.clientId = settings_.clientId;
  session.cleanStart = settings_.cleanStart;
  session.keepAliveSeconds = settings_.keepAlive;
  if (settings_.sessionExpiry != 0 && settings_.version == mqtt::Version::v5) {
    properties_ = {mqtt::Property::integer(mqtt::PropertyId::sessionExpiryInterval, settings_.sessionExpiry)};
    session.properties = properties_;
  }
  if (settings_.will) {
    const WillMessage& will = *settings_.will;
    will_ = {will.topic,
             Bytes(reinterpret_cast<const std::uint8_t*>(will.payload.data()), will.payload.size()),
             will.qos,
             will.retain,
             {}};
    session.will = &will_;
  }
  for (const TopicFilter& one : settings_.subscriptions) subscriptions_.push_back({one.filter, one.qos});
  out.subscriptions = subscriptions_;
  if (settings_.application) settings_.application(out);
  return out;
}

void Connection::start() {
  const Status status = connection_->start(deviceSettings());
  if (status != Status::ok) {
    throw usageError("MQTT does not allow this client ID, will or topic.",
                     "A topic to publish to has no + and #, and no text is longer than 65535 bytes.");
  }
}

void Connection::wait(std::span<pollfd> others, Duration longest) {
  std::vector<pollfd> entries(others.begin(), others.end());
  if (const int socket = transport_.descriptor(); socket >= 0) {
    const short events = connection_->wantsWrite() ? POLLIN | POLLOUT : POLLIN;
    entries.push_back({socket, events, 0});
  }
  const Instant next = connection_->nextPoll();
  Duration wait = longest;
  if (next != Instant::max()) wait = std::clamp(next - clock_.now(), Duration::zero(), longest);
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(wait);
  ::poll(entries.data(), entries.size(), static_cast<int>(milliseconds.count()));
  std::copy_n(entries.begin(), others.size(), others.begin());
}

void Connection::stop() {
  connection_->stop(clock_.now());
  runUntil([this] { return connection_->phase() == device::Phase::stopped; });
}

Ending Connection::ending(const device::Disconnection& why) const {
  Ending ending;
  ending.status = why.status;
  ending.reason = why.reason;
  if (why.tls != nullptr) ending.tls = *why.tls;
  ending.pairingUsed = credentials_ != nullptr && credentials_->crypto().protectedEcdh != nullptr;
  switch (why.during) {
    case device::Phase::handshake: ending.stage = Stage::handshake; break;
    case device::Phase::joining: ending.stage = Stage::session; break;
    case device::Phase::connected:
    case device::Phase::leaving: ending.stage = Stage::connected; break;
    default: ending.stage = transport_.lookedUp() ? Stage::connect : Stage::lookUp; break;
  }
  return ending;
}

}  // namespace signet::client
