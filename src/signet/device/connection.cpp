#include "signet/device/connection.h"

namespace signet::device {
namespace {

/// How often an opening transport is asked: a name look-up has nothing that could be waited for.
constexpr Duration kOpenInterval = std::chrono::milliseconds(10);

tls::ConnectionSettings tlsSettings(const Settings& settings, time::DateSource& date) {
  tls::ConnectionSettings tls;
  tls.serverName = settings.serverName != nullptr ? settings.serverName : settings.host;
  tls.identity = settings.identity;
  tls.now = date.posixTime();
  tls.alpn = settings.alpn;
  tls.session = settings.resume;
  tls.requireClientAuth = settings.requireClientAuth;
  return tls;
}

}  // namespace

Connection::Connection(const Link& link, const ConnectionMemory& memory, mqtt::Store& store, Events& events,
                       const ConnectionOptions& options)
    : link_(link),
      received_(memory.received),
      unsent_(memory.unsent),
      events_(events),
      options_(options),
      mqtt_(memory.mqtt, store, *this, options.mqtt),
      backoff_(options.backoff, options.jitterSeed) {
  SIGNET_CHECK(!received_.empty() && !unsent_.empty());
  SIGNET_CHECK(link.tls == nullptr || link.date != nullptr);
}

Status Connection::start(const Settings& settings) {
  SIGNET_CHECK(phase_ == Phase::stopped);
  if (settings.host == nullptr || *settings.host == '\0') return Status::invalidArgument;
  // Whatever the memory for control packets cannot hold now, it can never hold.
  SIGNET_TRY(mqtt_.check(settings.session));
  for (const mqtt::Subscription& subscription : settings.subscriptions) {
    SIGNET_TRY(mqtt_.check(subscription, settings.session.version));
  }
  settings_ = settings;
  hadSession_ = false;
  stopping_ = false;
  backoff_.reset();
  deadline_ = Instant();  // the first try needs no wait
  enter(Phase::waiting);
  return Status::ok;
}

void Connection::stop(Instant now) {
  if (phase_ == Phase::stopped || phase_ == Phase::leaving) return;
  if (polling_) {
    stopping_ = true;
    return;
  }
  if (phase_ != Phase::connected) return end();
  deadline_ = now + options_.leaveLimit;
  enter(Phase::leaving);
}

void Connection::poll(Instant now) {
  now_ = now;
  busy_ = false;
  run();
  if (!stopping_) return;
  stopping_ = false;
  stop(now);
  run();
}

void Connection::run() {
  polling_ = true;
  while (!stopping_ && step()) {
  }
  polling_ = false;
}

bool Connection::step() {
  switch (phase_) {
    case Phase::stopped: return false;
    case Phase::waiting: return mayOpen() && beginOpening();
    case Phase::opening: return pollOpening();
    case Phase::handshake: return pollHandshake();
    case Phase::joining:
    case Phase::connected: return pollSession();
    case Phase::leaving: return pollLeaving();
  }
  return false;
}

/// The wait is over, or the date is here that was missing: that was no failure of the broker's.
bool Connection::mayOpen() {
  const bool dateCame = awaitsDate_ && link_.date->posixTime() > 0;
  if (dateCame) backoff_.reset();
  return dateCame || now_ >= deadline_;
}

bool Connection::beginOpening() {
  prepared_ = false;
  deadline_ = now_ + options_.openLimit;
  enter(Phase::opening);
  awaitsDate_ = link_.tls != nullptr && link_.date->posixTime() <= 0;
  if (awaitsDate_) return failed(Status::clockNotSet);
  const Status status = link_.transport.open(settings_.host, settings_.port, now_);
  return status == Status::ok || status == Status::wouldBlock ? true : failed(status);
}

bool Connection::pollOpening() {
  const Status status = link_.transport.pollOpen(now_);
  if (status == Status::ok) return link_.tls != nullptr ? beginHandshake() : beginJoining();
  if (status != Status::wouldBlock) return failed(status);
  if (now_ >= deadline_) return failed(Status::timeout);
  if (link_.tls == nullptr || prepared_) return false;
  // The network is on its way: time for the chip. If this fails, tls::Client::start() tries again
  // and reports it.
  prepared_ = true;
  (void)link_.tls->prepare();
  return true;
}

bool Connection::beginHandshake() {
  deadline_ = now_ + options_.handshakeLimit;
  enter(Phase::handshake);
  const Status status = link_.tls->start(link_.transport, tlsSettings(settings_, *link_.date));
  return status == Status::ok ? true : failed(status);
}

bool Connection::pollHandshake() {
  const Status status = link_.tls->poll();
  if (status == Status::ok) return beginJoining();
  if (status != Status::wouldBlock) return failed(status);
  return now_ >= deadline_ ? failed(Status::timeout) : false;
}

/// The session continues after a broken connection: asked for by Session Expiry Interval in version 5, by
/// cleanStart in 3.1.1.
bool Connection::keepsSession() const {
  if (settings_.session.version == mqtt::Version::v311) return !settings_.session.cleanStart;
  for (const mqtt::Property& property : settings_.session.properties) {
    if (property.id == mqtt::PropertyId::sessionExpiryInterval) return property.number > 0;
  }
  return false;
}

bool Connection::beginJoining() {
  receivedSize_ = unsentSize_ = 0;
  lostStatus_ = Status::ok;
  mqtt::ConnectPacket packet = settings_.session;
  if (hadSession_ && keepsSession()) packet.cleanStart = false;
  enter(Phase::joining);
  const Status status = mqtt_.connect(packet, now_);
  return status == Status::ok ? true : failed(status);
}

bool Connection::pollSession() {
  Status status = exchange();
  if (status == Status::ok) status = mqtt_.tick(now_);
  if (status == Status::ok) status = exchange();  // what tick() has added
  return status == Status::ok ? false : failed(status);
}

bool Connection::pollLeaving() {
  // No room for DISCONNECT: acknowledgements are still on their way.
  if (mqtt_.state() == mqtt::Client::State::connected) (void)mqtt_.disconnect();
  const bool alive = exchange() == Status::ok;
  const bool done = mqtt_.state() != mqtt::Client::State::connected && !wantsWrite() && !busy_;
  if (alive && !done && now_ < deadline_) return false;
  end();
  return true;
}

void Connection::onConnected(const mqtt::Connack& connack) {
  connectedSince_ = now_;
  // A session that the broker kept has the subscriptions that were made in it, but before the first connect
  // it may be one of older firmware.
  nextSubscription_ = connack.sessionPresent && hadSession_ ? settings_.subscriptions.size() : 0;
  subscribing_ = 0;
  hadSession_ = true;
  enter(Phase::connected);
  tls::ConnectionInfo info;
  if (link_.tls != nullptr) info = link_.tls->info();
  events_.onConnected({connack, link_.tls != nullptr ? &info : nullptr});
  if (nextSubscription_ == settings_.subscriptions.size()) events_.onReady();
}

void Connection::onDisconnected(Status status, mqtt::ReasonCode reason) {
  lostStatus_ = status;
  lostReason_ = reason;
}

/// Tells why, and waits for the next try.
bool Connection::failed(Status status) {
  Disconnection why;
  why.during = phase_;
  why.status = status;
  const tls::Failure failure = link_.tls != nullptr ? link_.tls->failure() : tls::Failure{};
  const bool inStream = phase_ == Phase::handshake || phase_ == Phase::joining || phase_ == Phase::connected;
  if (lostStatus_ != Status::ok) {
    why.status = lostStatus_;
    why.reason = lostReason_;
  } else if (inStream && failure.status != Status::ok && failure.status == status) {
    why.tls = &failure;
  }
  stream().close();
  link_.transport.close();
  mqtt_.connectionLost();
  lostStatus_ = Status::ok;
  if (phase_ == Phase::connected && now_ - connectedSince_ >= options_.stableAfter) backoff_.reset();
  deadline_ = now_ + backoff_.next();
  why.retryAt = deadline_;
  why.failures = backoff_.failures();
  events_.onDisconnected(why);
  enter(Phase::waiting);
  return true;
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  events_.onPhase(phase);
}

void Connection::end() {
  stream().close();
  link_.transport.close();
  mqtt_.connectionLost();
  receivedSize_ = unsentSize_ = 0;
  lostStatus_ = Status::ok;
  enter(Phase::stopped);
}

Instant Connection::nextPoll() const {
  switch (phase_) {
    case Phase::stopped: return Instant::max();
    case Phase::opening: return now_ + kOpenInterval;
    case Phase::joining:
    case Phase::connected: return busy_ ? now_ : mqtt_.nextTick();
    case Phase::leaving: return busy_ ? now_ : deadline_;
    default: return deadline_;
  }
}

}  // namespace signet::device
