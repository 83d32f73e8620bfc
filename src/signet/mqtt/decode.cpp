#include "signet/mqtt/packets.h"
#include "signet/mqtt/topic.h"

namespace signet::mqtt {
namespace {

/// The return codes of 3.1.1 (its section 3.2.2.3) as reason codes.
bool translate(std::uint8_t returnCode, ReasonCode& reason) {
  constexpr ReasonCode kReasons[] = {ReasonCode::success,
                                     ReasonCode::unsupportedProtocolVersion,
                                     ReasonCode::clientIdentifierNotValid,
                                     ReasonCode::serverUnavailable,
                                     ReasonCode::badUserNameOrPassword,
                                     ReasonCode::notAuthorized};
  if (returnCode >= sizeof kReasons) return false;
  reason = kReasons[returnCode];
  return true;
}

template <typename Packet>
Result<Packet> finished(const WireReader& reader, const Packet& packet) {
  if (!reader.ok() || !reader.atEnd()) return Status::protocolError;
  return packet;
}

}  // namespace

Result<Connack> decodeConnack(Bytes body, Version version) {
  WireReader reader(body);
  Connack connack;
  const std::uint8_t flags = reader.u8();
  const std::uint8_t code = reader.u8();
  if ((flags & 0xFE) != 0) return Status::protocolError;
  connack.sessionPresent = flags != 0;
  if (version == Version::v5) {
    // A server that does not speak version 5 may say so in the form of 3.1.1: return code 1, no properties.
    const bool oldForm = code == 1 && reader.atEnd();
    connack.reason = oldForm ? ReasonCode::unsupportedProtocolVersion : static_cast<ReasonCode>(code);
    if (!reader.atEnd()) connack.properties = PropertyList(reader, PacketType::connack);
  } else if (!translate(code, connack.reason)) {
    return Status::protocolError;
  }
  if (connack.reason != ReasonCode::success && connack.sessionPresent) return Status::protocolError;
  return finished(reader, connack);
}

Result<Ack> decodeAck(Bytes body, Version version, PacketType type) {
  WireReader reader(body);
  Ack ack;
  ack.packetId = reader.u16();
  if (version == Version::v5 && !reader.atEnd()) {
    ack.reason = static_cast<ReasonCode>(reader.u8());
    if (!reader.atEnd()) ack.properties = PropertyList(reader, type);
  }
  if (ack.packetId == 0) return Status::protocolError;
  return finished(reader, ack);
}

Result<SubscriptionAck> decodeSubscriptionAck(Bytes body, Version version, PacketType type) {
  WireReader reader(body);
  SubscriptionAck ack;
  ack.packetId = reader.u16();
  if (version == Version::v5) ack.properties = PropertyList(reader, type);
  ack.reasons = reader.rest();
  const bool expectsReasons = version == Version::v5 || type == PacketType::suback;
  if (!reader.ok() || ack.packetId == 0 || ack.reasons.empty() == expectsReasons)
    return Status::protocolError;
  if (version == Version::v311) {
    for (const std::uint8_t code : ack.reasons) {
      if (code > 2 && code != 0x80) return Status::protocolError;
    }
  }
  return ack;
}

Result<ReceivedPublish> decodePublish(std::uint8_t flags, Bytes body, Version version) {
  ReceivedPublish publish;
  const unsigned qos = flags >> 1 & 3U;
  publish.header.qos = static_cast<Qos>(qos);
  publish.header.retain = (flags & 1) != 0;
  publish.header.duplicate = (flags & 8) != 0;
  if (qos == 3 || (qos == 0 && publish.header.duplicate)) return Status::protocolError;
  WireReader reader(body);
  publish.header.topic = textOf(reader.string());
  if (qos > 0) publish.header.packetId = reader.u16();
  if (version == Version::v5) publish.properties = PropertyList(reader, PacketType::publish);
  // An empty topic stands for an alias (version 5, section 3.3.2.1).
  if (reader.ok()) {
    publish.header.topicAlias =
        static_cast<std::uint16_t>(publish.properties.numberOr(PropertyId::topicAlias, 0));
  }
  const bool byAlias = publish.header.topic.empty() && publish.header.topicAlias != 0;
  if (!byAlias && !isTopicName(publish.header.topic)) return Status::protocolError;
  if (qos > 0 && publish.header.packetId == 0) return Status::protocolError;
  return finished(reader, publish);
}

Result<Notice> decodeNotice(Bytes body, PacketType type) {
  WireReader reader(body);
  Notice notice;
  if (!reader.atEnd()) notice.reason = static_cast<ReasonCode>(reader.u8());
  if (!reader.atEnd()) notice.properties = PropertyList(reader, type);
  return finished(reader, notice);
}

}  // namespace signet::mqtt
