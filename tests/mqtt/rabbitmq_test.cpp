// The MQTT client against RabbitMQ's MQTT plugin. Debian 12 has RabbitMQ 3.10, which speaks 3.1.1 with QoS 0
// and 1: it grants no more, and takes QoS 2 as 1. One test with all in it, because the broker takes long to
// start.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/device/peer.h"
#include "tests/mqtt/broker.h"
#include "tests/mqtt/rabbitmq.h"

namespace signet::test {
namespace {

using mqtt::Qos;
using mqtt::Version;

mqtt::ConnectPacket packet(std::string_view id, Version version = Version::v311) {
  mqtt::ConnectPacket packet;
  packet.version = version;
  packet.clientId = id;
  packet.keepAliveSeconds = 30;
  return packet;
}

void subscribe(TestClient& client, std::string_view filter) {
  const mqtt::Subscription subscription[] = {{.filter = filter, .qos = Qos::exactlyOnce}};
  client.granted.clear();
  ASSERT_EQ(client.client.subscribe(subscription), Status::ok);
  ASSERT_TRUE(client.runUntil([&] { return !client.granted.empty(); }));
  EXPECT_EQ(client.granted[0], 1);
}

/// It hangs up on a version that it does not know, so all that can be said is what that may mean.
void knowsNoVersion5(std::uint16_t port) {
  Peer peer("five", 1);
  Loop loop({&peer});
  peer.start(port, Version::v5, false);
  ASSERT_TRUE(loop.runUntil([&] { return !peer.lastWords.empty(); }));
  EXPECT_EQ(
      peer.lastWords,
      "The broker hung up instead of answering CONNECT: it may not speak this version of MQTT, or not let "
      "this client in.");
}

void takesAndDelivers(std::uint16_t port) {
  TestClient client;
  ASSERT_TRUE(client.connect(port, packet("both")));
  subscribe(client, "up/+/x");
  const std::string large(60'000, 'x');
  for (const Qos qos : {Qos::atMostOnce, Qos::atLeastOnce, Qos::exactlyOnce}) {
    ASSERT_EQ(client.client.publish({"up/a/x", mqtt::bytesOf("small"), qos, false, {}}), Status::ok);
    ASSERT_EQ(client.client.publish({"up/b/x", mqtt::bytesOf(large), qos, false, {}}), Status::ok);
    ASSERT_TRUE(client.runUntil([&] { return client.client.idle(); }));
  }
  ASSERT_EQ(client.client.publish({"other", mqtt::bytesOf("unheard"), Qos::atLeastOnce, false, {}}),
            Status::ok);
  ASSERT_TRUE(client.runUntil([&] { return client.messages.size() == 6 && client.published == 5; }));
  std::sort(client.messages.begin(), client.messages.end());
  std::vector<std::string> expected(3, "up/a/x=small");
  expected.resize(6, "up/b/x=" + large);
  EXPECT_EQ(client.messages, expected);
}

void keepsRetainedMessages(std::uint16_t port) {
  TestClient client;
  ASSERT_TRUE(client.connect(port, packet("retain")));
  ASSERT_EQ(client.client.publish({"state", mqtt::bytesOf("on"), Qos::atLeastOnce, true, {}}), Status::ok);
  ASSERT_TRUE(client.runUntil([&] { return client.published == 1; }));
  subscribe(client, "state");
  EXPECT_TRUE(client.runUntil([&] { return client.messages == std::vector<std::string>{"state=on"}; }));
}

void speaksTheWill(std::uint16_t port) {
  TestClient listener, device;
  ASSERT_TRUE(listener.connect(port, packet("listener")));
  subscribe(listener, "will");
  const mqtt::Will will{"will", mqtt::bytesOf("gone"), Qos::atLeastOnce, false, {}};
  mqtt::ConnectPacket withWill = packet("device");
  withWill.will = &will;
  ASSERT_TRUE(device.connect(port, withWill));
  device.drop();
  EXPECT_TRUE(listener.runUntil([&] { return listener.messages == std::vector<std::string>{"will=gone"}; }));
}

void keepsSessions(std::uint16_t port) {
  TestClient keeper, other;
  mqtt::ConnectPacket lasting = packet("keeper");
  lasting.cleanStart = false;
  ASSERT_TRUE(keeper.connect(port, lasting));
  EXPECT_FALSE(keeper.sessionPresent);
  subscribe(keeper, "later");
  keeper.drop();
  ASSERT_TRUE(other.connect(port, packet("other")));
  ASSERT_EQ(other.client.publish({"later", mqtt::bytesOf("kept"), Qos::atLeastOnce, false, {}}), Status::ok);
  ASSERT_TRUE(other.runUntil([&] { return other.published == 1; }));
  ASSERT_TRUE(keeper.connect(port, lasting));
  EXPECT_TRUE(keeper.sessionPresent);
  EXPECT_TRUE(keeper.runUntil([&] { return keeper.messages == std::vector<std::string>{"later=kept"}; }));
}

TEST(RabbitMqPlugin, SpeaksWithTheClient) {
  const RabbitMq broker;
  for (const auto step :
       {knowsNoVersion5, takesAndDelivers, keepsRetainedMessages, speaksTheWill, keepsSessions}) {
    step(broker.port());
  }
}

}  // namespace
}  // namespace signet::test
