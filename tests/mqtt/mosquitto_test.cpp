// The MQTT client against a real mosquitto and its programs, in both versions.
#include <gtest/gtest.h>

#include "tests/mqtt/broker.h"

namespace signet::test {
namespace {

using mqtt::Qos;
using mqtt::Version;

class Mosquitto : public ::testing::TestWithParam<Version> {
 protected:
  mqtt::ConnectPacket packet(std::string_view id, bool clean = true) const {
    mqtt::ConnectPacket p;
    p.version = GetParam();
    p.clientId = id;
    p.cleanStart = clean;
    p.keepAliveSeconds = 30;
    if (!clean && GetParam() == Version::v5) p.properties = kLongSession;
    return p;
  }
  static constexpr mqtt::Property kLongSession[] = {{mqtt::PropertyId::sessionExpiryInterval, 3600, {}, {}}};

  Broker broker_;
  TestClient client_;
};

TEST_P(Mosquitto, TakesEveryQos) {
  Child subscriber(broker_.clientProgram("mosquitto_sub", {"-t", "up/#", "-q", "2", "-v", "-C", "3"}));
  broker_.waitForLog("Sending SUBACK");
  ASSERT_TRUE(client_.connect(broker_, packet("a")));
  for (const Qos qos : {Qos::atMostOnce, Qos::atLeastOnce, Qos::exactlyOnce}) {
    ASSERT_EQ(client_.client.publish({"up/x", mqtt::bytesOf("hello"), qos, false, {}}), Status::ok);
  }
  ASSERT_TRUE(client_.runUntil([&] { return client_.client.idle(); }));
  EXPECT_EQ(client_.published, 2U);
  EXPECT_EQ(subscriber.wait(), 0);
  const std::string& seen = subscriber.output();
  std::size_t count = 0;
  for (std::size_t at = 0; (at = seen.find("up/x hello", at)) != std::string::npos; ++at) ++count;
  EXPECT_EQ(count, 3U) << seen;
}

TEST_P(Mosquitto, DeliversEveryQosAndLargePayloads) {
  ASSERT_TRUE(client_.connect(broker_, packet("a")));
  const mqtt::Subscription subscription[] = {{.filter = "down/+", .qos = Qos::exactlyOnce}};
  ASSERT_EQ(client_.client.subscribe(subscription), Status::ok);
  ASSERT_TRUE(client_.runUntil([&] { return !client_.granted.empty(); }));
  EXPECT_EQ(client_.granted[0], 2);
  const std::string large(60'000, 'x');
  for (const char* qos : {"0", "1", "2"}) {
    Child publisher(broker_.clientProgram("mosquitto_pub", {"-t", "down/y", "-q", qos, "-m", large}));
    EXPECT_EQ(publisher.wait(), 0);
  }
  ASSERT_TRUE(client_.runUntil([&] { return client_.messages.size() == 3; }));
  for (const std::string& message : client_.messages) EXPECT_EQ(message, "down/y=" + large);
}

TEST_P(Mosquitto, UnderstandsATopicThatIsSentOnce) {
  ASSERT_TRUE(client_.connect(broker_, packet("a")));
  const mqtt::Subscription subscription[] = {{.filter = "#", .qos = Qos::exactlyOnce}};
  ASSERT_EQ(client_.client.subscribe(subscription), Status::ok);
  ASSERT_TRUE(client_.runUntil([&] { return !client_.granted.empty(); }));
  std::vector<std::string> expected;
  for (const char* topic : {"first", "second", "no/room/for/this", "second", "first", "first"}) {
    ASSERT_EQ(client_.client.publish({topic, mqtt::bytesOf("x"), Qos::exactlyOnce, false, {}}), Status::ok);
    expected.push_back(std::string(topic) + "=x");
  }
  ASSERT_TRUE(client_.runUntil([&] { return client_.messages.size() == expected.size(); }));
  EXPECT_EQ(client_.messages, expected);
}

TEST_P(Mosquitto, WillSpeaksWhenTheDeviceIsGone) {
  Child subscriber(broker_.clientProgram("mosquitto_sub", {"-t", "will", "-C", "1"}));
  broker_.waitForLog("Sending SUBACK");
  const mqtt::Will will{"will", mqtt::bytesOf("gone"), Qos::atLeastOnce, false, {}};
  mqtt::ConnectPacket p = packet("a");
  p.will = &will;
  ASSERT_TRUE(client_.connect(broker_, p));
  client_.drop();
  EXPECT_EQ(subscriber.wait(), 0);
  EXPECT_EQ(subscriber.output(), "gone\n");
}

TEST_P(Mosquitto, SessionSurvivesReconnect) {
  ASSERT_TRUE(client_.connect(broker_, packet("keeper", false)));
  EXPECT_FALSE(client_.sessionPresent);
  const mqtt::Subscription subscription[] = {{.filter = "later", .qos = Qos::atLeastOnce}};
  ASSERT_EQ(client_.client.subscribe(subscription), Status::ok);
  ASSERT_TRUE(client_.runUntil([&] { return !client_.granted.empty(); }));
  client_.drop();
  Child publisher(broker_.clientProgram("mosquitto_pub", {"-t", "later", "-q", "1", "-m", "kept"}));
  EXPECT_EQ(publisher.wait(), 0);
  ASSERT_TRUE(client_.connect(broker_, packet("keeper", false)));
  EXPECT_TRUE(client_.sessionPresent);
  EXPECT_TRUE(client_.runUntil([&] { return client_.messages.size() == 1; }));
}

INSTANTIATE_TEST_SUITE_P(Versions, Mosquitto, ::testing::Values(Version::v311, Version::v5),
                         [](const auto& version) { return version.param == Version::v5 ? "v5" : "v311"; });

}  // namespace
}  // namespace signet::test
