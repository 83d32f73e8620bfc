// `signet broker`'s mosquitto, and clients that are not ours: who gets in, and who may do what.
#include "host/broker/broker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <ctime>
#include <mutex>

#include "host/base/files.h"
#include "host/home/test_folder.h"
#include "host/pki/authority.h"
#include "host/pki/credential.h"
#include "tests/mqtt/broker.h"
#include "tests/support/pki.h"

namespace signet::test {
namespace {

using broker::BrokerSettings;
using home::Home;
using pki::Authority;
using pki::Certificate;
using pki::PrivateKey;
using testing::HasSubstr;

struct Outcome {
  int code = -1;
  std::string out;  ///< standard output and error
};

Outcome sh(const std::string& line) {
  Outcome outcome;
  std::FILE* const pipe = ::popen(("{ " + line + "; } 2>&1 </dev/null").c_str(), "r");
  char piece[4096];
  for (std::size_t count = 0; (count = std::fread(piece, 1, sizeof piece, pipe)) > 0;) {
    outcome.out.append(piece, count);
  }
  const int status = ::pclose(pipe);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

class BrokerTest : public testing::Test {
 protected:
  BrokerTest() : now_(std::time(nullptr)), authority_(Authority::openOrMake(home_, now_)) {
    pki::ensureOperator(home_, authority_, now_);
    signet::replaceFile(folder_.path("root.crt"), authority_.root().pem());
    writeClient("kitchen", authority_);
    writeClient("attic", authority_);
  }

  /// NAME.key and NAME.crt as a device with its key in a file would have them.
  void writeClient(const std::string& name, const Authority& authority) const {
    const PrivateKey key = PrivateKey::generate();
    key.save(folder_.path(name + ".key"));
    const Certificate certificate = authority.issueClient(name, key.publicKey(), 1, now_);
    signet::replaceFile(folder_.path(name + ".crt"), authority.chainOf(certificate));
  }

  std::string files(const std::string& name) const {
    const std::string path = name == "operator" ? home_.operatorFile("operator") : folder_.path(name);
    return " --cert '" + path + ".crt' --key '" + path + ".key' ";
  }
  std::string to() const {
    return " -h localhost -p " + std::to_string(broker_.port()) + " --cafile " + folder_.path("root.crt") +
           " ";
  }
  /// QoS 1: when it returns, the broker has it (or has dropped it, as MQTT 3.1.1 lets it).
  Outcome publish(const std::string& who, const std::string& more) const {
    return sh("mosquitto_pub -q 1" + to() + files(who) + more);
  }
  Outcome receive(const std::string& who, const std::string& more) const {
    return sh("mosquitto_sub -q 1 -v -W 20" + to() + files(who) + more);
  }

  PemFolder folder_;
  Home home_{folder_.path("home with space")};
  std::int64_t now_;
  Authority authority_;
  broker::Broker broker_{home_, {.port = freePort()}};
};

TEST_F(BrokerTest, DevicesHaveTheirOwnTopicsAndTheOperatorSeesAll) {
  broker_.start(now_);
  EXPECT_TRUE(broker_.running());
  // What is not allowed is sent first, and must not be there when the allowed message arrives.
  EXPECT_EQ(publish("kitchen", "-r -t devices/attic/telemetry -m stolen").code, 0);
  EXPECT_EQ(publish("kitchen", "-r -t elsewhere -m stolen").code, 0);
  EXPECT_EQ(publish("kitchen", "-r -t devices/kitchen/telemetry -m 21").code, 0);
  EXPECT_EQ(receive("operator", "-C 1 -t elsewhere -t devices/#").out, "devices/kitchen/telemetry 21\n");

  EXPECT_EQ(publish("operator", "-r -t devices/attic/telemetry -m forged").code, 0);
  EXPECT_EQ(publish("operator", "-r -t devices/attic/command -m on").code, 0);
  EXPECT_EQ(publish("operator", "-r -t devices/kitchen/command -m off").code, 0);
  EXPECT_EQ(receive("attic", "-C 1 -t devices/kitchen/# -t devices/attic/#").out,
            "devices/attic/command on\n");
}

TEST_F(BrokerTest, TheNameIsTheCertificatesWhateverTheClientSays) {
  broker_.start(now_);
  EXPECT_EQ(publish("kitchen", "-u attic -P x -i attic -r -t devices/attic/telemetry -m stolen").code, 0);
  EXPECT_EQ(publish("attic", "-r -t devices/attic/status -m up").code, 0);
  EXPECT_EQ(receive("operator", "-C 1 -t devices/attic/telemetry -t devices/attic/status").out,
            "devices/attic/status up\n");
}

TEST_F(BrokerTest, LetsNobodyInWithoutAGoodCertificate) {
  broker_.start(now_);
  EXPECT_EQ(publish("kitchen", "-t devices/kitchen/x -m 1").code, 0);
  EXPECT_NE(sh("mosquitto_pub" + to() + "-t devices/kitchen/x -m 1").code, 0) << "none";

  const Home elsewhere(folder_.path("elsewhere"));
  writeClient("kitchen", Authority::openOrMake(elsewhere, now_));
  EXPECT_NE(publish("kitchen", "-t devices/kitchen/x -m 1").code, 0) << "another authority";

  const std::string server =
      " --cert '" + home_.broker("server.crt") + "' --key '" + home_.broker("server.key") + "' ";
  EXPECT_NE(sh("mosquitto_pub" + to() + server + "-t devices/kitchen/x -m 1").code, 0) << "a server's";
  EXPECT_NE(sh("mosquitto_pub -h localhost -p " + std::to_string(broker_.port()) + " -t x -m 1").code, 0)
      << "no TLS";
}

TEST_F(BrokerTest, SpeaksTls12And13AndNothingOlder) {
  broker_.start(now_);
  const auto with = [&](const std::string& version) {
    return sh("openssl s_client -connect localhost:" + std::to_string(broker_.port()) + " -cert " +
              folder_.path("kitchen.crt") + " -key " + folder_.path("kitchen.key") + " -CAfile " +
              folder_.path("root.crt") + " -verify_return_error -cipher ALL:@SECLEVEL=0 " + version);
  };
  EXPECT_THAT(with("-tls1_2").out, HasSubstr("Verify return code: 0 (ok)"));
  EXPECT_THAT(with("-tls1_3").out, HasSubstr("Verify return code: 0 (ok)"));
  EXPECT_THAT(with("-tls1_1").out, HasSubstr("protocol version"));
}

TEST_F(BrokerTest, RefusesWhoIsRevokedWithoutARestart) {
  broker_.start(now_);
  EXPECT_EQ(publish("kitchen", "-t devices/kitchen/x -m 1").code, 0);
  authority_.revoke(Certificate::load(folder_.path("kitchen.crt")), now_);
  broker_.reload();
  // mosquitto does not report when it has read the list: it has when the revoked client is rejected.
  const std::time_t end = std::time(nullptr) + 60;
  while (publish("kitchen", "-t devices/kitchen/x -m 1").code == 0 && std::time(nullptr) < end) {
  }
  EXPECT_NE(publish("kitchen", "-t devices/kitchen/x -m 1").code, 0);
  EXPECT_EQ(publish("attic", "-t devices/attic/x -m 1").code, 0);
}

TEST_F(BrokerTest, KeepsMessagesOverARestart) {
  broker_.start(now_);
  EXPECT_EQ(publish("kitchen", "-r -t devices/kitchen/telemetry -m kept").code, 0);
  broker_.stop();
  EXPECT_FALSE(broker_.running());
  EXPECT_EQ(broker_.exitStatus(), 0);
  EXPECT_NE(publish("kitchen", "-t devices/kitchen/x -m 1").code, 0);
  broker_.start(now_);
  EXPECT_EQ(receive("operator", "-C 1 -t devices/#").out, "devices/kitchen/telemetry kept\n");
}

TEST_F(BrokerTest, SaysWhyItCannotStart) {
  broker_.start(now_);
  broker::Broker second(home_, {.port = freePort()});
  EXPECT_THAT(home::refusal([&] { second.start(now_); }, Exit::busy), HasSubstr("runs already"));
  EXPECT_TRUE(broker_.running());
  broker_.stop();
  second.start(now_);
  const Home elsewhere(folder_.path("elsewhere"));
  Authority::openOrMake(elsewhere, now_);
  broker::Broker third(elsewhere, {.port = second.port()});
  EXPECT_THAT(home::refusal([&] { third.start(now_); }, Exit::network), HasSubstr("uses port"));
  second.stop();
  const auto outcome = [&](const BrokerSettings& settings, Exit code) {
    return home::refusal([&] { broker::Broker(home_, settings).start(now_); }, code);
  };
  const std::uint16_t port = freePort();
  EXPECT_THAT(outcome({.listen = "somewhere", .port = port}, Exit::usage), HasSubstr("no IP address"));
  EXPECT_THAT(outcome({.listen = "192.0.2.1", .port = port}, Exit::network),
              HasSubstr("no address of this computer"));
  EXPECT_THAT(outcome({.port = port, .names = {"a b"}}, Exit::usage), HasSubstr("neither a host name"));
  EXPECT_THAT(outcome({.port = port, .program = "/no/mosquitto"}, Exit::noCommand), HasSubstr("Cannot run"));
  EXPECT_THAT(outcome({.port = port, .program = "/bin/false"}, Exit::badFile), HasSubstr("does not start"));
  const Home empty(folder_.path("empty"));
  EXPECT_THAT(home::refusal([&] { broker::Broker(empty, {.port = port}).start(now_); }, Exit::badFile),
              HasSubstr("root.crt is missing"));
}

TEST_F(BrokerTest, TellsWhenItEnds) {
  std::string log;
  std::mutex mutex;
  broker::Broker broker(home_, {.port = freePort()}, [&](std::string_view line) {
    const std::scoped_lock lock(mutex);
    log.append(line).append("\n");
  });
  EXPECT_FALSE(broker.exitStatus().has_value());
  broker.start(now_);
  EXPECT_FALSE(broker.exitStatus().has_value());
  broker.kill();
  EXPECT_EQ(broker.exitStatus(), 128 + 9);
  EXPECT_THAT(log, HasSubstr(" running\n"));
  broker.start(now_);  // and can be started again
  EXPECT_TRUE(broker.running());
}

TEST(BrokerNames, FollowFromWhereItListens) {
  EXPECT_THAT(broker::brokerNames({}), testing::ElementsAre("localhost", "127.0.0.1", "::1"));
  EXPECT_THAT(broker::brokerNames({.listen = "127.0.0.7", .names = {"b.example", "localhost"}}),
              testing::ElementsAre("localhost", "127.0.0.1", "::1", "127.0.0.7", "b.example"));
  EXPECT_THAT(broker::brokerNames({.listen = "192.0.2.1"}), testing::Contains("192.0.2.1"));
  EXPECT_THAT(broker::brokerNames({.listen = "0.0.0.0"}), testing::Not(testing::Contains("0.0.0.0")));
}

}  // namespace
}  // namespace signet::test
