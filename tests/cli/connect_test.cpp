// `signet connect` and `signet doctor` against a real mosquitto: what they report when it works, and the
// reason and exit code of each way to fail.
#include <nlohmann/json.hpp>

#include "tests/cli/connected_command.h"
#include "tests/mqtt/broker.h"

namespace signet::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Connect : public ConnectedCommand {};

TEST_F(Connect, ShowsIdentitySuiteAndTheTimeOfEachStep) {
  const std::string text = ok(connecting("connect --svg steps.svg"));
  EXPECT_THAT(text, HasSubstr("CN = my-device"));
  EXPECT_THAT(text, HasSubstr("TLS_ECDHE_ECDSA_WITH_"));
  for (const char* step : {"look-up", "TCP", "verify", "ECDH", "sign", "MQTT", "TLS established"}) {
    EXPECT_THAT(text, HasSubstr(step));
  }
  EXPECT_THAT(text, HasSubstr("The broker let my-device in."));
  EXPECT_THAT(readFile("steps.svg"), HasSubstr("<svg"));
}

TEST_F(Connect, TellsProgramsTheSame) {
  const auto json = this->json(connecting("connect"));
  EXPECT_EQ(json["commonName"], "my-device");
  EXPECT_EQ(json["keyInChip"], true);
  EXPECT_EQ(json["address"], "127.0.0.1");
  EXPECT_EQ(json["mqtt"]["version"], "5");
  EXPECT_EQ(json["mqtt"]["clientId"], "my-device");
  double signing = 0;
  for (const auto& step : json["steps"]) {
    if (step["step"] == "sign") signing = step["took_ms"].get<double>();
  }
  EXPECT_GT(signing, 30);  // the virtual chip's time counts, though nothing waits for it
  EXPECT_LT(signing, json["total_ms"].get<double>());
}

TEST_F(Connect, SpeaksBothVersions) {
  for (const char* version : {"5", "3.1.1"}) {
    const auto json = this->json(connecting(std::string("connect --protocol ") + version));
    EXPECT_EQ(json["mqtt"]["version"], version);
  }
  refused(connecting("connect --protocol 4.2"), 2, "There is no MQTT version");
}

TEST_F(Connect, EachChoiceOfWhoComputes) {
  ok(connecting("connect --software-verify"));
  ok(connecting("connect --software-exchange"));
  refused(connecting("connect --ephemeral-slots 0"), 2, "Slot 0 holds the device's key");
  refused(connecting("connect --ephemeral-slots 2,16"), 2, "slots 0 to 15");
  EXPECT_THAT(ok(connecting("connect")), HasSubstr("slot 2 (1 made), slot 3 (0 made)"));
  EXPECT_THAT(ok(connecting("connect --ephemeral-slots 3")), HasSubstr("chip, slot 3 (1 made)"));
  refused(connecting("connect --ephemeral-slots 8"), 5, "Slot 8 refuses GenKey: KeyConfig.Private is 0");
}

TEST_F(Connect, AKeyInAFileNeedsNoChip) {
  const std::string options = " --host localhost --port " + std::to_string(broker_->port()) + " --ca ca.pem";
  const auto json = this->json("connect --key operator.key --cert operator.pem" + options);
  EXPECT_EQ(json["keyInChip"], false);
  EXPECT_EQ(json["commonName"], "operator");
  refused("connect --key operator.key --cert device.pem" + options, 5, "does not belong to this private key");
  refused("connect --key operator.pem --cert operator.pem" + options, 6, "holds no private key");
  refused("connect --key operator.key" + options, 2, "no certificate");
}

TEST_F(Connect, NetworkTrouble) {
  const std::string files = " --ca ca.pem --cert device.pem" + chip();
  refused("connect --host localhost --port " + std::to_string(freePort()) + files, 10, "Nobody listens");
  refused("connect --host no-such-host.invalid" + files, 10, "There is no host no-such-host.invalid");
  refused("connect --port 1" + files, 2, "Which broker?");
  refused("connect --host localhost --port 65536" + files, 2, "The port");
}

TEST_F(Connect, APortWithoutTlsIsGuessed) {
  const Broker plain;
  const Outcome outcome = sh("signet connect --host localhost --ca ca.pem --cert device.pem --port " +
                             std::to_string(plain.port()) + chip());
  EXPECT_THAT(outcome.code, testing::AnyOf(10, 11));  // it hangs up, by end of stream or by reset
  EXPECT_THAT(outcome.err, HasSubstr("Is it a TLS port?"));
}

TEST_F(Connect, TheServerMustBeTheRightOne) {
  write("other", selfSigned({.commonName = "Other CA", .authority = true}, newEcKey()));
  const std::string port = " --port " + std::to_string(broker_->port()) + " --cert device.pem" + chip();
  refused("connect --host localhost --ca other.pem" + port, 11, "does not end at a trusted certificate");
  refused("connect --host 127.0.0.1 --ca ca.pem" + port, 11, "for another host name");
  ok("connect --host 127.0.0.1 --server-name localhost --ca ca.pem" + port);
}

TEST_F(Connect, AnExpiredServerIsToldWithBothTimes) {
  TlsBroker expired(
      folder_.string(),
      issue({.commonName = "server", .dnsName = "localhost", .validFromDays = -9, .validForDays = 3},
            newEcKey(), authority_),
      authority_);
  expired.start();
  refused("connect --host localhost --ca ca.pem --cert device.pem --port " + std::to_string(expired.port()) +
              chip(),
          11, "expired at");
}

