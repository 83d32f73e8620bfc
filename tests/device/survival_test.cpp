// Ten thousand messages of QoS 1 through a broker that is killed and restarted, and over connections that are
// cut, again and again: none is lost, they come in order, and none comes twice without a reason that QoS 1
// knows.
//
// What MQTT promises, it promises for each hop: PUBACK means that the broker has the message, not that it
// would survive a power cut, and not that anybody else has it. So there are two tests:
//
// - SIGKILL, nothing kept. The broker forgets what it had. A message that is acknowledged has been written to
//   the subscriber's socket before: mosquitto hands on before it answers, and the publisher is never so far
//   ahead that the socket would be full. So the subscriber gets it, provided that it was subscribed when the
//   message came: the publisher connects after the subscriber.
// - SIGTERM, sessions kept on disk. Publisher and subscriber connect when they like; the broker queues.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "tests/device/peer.h"
#include "tests/mqtt/broker.h"

namespace signet::test {
namespace {

using mqtt::Qos;
using mqtt::Version;

constexpr unsigned kMessages = 10'000;
constexpr unsigned kInflight = 16;  // mqtt::ClientOptions::maxInflight

/// How far the publisher may be ahead of the subscriber.
constexpr unsigned kAhead = 64;

/// Publishes 0, 1, 2, ... and writes down what was on its way whenever the connection broke.
class Publisher final : public Peer {
 public:
  using Peer::Peer;

  /// Publishes as far as there is room, up to the message `limit`.
  void fill(unsigned limit) {
    while (next < std::min(limit, kMessages)) {
      const std::string text = std::to_string(next);
      std::uint16_t id = 0;
      const Status status =
          connection.publish({"count", mqtt::bytesOf(text), Qos::atLeastOnce, false, {}}, &id);
      if (status == Status::queueFull) return;
      ASSERT_EQ(status, Status::ok);
      ASSERT_TRUE(waiting.emplace(id, next++).second) << "an identifier was given twice";
    }
  }
  void onPublished(std::uint16_t id, mqtt::ReasonCode reason) override {
    EXPECT_EQ(reason, mqtt::ReasonCode::success);
    EXPECT_EQ(waiting.erase(id), 1U) << "acknowledged twice";
    ++acknowledged;
  }
  void onDisconnected(const device::Disconnection& why) override {
    Peer::onDisconnected(why);
    if (why.during != device::Phase::connected) return;
    ++breaks;
    std::set<unsigned> numbers;
    for (const auto& [id, number] : waiting) numbers.insert(number);
    // Sent in order, at most so many at once: the oldest ones may be on their way.
    unsigned count = 0;
    for (const unsigned number : numbers) {
      if (count++ < kInflight) ++mayRepeat[number];
    }
  }

  unsigned next = 0, acknowledged = 0, breaks = 0;
  std::map<std::uint16_t, unsigned> waiting;
  std::map<unsigned, unsigned> mayRepeat;  ///< how often a message was on its way when the connection broke
};

/// Writes down what arrives.
class Subscriber final : public Peer {
 public:
  using Peer::Peer;

  void onMessage(const mqtt::IncomingMessage& message) override {
    text.clear();
    redelivered = message.duplicate;
  }
  void onPayload(Bytes piece) override { text.append(piece.begin(), piece.end()); }
  void onMessageEnd() override {
    const auto number = static_cast<unsigned>(std::stoul(text));
    if (number == firsts) {
      ++firsts;
    } else {
      ASSERT_LT(number, firsts) << "message " << firsts << " was lost or overtaken";
      // The broker marks what it sends a second time itself.
      if (!redelivered) ++repeated[number];
    }
  }

  std::string text;
  bool redelivered = false;
  unsigned firsts = 0;  ///< 0 ... firsts - 1 have come, in order
  std::map<unsigned, unsigned> repeated;
};

class Survival : public ::testing::TestWithParam<Version> {
 protected:
  void start(Broker& broker, bool keepSessions) {
    subscriber_.start(broker.port(), GetParam(), keepSessions,
                      {{.filter = "count", .qos = Qos::atLeastOnce}});
    ASSERT_TRUE(justSubscriber_.runUntil([&] { return subscriber_.ready; })) << subscriber_.lastWords;
    publisher_.start(broker.port(), GetParam(), keepSessions);
  }
  /// Until some more messages have been acknowledged; how many is chance, so that it strikes anywhere.
  void runSomeMore() {
    const unsigned goal = std::min<unsigned>(kMessages, publisher_.acknowledged + 50 + random_() % 200);
    ASSERT_TRUE(both_.runUntil([&] {
      publisher_.fill(subscriber_.firsts + kAhead);
      return publisher_.acknowledged >= goal;
    })) << publisher_.lastWords;
  }
  void expectAllOnceOrExplained() {
    ASSERT_TRUE(both_.runUntil([&] { return subscriber_.firsts == kMessages; }));
    EXPECT_EQ(publisher_.acknowledged, kMessages);
    EXPECT_TRUE(publisher_.connection.idle());
    unsigned copies = 0;
    for (const auto& [number, times] : subscriber_.repeated) {
      EXPECT_LE(times, publisher_.mayRepeat[number]) << "message " << number << " came again without reason";
      copies += times;
    }
    EXPECT_GT(publisher_.breaks, 10U);
    RecordProperty("breaks", static_cast<int>(publisher_.breaks));
    RecordProperty("duplicates", static_cast<int>(copies));
  }

  std::mt19937 random_{20261122};
  Publisher publisher_{"publisher", 1};
  Subscriber subscriber_{"subscriber", 2};
  Loop both_{{&subscriber_, &publisher_}};
  Loop justSubscriber_{{&subscriber_}};
};

TEST_P(Survival, NoneIsLostWhenTheBrokerIsKilled) {
  Broker broker({.persistent = false, .verbose = false});
  start(broker, false);
  while (publisher_.acknowledged < kMessages) {
    runSomeMore();
    if (HasFatalFailure()) return;
    if (random_() % 3 == 0) {
      publisher_.cut();
      continue;
    }
    broker.kill();
    broker.start();
    // It must hear that its connection is gone before it can be ready again.
    ASSERT_TRUE(justSubscriber_.runUntil([&] { return !subscriber_.ready; }));
    ASSERT_TRUE(justSubscriber_.runUntil([&] { return subscriber_.ready; })) << subscriber_.lastWords;
  }
  expectAllOnceOrExplained();
}

TEST_P(Survival, NoneIsLostWhenTheBrokerIsRestartedWithItsSessions) {
  Broker broker({.persistent = true, .verbose = false});
  start(broker, true);
  while (publisher_.acknowledged < kMessages) {
    runSomeMore();
    if (HasFatalFailure()) return;
    switch (random_() % 3) {
      case 0: publisher_.cut(); break;
      case 1: subscriber_.cut(); break;
      default: broker.stop(); broker.start();
    }
  }
  expectAllOnceOrExplained();
}

INSTANTIATE_TEST_SUITE_P(Versions, Survival, ::testing::Values(Version::v311, Version::v5),
                         [](const auto& version) { return version.param == Version::v5 ? "v5" : "v311"; });

}  // namespace
}  // namespace signet::test
