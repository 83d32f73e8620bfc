// Words of MQTT 3.1.1 and 5.0, named as the OASIS specifications name them. Section numbers are those
// of version 5.
#pragma once

#include <cstdint>

#include "signet/core/bytes.h"

namespace signet::mqtt {

enum class Version : std::uint8_t { v311 = 4, v5 = 5 };

enum class Qos : std::uint8_t { atMostOnce = 0, atLeastOnce = 1, exactlyOnce = 2 };

/// Section 2.1.2.
enum class PacketType : std::uint8_t {
  connect = 1,
  connack = 2,
  publish = 3,
  puback = 4,
  pubrec = 5,
  pubrel = 6,
  pubcomp = 7,
  subscribe = 8,
  suback = 9,
  unsubscribe = 10,
  unsuback = 11,
  pingreq = 12,
  pingresp = 13,
  disconnect = 14,
  auth = 15,
};

/// Section 2.4. The return codes of a 3.1.1 CONNACK are translated to these.
enum class ReasonCode : std::uint8_t {
  success = 0x00,
  grantedQos1 = 0x01,
  grantedQos2 = 0x02,
  disconnectWithWill = 0x04,
  noMatchingSubscribers = 0x10,
  noSubscriptionExisted = 0x11,
  continueAuthentication = 0x18,
  reAuthenticate = 0x19,
  unspecifiedError = 0x80,
  malformedPacket = 0x81,
  protocolError = 0x82,
  implementationSpecificError = 0x83,
  unsupportedProtocolVersion = 0x84,
  clientIdentifierNotValid = 0x85,
  badUserNameOrPassword = 0x86,
  notAuthorized = 0x87,
  serverUnavailable = 0x88,
  serverBusy = 0x89,
  banned = 0x8A,
  serverShuttingDown = 0x8B,
  badAuthenticationMethod = 0x8C,
  keepAliveTimeout = 0x8D,
  sessionTakenOver = 0x8E,
  topicFilterInvalid = 0x8F,
  topicNameInvalid = 0x90,
  packetIdentifierInUse = 0x91,
  packetIdentifierNotFound = 0x92,
  receiveMaximumExceeded = 0x93,
  topicAliasInvalid = 0x94,
  packetTooLarge = 0x95,
  messageRateTooHigh = 0x96,
  quotaExceeded = 0x97,
  administrativeAction = 0x98,
  payloadFormatInvalid = 0x99,
  retainNotSupported = 0x9A,
  qosNotSupported = 0x9B,
  useAnotherServer = 0x9C,
  serverMoved = 0x9D,
  sharedSubscriptionsNotSupported = 0x9E,
  connectionRateExceeded = 0x9F,
  maximumConnectTime = 0xA0,
  subscriptionIdentifiersNotSupported = 0xA1,
  wildcardSubscriptionsNotSupported = 0xA2,
};

constexpr bool isError(ReasonCode code) {
  return static_cast<std::uint8_t>(code) >= 0x80;
}
/// "not authorized" and so on; "unknown reason" for others. Static storage.
const char* reasonName(ReasonCode code);

/// The largest Remaining Length (section 1.5.5).
constexpr std::uint32_t kMaxRemainingLength = 268'435'455;

}  // namespace signet::mqtt
