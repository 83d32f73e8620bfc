#include "host/client/reasons.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signet::client {
namespace {

using testing::HasSubstr;

const Peer kPeer{"broker.example", 8883};

UserError errorOf(Stage stage, Status status) {
  Ending ending;
  ending.stage = stage;
  ending.status = status;
  ending.tls.status = stage == Stage::handshake ? status : Status::ok;
  return endingError(ending, kPeer);
}

TEST(Reasons, NetworkTrouble) {
  EXPECT_STREQ(errorOf(Stage::lookUp, Status::nameNotFound).what(),
               "There is no host broker.example, or no name server answered.");
  EXPECT_STREQ(errorOf(Stage::connect, Status::connectionRefused).what(),
               "Nobody listens at broker.example port 8883.");
  for (const Status status : {Status::nameNotFound, Status::connectionRefused, Status::unreachable,
                              Status::timeout, Status::connectionReset}) {
    const UserError error = errorOf(Stage::connect, status);
    EXPECT_EQ(error.code(), Exit::network);
    EXPECT_EQ(error.status(), status);
    EXPECT_FALSE(error.next().empty());
  }
}

TEST(Reasons, TlsTroubleNamesTheNextStep) {
  EXPECT_THAT(errorOf(Stage::handshake, Status::untrustedIssuer).next(),
              HasSubstr("openssl s_client -connect broker.example:8883"));
  EXPECT_THAT(errorOf(Stage::handshake, Status::wrongHost).next(), HasSubstr("--server-name"));
  EXPECT_THAT(errorOf(Stage::handshake, Status::timeout).what(),
              HasSubstr("did not finish the TLS handshake"));
  for (int number = static_cast<int>(Status::untrustedIssuer); number < static_cast<int>(Status::chipFailed);
       ++number) {
    const UserError error = errorOf(Stage::handshake, static_cast<Status>(number));
    EXPECT_EQ(error.code(), Exit::tls) << number;
    EXPECT_THAT(error.next(), testing::Not(HasSubstr("{"))) << number;
    EXPECT_FALSE(error.next().empty()) << number;
  }
}

TEST(Reasons, AlertsOfTheServer) {
  Ending ending;
  ending.stage = Stage::handshake;
  ending.status = Status::tlsAlert;
  ending.tls = {};
  ending.tls.status = Status::tlsAlert;
  ending.tls.side = tls::Side::server;
  for (const std::uint8_t alert : {40, 42, 43, 44, 45, 46, 48, 49, 51, 70, 80, 112, 120}) {
    ending.tls.alert = alert;
    const UserError error = endingError(ending, kPeer);
    EXPECT_EQ(error.code(), Exit::tls);
    EXPECT_THAT(error.what(), HasSubstr("alert " + std::to_string(alert)));
  }
  // Judged late: the alert comes when MQTT has begun.
  ending.stage = Stage::session;
  ending.tls.alert = 44;
  EXPECT_EQ(endingError(ending, kPeer).code(), Exit::tls);
  EXPECT_THAT(endingError(ending, kPeer).what(), HasSubstr("revoked"));
}

TEST(Reasons, WhatCannotBeDecryptedMayBeAWrongPairingSecret) {
  Ending ending;
  ending.stage = Stage::handshake;
  ending.status = ending.tls.status = Status::tlsAlert;
  ending.tls.side = tls::Side::server;
  ending.tls.alert = 20;
  EXPECT_THAT(endingError(ending, kPeer).next(), testing::Not(HasSubstr("pairing secret")));
  ending.pairingUsed = true;
  EXPECT_THAT(endingError(ending, kPeer).next(), HasSubstr("pairing secret"));
  EXPECT_THAT(endingError(ending, kPeer).next(), HasSubstr("`signet doctor`"));
  ending.tls.alert = 42;
  EXPECT_THAT(endingError(ending, kPeer).next(), testing::Not(HasSubstr("pairing secret")));
}

TEST(Reasons, TheChipsTroubleIsNotTheServers) {
  Ending ending;
  ending.stage = Stage::handshake;
  ending.status = Status::chipFailed;
  ending.tls.status = Status::chipFailed;
  ending.tls.side = tls::Side::chip;
  ending.tls.chip = Status::noDevice;
  EXPECT_EQ(endingError(ending, kPeer).code(), Exit::noChip);
  ending.tls.chip = Status::executionError;
  EXPECT_EQ(endingError(ending, kPeer).code(), Exit::refused);
}

TEST(Reasons, TheBrokersAnswer) {
  Ending ending;
  ending.stage = Stage::session;
  ending.status = Status::refusedByBroker;
  ending.reason = mqtt::ReasonCode::notAuthorized;
  EXPECT_EQ(endingError(ending, kPeer).code(), Exit::broker);
  EXPECT_THAT(endingError(ending, kPeer).what(), HasSubstr("not authorized"));
  ending.reason = mqtt::ReasonCode::success;
  ending.status = Status::closed;
  EXPECT_THAT(endingError(ending, kPeer).what(), HasSubstr("instead of answering CONNECT"));
  ending.stage = Stage::connected;
  EXPECT_THAT(endingError(ending, kPeer).what(), HasSubstr("without a reason"));
  ending.reason = mqtt::ReasonCode::sessionTakenOver;
  EXPECT_THAT(endingError(ending, kPeer).next(), HasSubstr("--client-id"));
  EXPECT_THAT(brokerError(mqtt::ReasonCode::notAuthorized, "Publishing to a").what(),
              HasSubstr("Publishing to a: the broker says \"not authorized\" (reason code 0x87)"));
}

}  // namespace
}  // namespace signet::client
