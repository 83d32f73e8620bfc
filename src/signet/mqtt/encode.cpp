#include "signet/mqtt/packets.h"
#include "signet/mqtt/topic.h"

namespace signet::mqtt {
namespace {

std::uint8_t firstByte(PacketType type, unsigned flags) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(type) << 4 | flags);
}

std::size_t stringSize(std::string_view text) {
  return 2 + text.size();
}

std::size_t propertiesSize(Version version, Span<const Property> properties, Span<const Property> more = {}) {
  if (version != Version::v5) return 0;
  const std::size_t size = encodedSize(properties) + encodedSize(more);
  return varintSize(static_cast<std::uint32_t>(size)) + size;
}

void header(WireWriter& writer, PacketType type, unsigned flags, std::size_t remaining) {
  writer.u8(firstByte(type, flags));
  writer.varint(static_cast<std::uint32_t>(remaining));
}

void string(WireWriter& writer, std::string_view text) {
  writer.binary(bytesOf(text));
}

std::uint8_t connectFlags(const ConnectPacket& packet) {
  unsigned flags = packet.cleanStart ? 0x02 : 0;
  if (packet.will != nullptr) {
    flags |= 0x04U | static_cast<unsigned>(packet.will->qos) << 3 | (packet.will->retain ? 0x20U : 0U);
  }
  if (packet.password != nullptr) flags |= 0x40;
  if (packet.userName != nullptr) flags |= 0x80;
  return static_cast<std::uint8_t>(flags);
}

Status checkWill(const Will& will, Version version) {
  if (!isTopicName(will.topic) || will.payload.size() > 0xFFFF) return Status::invalidArgument;
  if (version != Version::v5) return will.properties.empty() ? Status::ok : Status::invalidArgument;
  return checkProperties(will.properties, PacketType::connect, PropertyPlace::will);
}

/// The Topic Alias Maximum of a CONNECT, if there is one.
class AliasMaximum {
 public:
  explicit AliasMaximum(const ConnectPacket& packet)
      : property_(Property::integer(PropertyId::topicAliasMaximum, packet.topicAliasMaximum)) {}
  Span<const Property> list() const { return {&property_, property_.number > 0 ? 1U : 0U}; }

 private:
  Property property_;
};

Status check(const ConnectPacket& packet) {
  const bool v5 = packet.version == Version::v5;
  if (!isMqttString(bytesOf(packet.clientId))) return Status::invalidArgument;
  // 3.1.1, section 3.1.3.1: without an identifier there can be no session; section 3.1.2.9: no password
  // without a name.
  if (!v5 && ((packet.clientId.empty() && !packet.cleanStart) || !packet.properties.empty())) {
    return Status::invalidArgument;
  }
  if (!v5 && packet.password != nullptr && packet.userName == nullptr) return Status::invalidArgument;
  if (packet.userName != nullptr && !isMqttString(bytesOf(*packet.userName))) return Status::invalidArgument;
  if (packet.password != nullptr && packet.password->size() > 0xFFFF) return Status::invalidArgument;
  if (packet.will != nullptr) SIGNET_TRY(checkWill(*packet.will, packet.version));
  for (const Property& property : packet.properties) {
    if (property.id == PropertyId::topicAliasMaximum) return Status::invalidArgument;
  }
  return checkProperties(packet.properties, PacketType::connect);
}

std::size_t connectSize(const ConnectPacket& packet) {
  const AliasMaximum aliases(packet);
  std::size_t size =
      10 + propertiesSize(packet.version, packet.properties, aliases.list()) + stringSize(packet.clientId);
  if (packet.will != nullptr) {
    size += propertiesSize(packet.version, packet.will->properties) + stringSize(packet.will->topic) + 2 +
            packet.will->payload.size();
  }
  if (packet.userName != nullptr) size += stringSize(*packet.userName);
  if (packet.password != nullptr) size += 2 + packet.password->size();
  return size;
}

Status check(const Subscription& s, Version version) {
  if (!isTopicFilter(s.filter) || s.retainHandling > 2) return Status::invalidArgument;
  const bool shared = s.filter.substr(0, 7) == "$share/";
  if (shared && s.noLocal) return Status::invalidArgument;  // section 3.8.3.1
  const bool plain = !s.noLocal && !s.retainAsPublished && s.retainHandling == 0;
  return version == Version::v5 || plain ? Status::ok : Status::invalidArgument;
}

std::uint8_t options(const Subscription& s) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(s.qos) | (s.noLocal ? 4U : 0U) |
                                   (s.retainAsPublished ? 8U : 0U) |
                                   static_cast<unsigned>(s.retainHandling) << 4);
}

}  // namespace

Status encodeConnect(WireWriter& writer, const ConnectPacket& packet) {
  SIGNET_TRY(check(packet));
  const bool v5 = packet.version == Version::v5;
  header(writer, PacketType::connect, 0, connectSize(packet));
  string(writer, "MQTT");
  writer.u8(static_cast<std::uint8_t>(packet.version));
  writer.u8(connectFlags(packet));
  writer.u16(packet.keepAliveSeconds);
  if (v5) writeProperties(writer, packet.properties, AliasMaximum(packet).list());
  string(writer, packet.clientId);
  if (packet.will != nullptr) {
    if (v5) writeProperties(writer, packet.will->properties);
    string(writer, packet.will->topic);
    writer.binary(packet.will->payload);
  }
  if (packet.userName != nullptr) string(writer, *packet.userName);
  if (packet.password != nullptr) writer.binary(*packet.password);
  return Status::ok;
}

