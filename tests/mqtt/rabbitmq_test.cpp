// The MQTT client against RabbitMQ's MQTT plugin. Debian 12 has RabbitMQ 3.10, which speaks 3.1.1 with QoS
// 0 and 1: it grants no more, and treats QoS 2 as 1. One test with all in it, because the broker takes
// long to start.
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "signet/device/secure_connection.h"
#include "signet/port/linux/system_date.h"
#include "tests/device/peer.h"
#include "tests/mqtt/broker.h"
#include "tests/mqtt/rabbitmq.h"
#include "tests/tls/tls_rig.h"

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

/// What a device receives.
struct Heard final : device::Events {
  void onConnected(const device::Agreed& agreed) override { tls = *agreed.tls; }
  void onReady() override { ready = true; }
  void onDisconnected(const device::Disconnection& why) override {
    std::uint8_t text[320];
    lastWords = device::describe(why, text);
    status = why.status;
    if (why.tls != nullptr) alert = why.tls->alert;
  }
  void onPayload(Bytes piece) override { payload.append(piece.begin(), piece.end()); }
  void onMessageEnd() override { messages.push_back(std::exchange(payload, {})); }

  tls::ConnectionInfo tls;
  bool ready = false;
  Status status = Status::ok;
  std::uint8_t alert = 0;
  std::string lastWords, payload;
  std::vector<std::string> messages;
};

/// A whole device: key in the chip, TLS, MQTT, and the connection that holds them together.
class SecureDevice {
 public:
  explicit SecureDevice(TlsRig& rig) : rig_(rig) {}

  void start(std::uint16_t port) {
    device::Settings settings;
    settings.host = "127.0.0.1";
    settings.serverName = "localhost";
    settings.port = port;
    settings.identity = rig_.identity.get();
    settings.session = packet("device-1");
    settings.subscriptions = kSubscriptions;
    ASSERT_EQ(secure_.start(settings), Status::ok);
  }
  template <typename Done>
  bool runUntil(Done done) {
    const Instant end = rig_.clock.now() + std::chrono::seconds(20);
    for (;; rig_.transport.waitFor(secure_->nextPoll() - rig_.clock.now(), secure_->wantsWrite())) {
      secure_->poll(rig_.clock.now());
      if (done()) return true;
      if (rig_.clock.now() > end) return false;
    }
  }
  device::Connection& connection() { return *secure_; }

  Heard heard;

 private:
  static constexpr mqtt::Subscription kSubscriptions[] = {{.filter = "echo", .qos = Qos::atLeastOnce}};
  TlsRig& rig_;
  port::SystemDate date_;
  device::SecureConnection<> secure_{{rig_.crypto, rig_.anchors, rig_.transport, date_}, heard, {}};
};

/// The rig's chip with a certificate of this name by this authority.
void certify(TlsRig& rig, const std::string& name, const Credential& authority) {
  const Key key(X509_get_pubkey(rig.deviceCertificate.certificate.get()), EVP_PKEY_free);
  rig.deviceCertificate = issue({.commonName = name}, key, authority);
  rig.deviceDer = rig.deviceCertificate.der();
  rig.chain[0] = {rig.deviceDer.data(), rig.deviceDer.size()};
}

void letsInByCertificate(const RabbitMq& broker, TlsRig& rig) {
  SecureDevice device(rig);
  device.start(broker.tlsPort());
  ASSERT_TRUE(device.runUntil([&] { return device.heard.ready; })) << device.heard.lastWords;
  EXPECT_TRUE(device.heard.tls.clientAuthenticated);
  const mqtt::Message hello{"echo", mqtt::bytesOf("hello"), Qos::atLeastOnce, false, {}};
  ASSERT_EQ(device.connection().publish(hello), Status::ok);
  EXPECT_TRUE(device.runUntil([&] {
    return device.heard.messages == std::vector<std::string>{"hello"} && device.connection().idle();
  }));
  device.connection().stop(rig.clock.now());
  EXPECT_TRUE(device.runUntil([&] { return device.connection().phase() == device::Phase::stopped; }));
}

void turnsAwayWhoHasNone(const RabbitMq& broker, TlsRig& rig) {
  certify(rig, "stranger", rig.authority);  // of the right authority, and no user of this broker's
  SecureDevice stranger(rig);
  stranger.start(broker.tlsPort());
  ASSERT_TRUE(stranger.runUntil([&] { return stranger.heard.status != Status::ok; }));
  EXPECT_FALSE(stranger.heard.ready);
  EXPECT_EQ(stranger.heard.status, Status::refusedByBroker) << stranger.heard.lastWords;

  const Credential other = selfSigned({.commonName = "Somebody else", .authority = true}, newEcKey());
  certify(rig, "device-1", other);
  SecureDevice forger(rig);
  forger.start(broker.tlsPort());
  ASSERT_TRUE(forger.runUntil([&] { return forger.heard.status != Status::ok; }));
  EXPECT_FALSE(forger.heard.ready);
  EXPECT_EQ(forger.heard.status, Status::tlsAlert) << forger.heard.lastWords;
}

TEST(RabbitMqPlugin, SpeaksWithTheClient) {
  TlsRig rig;
  const Credential server =
      issue({.commonName = "broker", .dnsName = "localhost"}, newEcKey(), rig.authority);
  const RabbitMq broker(server, rig.authority, "device-1");
  for (const auto step :
       {knowsNoVersion5, takesAndDelivers, keepsRetainedMessages, speaksTheWill, keepsSessions}) {
    step(broker.port());
  }
  letsInByCertificate(broker, rig);
  turnsAwayWhoHasNone(broker, rig);
}

}  // namespace
}  // namespace signet::test
