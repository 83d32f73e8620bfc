// What a client receives: packets taken out of the stream, checked, and acted on.
#include <cstring>

#include "signet/mqtt/client.h"

namespace signet::mqtt {
namespace {

/// Room that must be free in the control buffer before a packet is taken: the acknowledgement of whatever it
/// is.
constexpr std::size_t kLargestAck = 6;

/// Walks over topic, identifier and length of the properties. Returns how many bytes of the body come before
/// the payload, or, if `have` is too short to tell, how many are needed to tell more (then > have.size()).
std::size_t publishPrefix(Bytes have, std::uint8_t flags, Version version) {
  if (have.size() < 2) return 2;
  std::size_t size = 2 + std::size_t{static_cast<std::size_t>(have[0] << 8 | have[1])};
  if ((flags & 0x06) != 0) size += 2;
  if (version != Version::v5) return size;
  std::size_t properties = 0;
  for (unsigned i = 0; i < 4; ++i, ++size) {
    if (have.size() <= size) return size + 1;
    properties |= static_cast<std::size_t>(have[size] & 0x7F) << (7 * i);
    if ((have[size] & 0x80) == 0) return size + 1 + properties;
  }
  return size;  // five bytes of length: decodePublish() will refuse it
}

}  // namespace

void Client::fail(Status status, ReasonCode reason) {
  state_ = State::failed;
  failure_ = status;
  listener_.onDisconnected(status, reason);
}

/// Version 5 lets a client say why it leaves; the caller should still pull() once before it closes.
void Client::failProtocol(ReasonCode reason) {
  if (version_ == Version::v5 && state_ == State::connected && !publishing_) {
    WireWriter writer(controlRoom());
    (void)append(encodeDisconnect(writer, version_, reason, {}), writer);
  }
  fail(Status::protocolError, reason);
}

Result<std::size_t> Client::receive(Bytes bytes, Instant now) {
  std::size_t taken = 0;
  while (state_ == State::connecting || state_ == State::connected) {
    const Bytes rest = bytes.from(taken);
    if (phase_ == Phase::header) {
      if (rest.empty() || controlRoom().size() < kLargestAck) return taken;
      taken += takeHeader(rest);
    } else if (phase_ == Phase::body && bodySize_ < bodyWanted_) {
      if (rest.empty()) return taken;
      taken += takeBody(rest);
    } else if (phase_ == Phase::body) {
      processPacket(now);
    } else if (remaining_ == 0) {
      endMessage();
    } else {
      if (rest.empty()) return taken;
      taken += takePayload(rest);
    }
  }
  if (state_ == State::failed) return failure_;
  return bytes.size();  // nobody listens any more
}

std::size_t Client::takeHeader(Bytes bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size()) {
    const std::uint8_t byte = bytes[taken++];
    fixedHeader_[fixedHeaderSize_++] = byte;
    const bool complete = fixedHeaderSize_ > 1 && (byte & 0x80) == 0;
    if (!complete && fixedHeaderSize_ < fixedHeader_.size()) continue;
    WireReader reader(Bytes(fixedHeader_).subspan(1, fixedHeaderSize_ - 1U));
    remaining_ = reader.varint();
    const auto type = static_cast<PacketType>(fixedHeader_[0] >> 4);
    if (!complete || !reader.ok() || !isExpected(type, fixedHeader_[0] & 0x0F)) {
      failProtocol(reader.ok() ? ReasonCode::protocolError : ReasonCode::malformedPacket);
      return taken;
    }
    bodySize_ = 0;
    const bool isPublish = type == PacketType::publish;
    bodyWanted_ = isPublish ? (remaining_ < 2 ? remaining_ : 2) : remaining_;
    if (bodyWanted_ > memory_.in.size()) failProtocol(ReasonCode::packetTooLarge);
    phase_ = Phase::body;
    return taken;
  }
  return taken;
}

/// Packets that a server may send now, with the flags that they must have (section 2.1.3).
bool Client::isExpected(PacketType type, std::uint8_t flags) const {
  if (type == PacketType::publish) return state_ == State::connected;
  if (flags != (type == PacketType::pubrel ? 2 : 0)) return false;
  switch (type) {
    case PacketType::connack: return state_ == State::connecting;
    case PacketType::auth: return version_ == Version::v5;
    case PacketType::disconnect: return version_ == Version::v5 && state_ == State::connected;
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubrel:
    case PacketType::pubcomp:
    case PacketType::suback:
    case PacketType::unsuback:
    case PacketType::pingresp: return state_ == State::connected;
    default: return false;
  }
}

