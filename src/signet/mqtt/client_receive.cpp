// What a client receives: packets found in the stream, checked, and acted on.
#include "signet/mqtt/client.h"

namespace signet::mqtt {
namespace {

/// Room that must be free in the control buffer before a packet is read: for its acknowledgement,
/// whatever its type.
constexpr std::size_t kLargestAck = 6;

/// Packet types as a set: the one of `type`.
constexpr unsigned bitOf(PacketType type) {
  return 1U << static_cast<unsigned>(type);
}
/// What a server may send in every version, once connected.
constexpr unsigned kInSession = bitOf(PacketType::publish) | bitOf(PacketType::puback) |
                                bitOf(PacketType::pubrec) | bitOf(PacketType::pubrel) |
                                bitOf(PacketType::pubcomp) | bitOf(PacketType::suback) |
                                bitOf(PacketType::unsuback) | bitOf(PacketType::pingresp);

}  // namespace

void Client::fail(Status status, ReasonCode reason) {
  state_ = State::failed;
  failure_ = status;
  outbox_.close();
  listener_.onDisconnected(status, reason);
}

/// Version 5 lets a client say why it leaves; the caller should still pull() once before it closes.
void Client::failProtocol(ReasonCode reason) {
  if (version_ == Version::v5 && state_ == State::connected && !outbox_.publishing()) {
    WireWriter writer(outbox_.room());
    (void)outbox_.append(encodeDisconnect(writer, version_, reason, {}), writer);
  }
  fail(Status::protocolError, reason);
}

Result<std::size_t> Client::receive(Bytes bytes, Instant now) {
  Bytes rest = bytes;
  while (state_ == State::connecting || state_ == State::connected) {
    if (reader_.atHeader() && outbox_.room().size() < kLargestAck) return bytes.size() - rest.size();
    switch (reader_.next(rest)) {
      case PacketReader::Step::moreBytes: return bytes.size();
      case PacketReader::Step::header:
        if (!isExpected()) failProtocol();
        break;
      case PacketReader::Step::packet: processPacket(now); break;
      case PacketReader::Step::message: processPublish(); break;
      case PacketReader::Step::payload: {
        const Bytes piece = reader_.takePayload(rest);
        if (delivering_) listener_.onPayload(piece);
        break;
      }
      case PacketReader::Step::messageEnd: endMessage(); break;
      case PacketReader::Step::malformed: failProtocol(ReasonCode::malformedPacket); break;
      case PacketReader::Step::tooLarge: failProtocol(ReasonCode::packetTooLarge); break;
    }
  }
  if (state_ == State::failed) return failure_;
  return bytes.size();  // the rest is ignored
}

/// Packets that a server may send now, with the flags that they must have (section 2.1.3).
bool Client::isExpected() const {
  const PacketType type = reader_.type();
  if (type != PacketType::publish && reader_.flags() != (type == PacketType::pubrel ? 2 : 0)) return false;
  const bool joining = state_ == State::connecting;
  unsigned expected = joining ? bitOf(PacketType::connack) : kInSession;
  if (version_ == Version::v5) {
    expected |= bitOf(PacketType::auth) | (joining ? 0 : bitOf(PacketType::disconnect));
  }
  return (expected & bitOf(type)) != 0;
}

void Client::processPacket(Instant now) {
  const PacketType type = reader_.type();
  const Bytes body = reader_.body();
  if (type == PacketType::connack) {
    const Result<Connack> connack = decodeConnack(body, version_);
    return connack.ok() ? processConnack(*connack, now) : failProtocol(ReasonCode::malformedPacket);
  }
  if (type == PacketType::suback || type == PacketType::unsuback) {
    const Result<SubscriptionAck> ack = decodeSubscriptionAck(body, version_, type);
    if (!ack.ok()) return failProtocol(ReasonCode::malformedPacket);
    outbox_.endRequest(ack->packetId);
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
  if (!ack.ok()) return failProtocol(ReasonCode::malformedPacket);
  if (type == PacketType::pubrel) return processPubrel(*ack);
  if (!outbox_.acknowledge(type, *ack)) failProtocol();
}

void Client::processConnack(const Connack& connack, Instant now) {
  if (connack.reason != ReasonCode::success) return fail(Status::refusedByBroker, connack.reason);
  if (connack.sessionPresent && cleanStart_) return failProtocol();
  const auto receiveMaximum =
      static_cast<std::uint16_t>(connack.properties.numberOr(PropertyId::receiveMaximum, 0xFFFF));
  outbox_.open({receiveMaximum < maxInflight_ ? receiveMaximum : maxInflight_,
                connack.properties.numberOr(PropertyId::maximumPacketSize, 0xFFFFFFFF),
                static_cast<std::uint16_t>(connack.properties.numberOr(PropertyId::topicAliasMaximum, 0))});
  const auto ownKeepAlive = static_cast<std::uint32_t>(keepAlive_.count() / 1'000'000);
  keepAlive_ = std::chrono::seconds(connack.properties.numberOr(PropertyId::serverKeepAlive, ownKeepAlive));
  state_ = State::connected;
  lastSent_ = now;
  if (!connack.sessionPresent) store_.clearReceived();
  outbox_.resume(connack.sessionPresent);
  listener_.onConnected(connack);
}

void Client::processPubrel(const Ack& ack) {
  const bool known = store_.hasReceived(ack.packetId);
  store_.removeReceived(ack.packetId);
  const ReasonCode reason = known ? ReasonCode::success : ReasonCode::packetIdentifierNotFound;
  SIGNET_CHECK(outbox_.appendAck(PacketType::pubcomp, ack.packetId, reason));
}

/// False: an alias that was never given or is larger than announced, or a topic too long to be remembered.
bool Client::resolveAlias(PublishHeader& header) {
  if (header.topicAlias == 0) return true;
  if (!header.topic.empty()) return receivedAliases_.set(header.topicAlias, header.topic);
  header.topic = receivedAliases_.get(header.topicAlias);
  return !header.topic.empty();
}

void Client::processPublish() {
  const Result<ReceivedPublish> publish = decodePublish(reader_.flags(), reader_.body(), version_);
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
  if (!delivering_) return;
  listener_.onMessage({receiving_.topic, publish->properties, reader_.payloadLeft(), receiving_.qos,
                       receiving_.retain, receiving_.duplicate});
}

void Client::endMessage() {
  if (delivering_) listener_.onMessageEnd();
  delivering_ = false;
  if (receiving_.qos == Qos::atMostOnce) return;
  const PacketType type = receiving_.qos == Qos::atLeastOnce ? PacketType::puback : PacketType::pubrec;
  if (!outbox_.appendAck(type, receiving_.packetId, ReasonCode::success)) {
    failProtocol(ReasonCode::implementationSpecificError);
  }
}

}  // namespace signet::mqtt