Status encodeSubscribe(WireWriter& writer, Version version, std::uint16_t packetId,
                       Span<const Subscription> subscriptions, Span<const Property> properties) {
  if (subscriptions.empty()) return Status::invalidArgument;
  SIGNET_TRY(checkProperties(properties, PacketType::subscribe));
  std::size_t size = 2 + propertiesSize(version, properties);
  for (const Subscription& s : subscriptions) {
    SIGNET_TRY(check(s, version));
    size += stringSize(s.filter) + 1;
  }
  header(writer, PacketType::subscribe, 2, size);
  writer.u16(packetId);
  if (version == Version::v5) writeProperties(writer, properties);
  for (const Subscription& s : subscriptions) {
    string(writer, s.filter);
    writer.u8(options(s));
  }
  return Status::ok;
}

Status encodeUnsubscribe(WireWriter& writer, Version version, std::uint16_t packetId,
                         Span<const std::string_view> filters, Span<const Property> properties) {
  if (filters.empty()) return Status::invalidArgument;
  SIGNET_TRY(checkProperties(properties, PacketType::unsubscribe));
  std::size_t size = 2 + propertiesSize(version, properties);
  for (const std::string_view filter : filters) {
    if (!isTopicFilter(filter)) return Status::invalidArgument;
    size += stringSize(filter);
  }
  header(writer, PacketType::unsubscribe, 2, size);
  writer.u16(packetId);
  if (version == Version::v5) writeProperties(writer, properties);
  for (const std::string_view filter : filters) string(writer, filter);
  return Status::ok;
}

namespace {

/// Of a Topic Alias among the properties.
constexpr std::size_t kAliasSize = 3;

std::size_t publishRemaining(Version version, const PublishHeader& publish, std::size_t properties,
                             std::uint32_t payloadSize) {
  std::size_t size = stringSize(publish.topic) + payloadSize;
  if (publish.qos != Qos::atMostOnce) size += 2;
  if (publish.topicAlias != 0) properties += kAliasSize;
  if (version == Version::v5) size += varintSize(static_cast<std::uint32_t>(properties)) + properties;
  return size;
}

}  // namespace

std::size_t publishSize(Version version, const PublishHeader& publish, std::size_t properties,
                        std::uint32_t payloadSize) {
  const std::size_t remaining = publishRemaining(version, publish, properties, payloadSize);
  return 1 + varintSize(static_cast<std::uint32_t>(remaining)) + remaining;
}

void encodePublishHeader(WireWriter& writer, Version version, const PublishHeader& publish, Bytes properties,
                         std::uint32_t payloadSize) {
  const unsigned flags =
      (publish.duplicate ? 8U : 0U) | static_cast<unsigned>(publish.qos) << 1 | (publish.retain ? 1U : 0U);
  header(writer, PacketType::publish, flags,
         publishRemaining(version, publish, properties.size(), payloadSize));
  string(writer, publish.topic);
  if (publish.qos != Qos::atMostOnce) writer.u16(publish.packetId);
  if (version != Version::v5) return;
  const std::size_t alias = publish.topicAlias != 0 ? kAliasSize : 0;
  writer.varint(static_cast<std::uint32_t>(alias + properties.size()));
  if (alias != 0) {
    writer.u8(static_cast<std::uint8_t>(PropertyId::topicAlias));
    writer.u16(publish.topicAlias);
  }
  writer.raw(properties);
}

void encodeAck(WireWriter& writer, Version version, PacketType type, std::uint16_t packetId,
               ReasonCode reason) {
  const unsigned flags = type == PacketType::pubrel ? 2 : 0;
  const bool withReason = version == Version::v5 && reason != ReasonCode::success;
  header(writer, type, flags, withReason ? 3 : 2);
  writer.u16(packetId);
  if (withReason) writer.u8(static_cast<std::uint8_t>(reason));
}

void encodePingreq(WireWriter& writer) {
  header(writer, PacketType::pingreq, 0, 0);
}

Status encodeDisconnect(WireWriter& writer, Version version, ReasonCode reason,
                        Span<const Property> properties) {
  SIGNET_TRY(checkProperties(properties, PacketType::disconnect));
  if (version != Version::v5 || (reason == ReasonCode::success && properties.empty())) {
    header(writer, PacketType::disconnect, 0, 0);
    return Status::ok;
  }
  header(writer, PacketType::disconnect, 0, 1 + propertiesSize(version, properties));
  writer.u8(static_cast<std::uint8_t>(reason));
  writeProperties(writer, properties);
  return Status::ok;
}

Status encodeAuth(WireWriter& writer, ReasonCode reason, Span<const Property> properties) {
  SIGNET_TRY(checkProperties(properties, PacketType::auth));
  header(writer, PacketType::auth, 0, 1 + propertiesSize(Version::v5, properties));
  writer.u8(static_cast<std::uint8_t>(reason));
  writeProperties(writer, properties);
  return Status::ok;
}

}  // namespace signet::mqtt