std::size_t Client::takeBody(Bytes bytes) {
  const std::size_t wanted = bodyWanted_ - bodySize_;
  const std::size_t count = wanted < bytes.size() ? wanted : bytes.size();
  copy(bytes.first(count), memory_.in.from(bodySize_));
  bodySize_ += count;
  remaining_ -= static_cast<std::uint32_t>(count);
  return count;
}

/// A PUBLISH tells piece by piece how long it is before its payload. True: another piece is awaited (or it
/// has failed).
bool Client::needsMoreOfPublish() const {
  return static_cast<PacketType>(fixedHeader_[0] >> 4) == PacketType::publish;
}

void Client::processPacket(Instant now) {
  const auto type = static_cast<PacketType>(fixedHeader_[0] >> 4);
  const Bytes body = memory_.in.first(bodySize_);
  if (needsMoreOfPublish()) {
    const std::size_t prefix = publishPrefix(body, fixedHeader_[0], version_);
    if (prefix > bodySize_) {
      if (prefix - bodySize_ > remaining_) return failProtocol(ReasonCode::malformedPacket);
      if (prefix > memory_.in.size()) return failProtocol(ReasonCode::packetTooLarge);
      bodyWanted_ = prefix;
      return;
    }
    return processPublish();
  }
  phase_ = Phase::header;
  fixedHeaderSize_ = 0;
  if (type == PacketType::connack) {
    const Result<Connack> connack = decodeConnack(body, version_);
    return connack.ok() ? processConnack(*connack, now) : failProtocol(ReasonCode::malformedPacket);
  }
  if (type == PacketType::suback || type == PacketType::unsuback) {
    const Result<SubscriptionAck> ack = decodeSubscriptionAck(body, version_, type);
    if (!ack.ok()) return failProtocol(ReasonCode::malformedPacket);
    endRequest(ack->packetId);
    return type == PacketType::suback ? listener_.onSubscribed(ack->packetId, ack->reasons)
                                      : listener_.onUnsubscribed(ack->packetId, ack->reasons);
  }
  if (type == PacketType::disconnect || type == PacketType::auth) {
    const Result<Notice> notice = decodeNotice(body, type);
    if (!notice.ok()) return failProtocol(ReasonCode::malformedPacket);
    return type == PacketType::auth ? listener_.onAuth(*notice) : fail(Status::closed, notice->reason);
  }
  if (type == PacketType::pingresp) {
    pingPending_ = false;
    return body.empty() ? void() : failProtocol(ReasonCode::malformedPacket);
  }
  const Result<Ack> ack = decodeAck(body, version_, type);
  return ack.ok() ? processAck(type, *ack) : failProtocol(ReasonCode::malformedPacket);
}

void Client::processConnack(const Connack& connack, Instant now) {
  if (connack.reason != ReasonCode::success) return fail(Status::refusedByBroker, connack.reason);
  if (connack.sessionPresent && cleanStart_) return failProtocol();
  receiveMaximum_ =
      static_cast<std::uint16_t>(connack.properties.numberOr(PropertyId::receiveMaximum, 0xFFFF));
  maximumPacketSize_ = connack.properties.numberOr(PropertyId::maximumPacketSize, 0xFFFFFFFF);
  sentAliases_.reset(
      static_cast<std::uint16_t>(connack.properties.numberOr(PropertyId::topicAliasMaximum, 0)));
  const auto ownKeepAlive = static_cast<std::uint32_t>(keepAlive_.count() / 1'000'000);
  keepAlive_ = std::chrono::seconds(connack.properties.numberOr(PropertyId::serverKeepAlive, ownKeepAlive));
  state_ = State::connected;
  lastSent_ = now;
  resumeSession(connack.sessionPresent);
  listener_.onConnected(connack);
}

/// Section 4.4: with the session, unacknowledged messages go again, in order, marked as duplicates, and
/// releases as releases. Without it they go as new ones, and what the broker had taken already (PUBREC) is
/// done.
void Client::resumeSession(bool sessionPresent) {
  if (!sessionPresent) store_.clearReceived();
  for (Store::Handle h = store_.next(Store::kNone); h != Store::kNone;) {
    const Store::Handle following = store_.next(h);
    StoredMessage message = store_.get(h);
    if (message.progress == Progress::sent) {
      message.progress = Progress::queued;
      message.duplicate = sessionPresent;
      store_.update(h, message);
    } else if (message.progress == Progress::released && !sessionPresent) {
      store_.remove(h);
      listener_.onPublished(message.packetId, ReasonCode::success);
    } else if (message.progress == Progress::released) {
      (void)appendAck(PacketType::pubrel, message.packetId, ReasonCode::success);
    }
    h = following;
  }
}

