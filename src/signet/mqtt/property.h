// Properties of MQTT 5 (section 2.2.2.2): values to send, and views into a received packet.
#pragma once

#include <cstdint>
#include <string_view>

#include "signet/core/bytes.h"
#include "signet/core/status.h"
#include "signet/mqtt/types.h"
#include "signet/mqtt/wire.h"

namespace signet::mqtt {

enum class PropertyId : std::uint8_t {
  payloadFormatIndicator = 0x01,
  messageExpiryInterval = 0x02,
  contentType = 0x03,
  responseTopic = 0x08,
  correlationData = 0x09,
  subscriptionIdentifier = 0x0B,
  sessionExpiryInterval = 0x11,
  assignedClientIdentifier = 0x12,
  serverKeepAlive = 0x13,
  authenticationMethod = 0x15,
  authenticationData = 0x16,
  requestProblemInformation = 0x17,
  willDelayInterval = 0x18,
  requestResponseInformation = 0x19,
  responseInformation = 0x1A,
  serverReference = 0x1C,
  reasonString = 0x1F,
  receiveMaximum = 0x21,
  topicAliasMaximum = 0x22,
  topicAlias = 0x23,
  maximumQos = 0x24,
  retainAvailable = 0x25,
  userProperty = 0x26,
  maximumPacketSize = 0x27,
  wildcardSubscriptionAvailable = 0x28,
  subscriptionIdentifierAvailable = 0x29,
  sharedSubscriptionAvailable = 0x2A,
};

/// One property: `number` for the integers, `value` for strings and binary data, `name` too for
/// a user property.
struct Property {
  PropertyId id{};
  std::uint32_t number = 0;
  Bytes value;
  Bytes name;

  static Property integer(PropertyId id, std::uint32_t number) { return {id, number, {}, {}}; }
  static Property text(PropertyId id, std::string_view value) { return {id, 0, bytesOf(value), {}}; }
  static Property user(std::string_view name, std::string_view value) {
    return {PropertyId::userProperty, 0, bytesOf(value), bytesOf(name)};
  }
};

/// Where a property may stand: a packet type, or the will of a CONNECT.
enum class PropertyPlace : std::uint8_t { packet, will };

/// invalidArgument: one that may not stand in this packet, twice where once is allowed, or
/// an ill-formed value.
Status checkProperties(Span<const Property> properties, PacketType packet,
                       PropertyPlace place = PropertyPlace::packet);
/// Length and properties, those of `more` behind the others. Precondition: checked.
void writeProperties(WireWriter& writer, Span<const Property> properties, Span<const Property> more = {});
std::size_t encodedSize(Span<const Property> properties);

/// The properties of a received packet, one after the other; a view into the packet.
class PropertyList {
 public:
  PropertyList() = default;
  /// Reads the length and the properties from `reader`, which fails if they are ill-formed, stand in the
  /// wrong packet, or stand twice.
  PropertyList(WireReader& reader, PacketType packet);

  /// Calls visit(const Property&) for each.
  template <typename Visitor>
  void forEach(Visitor visit) const {
    WireReader reader(bytes_);
    while (!reader.atEnd()) visit(readOne(reader));
  }
  /// The first of its kind into `out`; false if there is none.
  bool find(PropertyId id, Property& out) const;
  /// Of an integer property, or what stands for its absence.
  std::uint32_t numberOr(PropertyId id, std::uint32_t otherwise) const;
  Bytes bytes() const { return bytes_; }

 private:
  static Property readOne(WireReader& reader);
  Bytes bytes_;
};

}  // namespace signet::mqtt
