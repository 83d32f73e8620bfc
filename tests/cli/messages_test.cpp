// `signet pub` and `signet sub` with mosquitto and its own programs at the other end.
#include <nlohmann/json.hpp>

#include "tests/cli/connected_command.h"

namespace signet::test {
namespace {

using testing::HasSubstr;

class Messages : public ConnectedCommand {
 protected:
  /// A subscriber that is not ours: ends by itself after `count` messages.
  std::unique_ptr<Child> listen(int count, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"-t", "devices/#", "-q", "2", "-v", "-C", std::to_string(count)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto child = std::make_unique<Child>(broker_->client("mosquitto_sub", arguments));
    broker_->waitForLog("Sending SUBACK");
    return child;
  }
  void publishAsOperator(std::vector<std::string> arguments) {
    Child publisher(broker_->client("mosquitto_pub", std::move(arguments)));
    EXPECT_EQ(publisher.wait(), 0) << publisher.output();
  }
};

TEST_F(Messages, EveryQosInBothVersions) {
  const auto heard = listen(6);
  for (const char* version : {"5", "3.1.1"}) {
    for (const char* qos : {"0", "1", "2"}) {
      ok(connecting(std::string("pub devices/my-device/t ") + version + "-" + qos + " --qos " + qos +
                    " --protocol " + version));
    }
  }
  EXPECT_EQ(heard->wait(), 0);
  for (const char* one : {"5-0", "5-1", "5-2", "3.1.1-0", "3.1.1-1", "3.1.1-2"}) {
    EXPECT_THAT(heard->output(), HasSubstr(std::string("devices/my-device/t ") + one));
  }
}

TEST_F(Messages, FromAFileFromStdinAndLineByLine) {
  const auto heard = listen(5);
  writeFile("report.txt", "from a file");
  ok(connecting("pub devices/my-device/t --file report.txt"));
  EXPECT_EQ(sh("printf 'from stdin' | signet " + connecting("pub devices/my-device/t")).code, 0);
  const Outcome lines =
      sh("printf 'one\\ntwo\\nthree' | signet " + connecting("pub devices/my-device/t --lines --json"));
  EXPECT_EQ(nlohmann::json::parse(lines.out)["messages"], 3) << lines.err;
  EXPECT_EQ(heard->wait(), 0);
  for (const char* text : {"t from a file", "t from stdin", "t one", "t two", "t three"}) {
    EXPECT_THAT(heard->output(), HasSubstr(text));
  }
}

TEST_F(Messages, RetainedAndForgotten) {
  ok(connecting("pub devices/my-device/r kept --retain"));
  EXPECT_EQ(ok(connecting("sub devices/my-device/r --count 1")), "devices/my-device/r kept\n");
  ok(connecting("pub devices/my-device/r --empty --retain"));
  const Outcome none = sh("signet " + connecting("sub devices/my-device/r --count 1 --timeout 1"));
  EXPECT_EQ(none.code, 1);
  EXPECT_EQ(none.out, "");
}

TEST_F(Messages, ALargePayloadStaysWhole) {
  sh("head -c 3000000 /dev/urandom > big");
  ok(connecting("pub devices/my-device/big --file big --retain --qos 2"));
  EXPECT_EQ(sh("signet " + connecting("sub devices/my-device/big --count 1 --payload") +
               " | head -c 3000000 | cmp - big")
                .code,
            0);
}

TEST_F(Messages, PropertiesArriveInJsonLines) {
  Child subscriber(program({"sub", "devices/my-device/#", "--count", "2", "--json"}));
  broker_->waitForLog("Sending SUBACK");
  publishAsOperator({"-V", "5", "-t", "devices/my-device/p", "-m", "\xC3\xA9", "-q", "1", "-D", "publish",
                     "content-type", "text/plain", "-D", "publish", "user-property", "a", "b"});
  writeFile("binary", std::string("\xFF\x00z", 3));
  publishAsOperator({"-t", "devices/my-device/b", "-f", path("binary")});
  EXPECT_EQ(subscriber.wait(), 0);
  std::istringstream lines(subscriber.output());
  std::vector<nlohmann::json> messages;
  for (std::string line; std::getline(lines, line);) messages.push_back(nlohmann::json::parse(line));
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0]["payload"], "\xC3\xA9");
  EXPECT_EQ(messages[0]["qos"], 1);
  EXPECT_EQ(messages[0]["properties"]["contentType"], "text/plain");
  EXPECT_EQ(messages[0]["properties"]["userProperties"][0][1], "b");
  EXPECT_EQ(messages[1]["payloadBase64"], "/wB6");
  EXPECT_FALSE(messages[1].contains("payload"));
}