Store::Handle Client::findSent(std::uint16_t packetId) const {
  for (Store::Handle h = store_.next(Store::kNone); h != Store::kNone; h = store_.next(h)) {
    const StoredMessage message = store_.get(h);
    if (message.packetId == packetId && message.progress != Progress::queued) return h;
  }
  return Store::kNone;
}

void Client::processAck(PacketType type, const Ack& ack) {
  if (type == PacketType::pubrel) return processPubrel(ack);
  const Store::Handle handle = findSent(ack.packetId);
  if (handle == Store::kNone) {
    // Acknowledged twice, after a reconnect. A PUBREC must be answered all the same.
    if (type != PacketType::pubrec) return;
    return SIGNET_CHECK(appendAck(PacketType::pubrel, ack.packetId, ReasonCode::packetIdentifierNotFound));
  }
  StoredMessage message = store_.get(handle);
  // RabbitMQ before 3.13 takes QoS 2 as QoS 1 and says so by PUBACK. Were that an error, the message would be
  // sent again and fail again for ever.
  const bool lowered = type == PacketType::puback && message.progress == Progress::sent;
  const Qos wanted = type == PacketType::puback ? Qos::atLeastOnce : Qos::exactlyOnce;
  if (message.qos != wanted && !lowered) return failProtocol();
  if (type == PacketType::pubrec && !isError(ack.reason)) {
    message.progress = Progress::released;
    store_.update(handle, message);
    return SIGNET_CHECK(appendAck(PacketType::pubrel, ack.packetId, ReasonCode::success));
  }
  store_.remove(handle);
  listener_.onPublished(ack.packetId, ack.reason);
}

void Client::processPubrel(const Ack& ack) {
  const bool known = store_.hasReceived(ack.packetId);
  store_.removeReceived(ack.packetId);
  const ReasonCode reason = known ? ReasonCode::success : ReasonCode::packetIdentifierNotFound;
  SIGNET_CHECK(appendAck(PacketType::pubcomp, ack.packetId, reason));
}

/// False: an alias that was never given or is larger than announced, or a topic too long to be remembered.
bool Client::resolveAlias(PublishHeader& header) {
  if (header.topicAlias == 0) return true;
  if (!header.topic.empty()) return receivedAliases_.set(header.topicAlias, header.topic);
  header.topic = receivedAliases_.get(header.topicAlias);
  return !header.topic.empty();
}

void Client::processPublish() {
  const std::uint8_t flags = fixedHeader_[0] & 0x0F;
  const Result<ReceivedPublish> publish = decodePublish(flags, memory_.in.first(bodySize_), version_);
  if (!publish.ok()) return failProtocol(ReasonCode::malformedPacket);
  receiving_ = publish->header;
  if (!resolveAlias(receiving_)) return failProtocol(ReasonCode::topicAliasInvalid);
  delivering_ = true;
  if (receiving_.qos == Qos::exactlyOnce) {
    delivering_ = !store_.hasReceived(receiving_.packetId);
    if (delivering_ && store_.addReceived(receiving_.packetId) != Status::ok) {
      return failProtocol(ReasonCode::receiveMaximumExceeded);
    }
  }
  phase_ = Phase::payload;
  if (!delivering_) return;
  listener_.onMessage({receiving_.topic, publish->properties, remaining_, receiving_.qos, receiving_.retain,
                       receiving_.duplicate});
}

std::size_t Client::takePayload(Bytes bytes) {
  const std::size_t count = remaining_ < bytes.size() ? remaining_ : bytes.size();
  remaining_ -= static_cast<std::uint32_t>(count);
  if (delivering_) listener_.onPayload(bytes.first(count));
  return count;
}

void Client::endMessage() {
  phase_ = Phase::header;
  fixedHeaderSize_ = 0;
  if (delivering_) listener_.onMessageEnd();
  delivering_ = false;
  if (receiving_.qos == Qos::atMostOnce) return;
  const PacketType type = receiving_.qos == Qos::atLeastOnce ? PacketType::puback : PacketType::pubrec;
  if (!appendAck(type, receiving_.packetId, ReasonCode::success)) {
    failProtocol(ReasonCode::implementationSpecificError);
  }
}

}  // namespace signet::mqtt
