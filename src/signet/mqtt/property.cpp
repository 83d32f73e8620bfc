#include "signet/mqtt/property.h"

#include "signet/mqtt/topic.h"

namespace signet::mqtt {
namespace {

enum class Form : std::uint8_t { u8, u16, u32, varint, string, binary, pair };

constexpr std::uint16_t in(PacketType type) {
  return static_cast<std::uint16_t>(1U << static_cast<unsigned>(type));
}
/// PacketType 0 is reserved: its bit stands for the will.
constexpr std::uint16_t kWill = 1;

struct Rule {
  PropertyId id;
  Form form;
  std::uint16_t places;
};

using P = PacketType;
using I = PropertyId;
constexpr std::uint16_t kAcks = in(P::connack) | in(P::puback) | in(P::pubrec) | in(P::pubrel) |
                                in(P::pubcomp) | in(P::suback) | in(P::unsuback) | in(P::disconnect) |
                                in(P::auth);

/// Table 2-4.
constexpr Rule kRules[] = {
    {I::payloadFormatIndicator, Form::u8, in(P::publish) | kWill},
    {I::messageExpiryInterval, Form::u32, in(P::publish) | kWill},
    {I::contentType, Form::string, in(P::publish) | kWill},
    {I::responseTopic, Form::string, in(P::publish) | kWill},
    {I::correlationData, Form::binary, in(P::publish) | kWill},
    {I::subscriptionIdentifier, Form::varint, in(P::publish) | in(P::subscribe)},
    {I::sessionExpiryInterval, Form::u32, in(P::connect) | in(P::connack) | in(P::disconnect)},
    {I::assignedClientIdentifier, Form::string, in(P::connack)},
    {I::serverKeepAlive, Form::u16, in(P::connack)},
    {I::authenticationMethod, Form::string, in(P::connect) | in(P::connack) | in(P::auth)},
    {I::authenticationData, Form::binary, in(P::connect) | in(P::connack) | in(P::auth)},
    {I::requestProblemInformation, Form::u8, in(P::connect)},
    {I::willDelayInterval, Form::u32, kWill},
    {I::requestResponseInformation, Form::u8, in(P::connect)},
    {I::responseInformation, Form::string, in(P::connack)},
    {I::serverReference, Form::string, in(P::connack) | in(P::disconnect)},
    {I::reasonString, Form::string, kAcks},
    {I::receiveMaximum, Form::u16, in(P::connect) | in(P::connack)},
    {I::topicAliasMaximum, Form::u16, in(P::connect) | in(P::connack)},
    {I::topicAlias, Form::u16, in(P::publish)},
    {I::maximumQos, Form::u8, in(P::connack)},
    {I::retainAvailable, Form::u8, in(P::connack)},
    {I::userProperty, Form::pair, 0xFFFF},
    {I::maximumPacketSize, Form::u32, in(P::connect) | in(P::connack)},
    {I::wildcardSubscriptionAvailable, Form::u8, in(P::connack)},
    {I::subscriptionIdentifierAvailable, Form::u8, in(P::connack)},
    {I::sharedSubscriptionAvailable, Form::u8, in(P::connack)},
};

const Rule* ruleOf(std::uint32_t id) {
  for (const Rule& rule : kRules) {
    if (static_cast<std::uint32_t>(rule.id) == id) return &rule;
  }
  return nullptr;
}

bool mayRepeat(I id, P packet) {
  // A PUBLISH carries one identifier for each subscription that took it.
  return id == I::userProperty || (id == I::subscriptionIdentifier && packet == P::publish);
}

bool isNumberValid(I id, std::uint32_t number) {
  switch (id) {
    case I::subscriptionIdentifier: return number != 0 && number <= kMaxRemainingLength;
    case I::receiveMaximum:
    case I::topicAlias: return number != 0 && number <= 0xFFFF;
    case I::maximumPacketSize: return number != 0;
    case I::serverKeepAlive:
    case I::topicAliasMaximum: return number <= 0xFFFF;
    case I::payloadFormatIndicator:
    case I::requestProblemInformation:
    case I::requestResponseInformation:
    case I::maximumQos:
    case I::retainAvailable:
    case I::wildcardSubscriptionAvailable:
    case I::subscriptionIdentifierAvailable:
    case I::sharedSubscriptionAvailable: return number <= 1;
    default: return true;
  }
}

bool isValid(const Property& p, const Rule& rule) {
  switch (rule.form) {
    case Form::string:
      return isMqttString(p.value) && (p.id != I::responseTopic || isTopicName(textOf(p.value)));
    case Form::binary: return p.value.size() <= 0xFFFF;
    case Form::pair: return isMqttString(p.value) && isMqttString(p.name);
    default: return isNumberValid(p.id, p.number);
  }
}

Property read(WireReader& reader, const Rule& rule) {
  Property p;
  p.id = rule.id;
  switch (rule.form) {
    case Form::u8: p.number = reader.u8(); break;
    case Form::u16: p.number = reader.u16(); break;
    case Form::u32: p.number = reader.u32(); break;
    case Form::varint: p.number = reader.varint(); break;
    case Form::string: p.value = reader.string(); break;
    case Form::binary: p.value = reader.binary(); break;
    case Form::pair:
      p.name = reader.string();
      p.value = reader.string();
      break;
  }
  return p;
}

std::size_t sizeOf(const Property& p) {
  switch (ruleOf(static_cast<std::uint32_t>(p.id))->form) {
    case Form::u8: return 2;
    case Form::u16: return 3;
    case Form::u32: return 5;
    case Form::varint: return 1 + varintSize(p.number);
    case Form::string:
    case Form::binary: return 3 + p.value.size();
    case Form::pair: return 5 + p.name.size() + p.value.size();
  }
  return 0;
}

void write(WireWriter& writer, const Property& p) {
  writer.u8(static_cast<std::uint8_t>(p.id));
  switch (ruleOf(static_cast<std::uint32_t>(p.id))->form) {
    case Form::u8: writer.u8(static_cast<std::uint8_t>(p.number)); break;
    case Form::u16: writer.u16(static_cast<std::uint16_t>(p.number)); break;
    case Form::u32: writer.u32(p.number); break;
    case Form::varint: writer.varint(p.number); break;
    case Form::string:
    case Form::binary: writer.binary(p.value); break;
    case Form::pair:
      writer.binary(p.name);
      writer.binary(p.value);
      break;
  }
}

}  // namespace

Status checkProperties(Span<const Property> properties, PacketType packet, PropertyPlace place) {
  const std::uint16_t where = place == PropertyPlace::will ? kWill : in(packet);
  std::uint64_t seen = 0;
  for (const Property& p : properties) {
    const Rule* const rule = ruleOf(static_cast<std::uint32_t>(p.id));
    if (rule == nullptr || (rule->places & where) == 0 || !isValid(p, *rule)) return Status::invalidArgument;
    const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(p.id);
    if ((seen & bit) != 0 && !mayRepeat(p.id, packet)) return Status::invalidArgument;
    seen |= bit;
  }
  return Status::ok;
}

std::size_t encodedSize(Span<const Property> properties) {
  std::size_t size = 0;
  for (const Property& p : properties) size += sizeOf(p);
  return size;
}

void writeProperties(WireWriter& writer, Span<const Property> properties, Span<const Property> more) {
  writer.varint(static_cast<std::uint32_t>(encodedSize(properties) + encodedSize(more)));
  for (const Property& p : properties) write(writer, p);
  for (const Property& p : more) write(writer, p);
}

PropertyList::PropertyList(WireReader& reader, PacketType packet) {
  bytes_ = reader.take(reader.varint());
  std::uint64_t seen = 0;
  WireReader list(bytes_);
  while (reader.ok() && !list.atEnd()) {
    const Rule* const rule = ruleOf(list.varint());
    if (!list.ok() || rule == nullptr || (rule->places & in(packet)) == 0) {
      reader.fail();
      return;
    }
    const Property p = read(list, *rule);
    const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(p.id);
    const bool again = (seen & bit) != 0 && !mayRepeat(p.id, packet);
    if (!list.ok() || !isValid(p, *rule) || again) reader.fail();
    seen |= bit;
  }
}

Property PropertyList::readOne(WireReader& reader) {
  return read(reader, *ruleOf(reader.varint()));
}

bool PropertyList::find(PropertyId id, Property& out) const {
  WireReader reader(bytes_);
  while (!reader.atEnd()) {
    out = readOne(reader);
    if (out.id == id) return true;
  }
  return false;
}

std::uint32_t PropertyList::numberOr(PropertyId id, std::uint32_t otherwise) const {
  Property p;
  return find(id, p) ? p.number : otherwise;
}

}  // namespace signet::mqtt
