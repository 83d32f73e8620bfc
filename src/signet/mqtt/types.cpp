#include "signet/mqtt/types.h"

namespace signet::mqtt {
namespace {

struct Name {
  ReasonCode code;
  const char* text;
};

constexpr Name kNames[] = {
    {ReasonCode::success, "success"},
    {ReasonCode::grantedQos1, "granted QoS 1"},
    {ReasonCode::grantedQos2, "granted QoS 2"},
    {ReasonCode::disconnectWithWill, "disconnect with will message"},
    {ReasonCode::noMatchingSubscribers, "no matching subscribers"},
    {ReasonCode::noSubscriptionExisted, "no subscription existed"},
    {ReasonCode::continueAuthentication, "continue authentication"},
    {ReasonCode::reAuthenticate, "re-authenticate"},
    {ReasonCode::unspecifiedError, "unspecified error"},
    {ReasonCode::malformedPacket, "malformed packet"},
    {ReasonCode::protocolError, "protocol error"},
    {ReasonCode::implementationSpecificError, "implementation specific error"},
    {ReasonCode::unsupportedProtocolVersion, "unsupported protocol version"},
    {ReasonCode::clientIdentifierNotValid, "client identifier not valid"},
    {ReasonCode::badUserNameOrPassword, "bad user name or password"},
    {ReasonCode::notAuthorized, "not authorized"},
    {ReasonCode::serverUnavailable, "server unavailable"},
    {ReasonCode::serverBusy, "server busy"},
    {ReasonCode::banned, "banned"},
    {ReasonCode::serverShuttingDown, "server shutting down"},
    {ReasonCode::badAuthenticationMethod, "bad authentication method"},
    {ReasonCode::keepAliveTimeout, "keep alive timeout"},
    {ReasonCode::sessionTakenOver, "session taken over"},
    {ReasonCode::topicFilterInvalid, "topic filter invalid"},
    {ReasonCode::topicNameInvalid, "topic name invalid"},
    {ReasonCode::packetIdentifierInUse, "packet identifier in use"},
    {ReasonCode::packetIdentifierNotFound, "packet identifier not found"},
    {ReasonCode::receiveMaximumExceeded, "receive maximum exceeded"},
    {ReasonCode::topicAliasInvalid, "topic alias invalid"},
    {ReasonCode::packetTooLarge, "packet too large"},
    {ReasonCode::messageRateTooHigh, "message rate too high"},
    {ReasonCode::quotaExceeded, "quota exceeded"},
    {ReasonCode::administrativeAction, "administrative action"},
    {ReasonCode::payloadFormatInvalid, "payload format invalid"},
    {ReasonCode::retainNotSupported, "retain not supported"},
    {ReasonCode::qosNotSupported, "QoS not supported"},
    {ReasonCode::useAnotherServer, "use another server"},
    {ReasonCode::serverMoved, "server moved"},
    {ReasonCode::sharedSubscriptionsNotSupported, "shared subscriptions not supported"},
    {ReasonCode::connectionRateExceeded, "connection rate exceeded"},
    {ReasonCode::maximumConnectTime, "maximum connect time"},
    {ReasonCode::subscriptionIdentifiersNotSupported, "subscription identifiers not supported"},
    {ReasonCode::wildcardSubscriptionsNotSupported, "wildcard subscriptions not supported"},
};

}  // namespace

const char* reasonName(ReasonCode code) {
  for (const Name& name : kNames) {
    if (name.code == code) return name.text;
  }
  return "unknown reason";
}

}  // namespace signet::mqtt
