#include "host/cli/connect/connection_events.h"

#include "host/base/encoding.h"

namespace signet::cli {
namespace {

using mqtt::PropertyId;

struct PropertyName {
  PropertyId id;
  const char* name;
};

constexpr PropertyName kNames[] = {
    {PropertyId::payloadFormatIndicator, "payloadFormatIndicator"},
    {PropertyId::messageExpiryInterval, "messageExpiryInterval"},
    {PropertyId::contentType, "contentType"},
    {PropertyId::responseTopic, "responseTopic"},
    {PropertyId::correlationData, "correlationData"},
    {PropertyId::subscriptionIdentifier, "subscriptionIdentifier"},
    {PropertyId::sessionExpiryInterval, "sessionExpiryInterval"},
    {PropertyId::assignedClientIdentifier, "assignedClientIdentifier"},
    {PropertyId::serverKeepAlive, "serverKeepAlive"},
    {PropertyId::authenticationMethod, "authenticationMethod"},
    {PropertyId::responseInformation, "responseInformation"},
    {PropertyId::serverReference, "serverReference"},
    {PropertyId::reasonString, "reasonString"},
    {PropertyId::receiveMaximum, "receiveMaximum"},
    {PropertyId::topicAliasMaximum, "topicAliasMaximum"},
    {PropertyId::topicAlias, "topicAlias"},
    {PropertyId::maximumQos, "maximumQos"},
    {PropertyId::retainAvailable, "retainAvailable"},
    {PropertyId::maximumPacketSize, "maximumPacketSize"},
    {PropertyId::wildcardSubscriptionAvailable, "wildcardSubscriptionAvailable"},
    {PropertyId::subscriptionIdentifierAvailable, "subscriptionIdentifierAvailable"},
    {PropertyId::sharedSubscriptionAvailable, "sharedSubscriptionAvailable"},
};

const char* nameOf(PropertyId id) {
  for (const PropertyName& one : kNames) {
    if (one.id == id) return one.name;
  }
  return nullptr;
}

bool isText(PropertyId id) {
  return id == PropertyId::contentType || id == PropertyId::responseTopic ||
         id == PropertyId::assignedClientIdentifier || id == PropertyId::authenticationMethod ||
         id == PropertyId::responseInformation || id == PropertyId::serverReference ||
         id == PropertyId::reasonString;
}

}  // namespace

Json propertiesJson(const mqtt::PropertyList& properties) {
  Json json = Json::object();
  properties.forEach([&json](const mqtt::Property& property) {
    if (property.id == PropertyId::userProperty) {
      json["userProperties"].push_back(Json::array({textOf(property.name), textOf(property.value)}));
      return;
    }
    const char* const name = nameOf(property.id);
    if (name == nullptr) return;
    if (isText(property.id)) {
      json[name] = textOf(property.value);
    } else if (property.id == PropertyId::correlationData) {
      json[name] = base64Of(property.value);
    } else {
      json[name] = property.number;
    }
  });
  return json;
}

void ConnectionEvents::onConnected(const device::Agreed& agreed) {
  Agreement agreement;
  if (agreed.tls != nullptr) {
    agreement.suite = tls::cipherSuiteName(agreed.tls->cipherSuite);
    agreement.alpn = agreed.tls->alpn != nullptr ? agreed.tls->alpn : "";
    agreement.resumed = agreed.tls->resumed;
  }
  agreement.sessionPresent = agreed.connack.sessionPresent;
  agreement.limits = propertiesJson(agreed.connack.properties);
  agreement_ = std::move(agreement);
}

void ConnectionEvents::onDisconnected(const device::Disconnection& why) {
  // The answer to our own goodbye is no failure.
  if (why.status != Status::ok) fail(connection_->error(why));
}

}  // namespace signet::cli