TEST_F(Messages, OwnPropertiesAreSent) {
  const auto heard = listen(1, {"-V", "5", "-F", "%p %C %P %R %D"});
  ok(
      connecting("pub devices/my-device/p x --content-type text/plain --user-property colour=red "
                 "--response-topic devices/my-device/answer --correlation 7 --expiry 60"));
  EXPECT_EQ(heard->wait(), 0);
  EXPECT_THAT(heard->output(), HasSubstr("x text/plain colour:red devices/my-device/answer 7"));
  refused(connecting("pub devices/my-device/p x --protocol 3.1.1 --content-type a"), 2,
          "Properties need MQTT 5");
  refused(connecting("pub devices/my-device/p x --user-property colour"), 2, "no user property");
}

TEST_F(Messages, ATerminalCannotBePlayedWith) {
  Child subscriber(program({"sub", "devices/my-device/#", "--count", "1"}));
  broker_->waitForLog("Sending SUBACK");
  writeFile("nasty",
            "a\x1b[2Jb\nc\xC2\x9B"
            "d");
  publishAsOperator({"-t", "devices/my-device/n", "-f", path("nasty")});
  EXPECT_EQ(subscriber.wait(), 0);
  EXPECT_THAT(subscriber.output(), HasSubstr("devices/my-device/n a\\x1B[2Jb\\x0Ac\\xC2\\x9Bd\n"));
}

TEST_F(Messages, WhatIsNotAllowedIsSaid) {
  refused(connecting("pub 'devices/#' x"), 2, "no topic to publish to");
  refused(connecting("sub 'devices/#/x'"), 2, "no topic filter");
  refused(connecting("pub devices/my-device/t x --qos 3"), 2, "The QoS");
  refused(connecting("pub devices/my-device/t x --file y"), 2, "More than one payload");
  refused(connecting("pub devices/my-device/t --file missing"), 6, "missing cannot be read");
  // Another device's topic: the broker reports that to a publisher of version 5.
  refused(connecting("pub devices/other/t x"), 12, "not authorized");
}

TEST_F(Messages, AMessageThatTheBrokerDoesNotTake) {
  broker_->stop();
  broker_->configure("max_packet_size 2000");
  broker_->start();
  ok(connecting("pub devices/my-device/t small"));
  sh("head -c 3000 /dev/zero > big");
  refused(connecting("pub devices/my-device/t --file big"), 12, "no message so large");
}

TEST_F(Messages, AKeptSessionKeepsMessages) {
  EXPECT_EQ(sh("signet " + connecting("sub devices/my-device/inbox --keep-session 60 --timeout 1")).code, 0);
  publishAsOperator({"-t", "devices/my-device/inbox", "-m", "while away", "-q", "1"});
  EXPECT_EQ(ok(connecting("sub devices/my-device/inbox --keep-session 60 --count 1 --timeout 10 --payload")),
            "while away\n");
}

TEST_F(Messages, ASubscriberComesBack) {
  Child subscriber(program({"sub", "devices/my-device/#", "--count", "1", "--retry", "1"}));
  subscriber.waitFor("Subscribed to devices/my-device/#");
  broker_->stop();
  subscriber.waitFor("Trying again in");
  broker_->start();
  subscriber.waitFor("Subscribed to devices/my-device/#");
  publishAsOperator({"-t", "devices/my-device/again", "-m", "back"});
  EXPECT_EQ(subscriber.wait(), 0);
  EXPECT_THAT(subscriber.output(), HasSubstr("devices/my-device/again back"));
}

TEST_F(Messages, APublisherTellsWhenTheBrokerIsLost) {
  Child publisher(program({"pub", "devices/my-device/t", "--lines"}));
  publisher.send("one\n");
  broker_->waitForLog("'devices/my-device/t'");
  broker_->stop();
  EXPECT_EQ(publisher.wait(), 12);
  EXPECT_THAT(publisher.output(), HasSubstr("The broker closed the connection"));
}

TEST_F(Messages, ASubscriberSaysGoodbyeWhenAskedToEnd) {
  Child subscriber(program({"sub", "devices/my-device/#"}));
  subscriber.waitFor("Subscribed to devices/my-device/#");
  subscriber.stop(2);                                     // Ctrl-C
  broker_->waitForLog("Client my-device disconnected.");  // by DISCONNECT; else "closed its connection"
}

TEST_F(Messages, OverARealBusAsWell) {
  // The chip behind /dev/i2c-7, as slow as a real one.
  const Outcome outcome =
      sh("signet run --chip my.chip --bus 7 --hz 100000 -- signet pub devices/my-device/t hello" +
         connection_.substr(0, connection_.find(" --chip")) + " --chip i2c:7");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("accepted by the broker"));
}

}  // namespace
}  // namespace signet::test