TEST_F(Connect, TheDeviceMustBeTheRightOne) {
  // The chip's key, but an authority that the broker does not know.
  const Credential stranger = selfSigned({.commonName = "Stranger CA", .authority = true}, newEcKey());
  write("stranger", issue({.commonName = "my-device"},
                          Key(X509_get_pubkey(device_.certificate.get()), EVP_PKEY_free), stranger));
  const std::string port = " --host localhost --ca ca.pem --port " + std::to_string(broker_->port());
  refused("connect --cert stranger.pem" + port + chip(), 11, "alert");
  // A copied certificate without its chip.
  ok("chip new thief.chip --locked");
  ok("key gen 0 --chip sim:thief.chip");
  refused("connect --cert device.pem --chip sim:thief.chip" + port, 5, "does not belong to this private key");
  refused("connect --cert server.key" + port + chip(), 6, "holds no certificate");
  refused("connect --cert missing.pem" + port + chip(), 6, "missing.pem cannot be read");
  refused("connect --cert chip" + port + chip(), 6, "nothing was stored yet");
}

TEST_F(Connect, ABrokerThatAsksForNoCertificateIsRefused) {
  broker_->stop();
  std::string conf = readFile("mosquitto.conf");
  for (const char* word : {"require_certificate true", "use_identity_as_username true"}) {
    conf.replace(conf.find(word), std::string(word).size(), "");
  }
  writeFile("mosquitto.conf", conf);
  broker_->start();
  refused(connecting("connect"), 11, "asked for no client certificate");
}

class DoctorCommand : public ConnectedCommand {
 protected:
  /// The state of one check.
  std::string stateOf(const nlohmann::json& json, const std::string& check) {
    for (const auto& one : json["checks"]) {
      if (one["check"] == check) {
        EXPECT_EQ(one.contains("next"), one["state"] == "failed" || one["state"] == "warning") << one;
        return one["state"];
      }
    }
    return "missing";
  }
};

TEST_F(DoctorCommand, FindsNothingWrong) {
  const auto json = this->json(connecting("doctor"));
  EXPECT_EQ(json["healthy"], true);
  for (const char* check : {"chip", "bus", "configuration", "key", "trust", "certificate", "clock", "name",
                            "TCP", "TLS", "broker"}) {
    EXPECT_EQ(stateOf(json, check), "OK") << check;
  }
  EXPECT_THAT(ok(connecting("doctor")), HasSubstr("All is well"));
}

TEST_F(DoctorCommand, NamesTheCheckThatFailed) {
  const std::string port = " --port " + std::to_string(broker_->port());
  const auto noChip = json("doctor --host localhost --ca ca.pem --chip sim:none.chip" + port, 1);
  EXPECT_EQ(stateOf(noChip, "chip"), "failed");
  EXPECT_EQ(stateOf(noChip, "key"), "skipped");
  EXPECT_EQ(stateOf(noChip, "TCP"), "OK");  // the network is examined nevertheless
  EXPECT_EQ(stateOf(noChip, "TLS"), "skipped");

  ok("chip new blank.chip");
  const auto blank = json("doctor --host localhost --ca ca.pem --chip sim:blank.chip" + port, 1);
  EXPECT_EQ(stateOf(blank, "chip"), "OK");
  EXPECT_EQ(stateOf(blank, "configuration"), "failed");

  ok("chip new keyless.chip --locked");
  const auto keyless = json("doctor --host localhost --ca ca.pem --chip sim:keyless.chip" + port, 1);
  EXPECT_EQ(stateOf(keyless, "key"), "failed");

  const auto nowhere = json("doctor --ca ca.pem --cert device.pem --host no-such-host.invalid" + chip(), 1);
  EXPECT_EQ(stateOf(nowhere, "certificate"), "OK");
  EXPECT_EQ(stateOf(nowhere, "name"), "failed");
  EXPECT_EQ(stateOf(nowhere, "TCP"), "skipped");
}

TEST_F(DoctorCommand, ToldFromTheServersSide) {
  const std::string files = " --ca ca.pem --cert device.pem" + chip();
  const auto refusedPort = json("doctor --host localhost --port " + std::to_string(freePort()) + files, 1);
  EXPECT_EQ(stateOf(refusedPort, "name"), "OK");
  EXPECT_EQ(stateOf(refusedPort, "TCP"), "failed");
  const auto wrongHost = json("doctor --host 127.0.0.1 --port " + std::to_string(broker_->port()) + files, 1);
  EXPECT_EQ(stateOf(wrongHost, "TCP"), "OK");
  EXPECT_EQ(stateOf(wrongHost, "TLS"), "failed");
  EXPECT_EQ(stateOf(wrongHost, "broker"), "skipped");
  broker_->stop();
  broker_->configure("clientid_prefixes nobody-");
  broker_->start();
  const auto notLetIn = json(connecting("doctor"), 1);
  EXPECT_EQ(stateOf(notLetIn, "TLS"), "OK");
  EXPECT_EQ(stateOf(notLetIn, "broker"), "failed");
}

TEST_F(DoctorCommand, AnExpiredDeviceCertificate) {
  const Key key(X509_get_pubkey(device_.certificate.get()), EVP_PKEY_free);
  write("old", issue({.commonName = "my-device", .validFromDays = -9, .validForDays = 3}, key, authority_));
  write("soon", issue({.commonName = "my-device", .validForDays = 5}, key, authority_));
  const std::string where =
      " --host localhost --ca ca.pem --port " + std::to_string(broker_->port()) + chip();
  EXPECT_EQ(stateOf(json("doctor --cert old.pem" + where, 1), "certificate"), "failed");
  EXPECT_EQ(stateOf(json("doctor --cert soon.pem" + where), "certificate"), "warning");
}

}  // namespace
}  // namespace signet::test
