#include "tests/device/peer.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <stdexcept>

namespace signet::test {
namespace {

constexpr mqtt::Property kLongSession[] = {{mqtt::PropertyId::sessionExpiryInterval, 3600, {}, {}}};

}  // namespace

device::ConnectionOptions Peer::options(std::uint64_t jitterSeed) {
  device::ConnectionOptions options;
  // A broker on loopback is back soon.
  options.backoff = {std::chrono::milliseconds(1), std::chrono::milliseconds(20)};
  options.jitterSeed = jitterSeed;
  return options;
}

Peer::Peer(const std::string& clientId, std::uint64_t jitterSeed)
    : clientId_(clientId),
      in_(256),
      control_(512),
      scratch_(256),
      queue_(8 * 1024),
      received_(200),
      unsent_(200),
      receivedIds_(32),
      store_(queue_, receivedIds_),
      connection({transport}, {received_, unsent_, {in_, control_, scratch_}}, store_, *this,
                 options(jitterSeed)) {}

void Peer::start(std::uint16_t port, mqtt::Version version, bool keepSession,
                 std::vector<mqtt::Subscription> subscriptions) {
  subscriptions_ = std::move(subscriptions);
  device::Settings settings;
  settings.host = "127.0.0.1";
  settings.port = port;
  settings.session.version = version;
  settings.session.clientId = clientId_;
  settings.session.cleanStart = !keepSession;
  settings.session.keepAliveSeconds = 30;
  if (keepSession && version == mqtt::Version::v5) settings.session.properties = kLongSession;
  settings.subscriptions = subscriptions_;
  if (connection.start(settings) != Status::ok) throw std::runtime_error("the connection does not start");
}

void Peer::cut() {
  const linger reset{1, 0};
  setsockopt(transport.descriptor(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  transport.close();
}

void Peer::onDisconnected(const device::Disconnection& why) {
  std::uint8_t text[320];
  lastWords = device::describe(why, text);
  ready = false;
}

void Loop::poll() {
  for (Peer* const peer : peers_) peer->connection.poll(clock_.now());
}

void Loop::wait() {
  Instant next = Instant::max();
  std::vector<pollfd> sockets;
  for (Peer* const peer : peers_) {
    next = std::min(next, peer->connection.nextPoll());
    const short events = peer->connection.wantsWrite() ? POLLIN | POLLOUT : POLLIN;
    sockets.push_back({peer->transport.descriptor(), events, 0});  // poll() passes over -1
  }
  const Duration rest = std::clamp<Duration>(next - clock_.now(), Duration::zero(), std::chrono::seconds(1));
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(rest).count();
  ::poll(sockets.data(), sockets.size(), static_cast<int>(milliseconds));
}

}  // namespace signet::test
