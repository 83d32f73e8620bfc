// The packets of a client: encoders for what it sends, decoders for what it receives. One struct a packet;
// views into the caller's bytes throughout. 3.1.1 and 5 differ by properties and reason codes only.
#pragma once

#include <cstdint>
#include <string_view>

#include "signet/core/bytes.h"
#include "signet/core/status.h"
#include "signet/mqtt/property.h"
#include "signet/mqtt/types.h"
#include "signet/mqtt/wire.h"

namespace signet::mqtt {

struct Will {
  std::string_view topic;
  Bytes payload;
  Qos qos = Qos::atMostOnce;
  bool retain = false;
  Span<const Property> properties = {};
};

struct ConnectPacket {
  Version version = Version::v5;
  std::string_view clientId = {};  ///< empty: the server gives one
  bool cleanStart = true;
  std::uint16_t keepAliveSeconds = 0;  ///< 0: none
  const Will* will = nullptr;
  const std::string_view* userName = nullptr;
  const Bytes* password = nullptr;
  Span<const Property> properties = {};  ///< version 5 only; without a Topic Alias Maximum
  /// Version 5: how many topic aliases the server may use. Client fills it in.
  std::uint16_t topicAliasMaximum = 0;
};

struct Subscription {
  std::string_view filter = {};
  Qos qos = Qos::atMostOnce;
  // Version 5 only (section 3.8.3.1).
  bool noLocal = false;
  bool retainAsPublished = false;
  std::uint8_t retainHandling = 0;  ///< 0 always, 1 for a new subscription, 2 never
};

/// Fixed header of a PUBLISH and everything before its payload.
struct PublishHeader {
  std::string_view topic;
  std::uint16_t packetId = 0;  ///< 0 for QoS 0
  Qos qos = Qos::atMostOnce;
  bool retain = false;
  bool duplicate = false;
  /// Version 5: 0 for none. With an empty topic it stands for it, else it is given to it.
  std::uint16_t topicAlias = 0;
};

// Encoders append one whole packet to `writer` (writer.ok(): whether it fitted) and return
//   invalidArgument  a field that the specification does not allow
Status encodeConnect(WireWriter& writer, const ConnectPacket& packet);
Status encodeSubscribe(WireWriter& writer, Version version, std::uint16_t packetId,
                       Span<const Subscription> subscriptions, Span<const Property> properties);
Status encodeUnsubscribe(WireWriter& writer, Version version, std::uint16_t packetId,
                         Span<const std::string_view> filters, Span<const Property> properties);
/// `properties` is encoded already (without its length, and without a topic alias); the payload of
/// payloadSize bytes follows by other means.
void encodePublishHeader(WireWriter& writer, Version version, const PublishHeader& header, Bytes properties,
                         std::uint32_t payloadSize);
/// PUBACK, PUBREC, PUBREL, PUBCOMP. 2 to 6 bytes.
void encodeAck(WireWriter& writer, Version version, PacketType type, std::uint16_t packetId,
               ReasonCode reason);
void encodePingreq(WireWriter& writer);
Status encodeDisconnect(WireWriter& writer, Version version, ReasonCode reason,
                        Span<const Property> properties);
/// Version 5 only.
Status encodeAuth(WireWriter& writer, ReasonCode reason, Span<const Property> properties);
/// Bytes of a whole PUBLISH, for maximum packet sizes.
std::size_t publishSize(Version version, const PublishHeader& header, std::size_t propertiesSize,
                        std::uint32_t payloadSize);

struct Connack {
  bool sessionPresent = false;
  ReasonCode reason = ReasonCode::success;
  PropertyList properties;
};
struct Ack {
  std::uint16_t packetId = 0;
  ReasonCode reason = ReasonCode::success;
  PropertyList properties;
};
/// SUBACK and UNSUBACK. A 3.1.1 UNSUBACK has no reason codes.
struct SubscriptionAck {
  std::uint16_t packetId = 0;
  PropertyList properties;
  Bytes reasons;
};
struct ReceivedPublish {
  PublishHeader header;
  PropertyList properties;
};
/// DISCONNECT and AUTH from the server.
struct Notice {
  ReasonCode reason = ReasonCode::success;
  PropertyList properties;
};

// Decoders take the body of a packet (after the fixed header). protocolError: it is not one.
Result<Connack> decodeConnack(Bytes body, Version version);
Result<Ack> decodeAck(Bytes body, Version version, PacketType type);
Result<SubscriptionAck> decodeSubscriptionAck(Bytes body, Version version, PacketType type);
/// `flags` are the lower four bits of the fixed header; `body` ends where the payload begins.
Result<ReceivedPublish> decodePublish(std::uint8_t flags, Bytes body, Version version);
Result<Notice> decodeNotice(Bytes body, PacketType type);

}  // namespace signet::mqtt
