// What a client sends: control packets of its own, and when; messages are its outbox's.
#include "signet/mqtt/client.h"

namespace signet::mqtt {

Client::Client(const ClientMemory& memory, Store& store, Listener& listener, const ClientOptions& options)
    : maxInflight_(options.maxInflight),
      connackTimeout_(options.connackTimeout),
      pingTimeout_(options.pingTimeout),
      store_(store),
      listener_(listener),
      reader_(memory.in),
      outbox_(memory.control, memory.scratch, memory.sentAliases, store, listener, options.whenFull),
      receivedAliases_(memory.receivedAliases) {}

Status Client::encode(WireWriter& writer, ConnectPacket packet) const {
  if (packet.version == Version::v5) packet.topicAliasMaximum = receivedAliases_.places();
  return encodeConnect(writer, packet);
}

Status Client::check(const ConnectPacket& packet) const {
  SIGNET_CHECK(state_ != State::connected);
  WireWriter writer(outbox_.control());
  SIGNET_TRY(encode(writer, packet));
  return writer.ok() ? Status::ok : Status::bufferTooSmall;
}

Status Client::check(const Subscription& subscription, Version version) const {
  SIGNET_CHECK(state_ != State::connected);
  WireWriter writer(outbox_.control());
  SIGNET_TRY(encodeSubscribe(writer, version, 1, Span<const Subscription>(&subscription, 1), {}));
  return writer.ok() ? Status::ok : Status::bufferTooSmall;
}

Status Client::connect(const ConnectPacket& packet, Instant now) {
  version_ = packet.version;
  connectionLost();
  WireWriter writer(outbox_.room());
  SIGNET_TRY(encode(writer, packet));
  if (outbox_.append(Status::ok, writer) != Status::ok) return Status::bufferTooSmall;
  state_ = State::connecting;
  failure_ = Status::ok;
  cleanStart_ = packet.cleanStart;
  keepAlive_ = std::chrono::seconds(packet.keepAliveSeconds);
  receivedAliases_.reset(packet.version == Version::v5 ? receivedAliases_.places() : 0);
  waitingSince_ = lastSent_ = now;
  return Status::ok;
}

void Client::connectionLost() {
  state_ = State::disconnected;
  reader_.begin(version_);
  outbox_.begin(version_);
  pingPending_ = false;
  delivering_ = false;
}

/// Tells the identifier of a request that is on its way, or gives it back.
Status Client::endRequest(Status status, std::uint16_t id, std::uint16_t* packetId) {
  if (status != Status::ok) {
    outbox_.endRequest(id);
  } else if (packetId != nullptr) {
    *packetId = id;
  }
  return status;
}

Status Client::subscribe(Span<const Subscription> subscriptions, std::uint16_t* packetId,
                         Span<const Property> properties) {
  SIGNET_ASSIGN(const std::uint16_t id, outbox_.beginRequest());
  WireWriter writer(outbox_.room());
  return endRequest(outbox_.append(encodeSubscribe(writer, version_, id, subscriptions, properties), writer),
                    id, packetId);
}

Status Client::unsubscribe(Span<const std::string_view> filters, std::uint16_t* packetId,
                           Span<const Property> properties) {
  SIGNET_ASSIGN(const std::uint16_t id, outbox_.beginRequest());
  WireWriter writer(outbox_.room());
  return endRequest(outbox_.append(encodeUnsubscribe(writer, version_, id, filters, properties), writer), id,
                    packetId);
}

Status Client::auth(ReasonCode reason, Span<const Property> properties) {
  if (state_ != State::connecting && state_ != State::connected) return Status::notConnected;
  if (version_ != Version::v5) return Status::invalidArgument;
  WireWriter writer(outbox_.room());
  return outbox_.append(encodeAuth(writer, reason, properties), writer);
}

Status Client::disconnect(ReasonCode reason, Span<const Property> properties) {
  if (state_ != State::connected) return Status::notConnected;
  WireWriter writer(outbox_.room());
  SIGNET_TRY(outbox_.append(encodeDisconnect(writer, version_, reason, properties), writer));
  state_ = State::disconnected;
  outbox_.close();
  return Status::ok;
}

std::size_t Client::pull(MutableBytes out, Instant now) {
  Status status = Status::ok;
  const std::size_t count = outbox_.pull(out, status);
  if (status != Status::ok) fail(status, ReasonCode::unspecifiedError);
  if (count > 0) lastSent_ = now;
  return count;
}

Status Client::tick(Instant now) {
  if (state_ == State::connecting && now - waitingSince_ >= connackTimeout_) {
    fail(Status::timeout, ReasonCode::serverUnavailable);
    return Status::timeout;
  }
  if (state_ != State::connected) return state_ == State::failed ? failure_ : Status::ok;
  if (pingPending_ && now - waitingSince_ >= pingTimeout_) {
    fail(Status::timeout, ReasonCode::keepAliveTimeout);
    return Status::timeout;
  }
  if (keepAlive_ > Duration::zero() && !pingPending_ && now - lastSent_ >= keepAlive_) {
    WireWriter writer(outbox_.room());
    encodePingreq(writer);
    // Without room for it something else is on its way out, which keeps alive as well.
    if (outbox_.append(Status::ok, writer) != Status::ok) return Status::ok;
    pingPending_ = true;
    waitingSince_ = now;
  }
  return Status::ok;
}

Instant Client::nextTick() const {
  if (state_ == State::connecting) return waitingSince_ + connackTimeout_;
  if (state_ != State::connected) return Instant::max();
  if (pingPending_) return waitingSince_ + pingTimeout_;
  return keepAlive_ > Duration::zero() ? lastSent_ + keepAlive_ : Instant::max();
}

}  // namespace signet::mqtt
