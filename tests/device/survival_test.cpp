// Ten thousand messages of QoS 1 through a broker that is killed and restarted, and over connections that
// are cut, again and again: none is lost, they come in order, and none comes twice without a reason that
// QoS 1 knows.
//
// What MQTT promises, it promises for each hop: PUBACK means that the broker has the message, not that it
// would survive a power cut, and not that any subscriber has it. So there are two tests:
//
// - SIGKILL, nothing kept. The broker forgets what it had. A message that is acknowledged has been written to
//   the subscriber's socket before: mosquitto forwards it before it answers, and the publisher is never so far
//   ahead that the socket would be full. So the subscriber gets it, provided that it was subscribed when the
//   message came: the publisher connects after the subscriber.
// - SIGTERM or SIGKILL, sessions kept on disk. Publisher and subscriber connect when they like; the broker
//   queues. What it had not saved when it was killed is the broker's loss: it has acknowledged what it then
//   forgets (WhatTheBrokerHasNotSavedItForgets). So it is killed in the midst of traffic, but when all that
//   is acknowledged has arrived; sessions, subscriptions and what is on its way must survive that. What was
//   saved, and delivered since, comes again.
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

  void onConnected(const device::Agreed& agreed) override {
    if (!agreed.connack.sessionPresent) ++newSessions;
  }
  /// The broker has saved what has not been acknowledged to it.
  void noteSave() { saved_ = firsts; }
  /// And this is what it begins with again.
  void noteKill() {
    const unsigned first = saved_ - std::min(saved_, kAhead);
    for (unsigned number = first; number < saved_ + kAhead; ++number) ++mayRevive[number];
  }
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
  std::map<unsigned, unsigned> mayRevive;  ///< how often it can have come back from what was saved
  unsigned newSessions = 0;                ///< how often the broker knew of none

 private:
  unsigned saved_ = 0;
};

class Survival : public ::testing::TestWithParam<Version> {
 protected:
  void start(Broker& broker, bool keepSessions) {
    subscriber_.start(broker.port(), GetParam(), keepSessions,
                      {{.filter = "count", .qos = Qos::atLeastOnce}});
    ASSERT_TRUE(justSubscriber_.runUntil([&] { return subscriber_.ready; })) << subscriber_.lastWords;
    publisher_.start(broker.port(), GetParam(), keepSessions);
  }
  /// Until some more messages have been acknowledged; how many is random, so that it happens anywhere.
  void runSomeMore() {
    const unsigned goal = std::min<unsigned>(kMessages, publisher_.acknowledged + 50 + random_() % 200);
    ASSERT_TRUE(both_.runUntil([&] {
      publisher_.fill(subscriber_.firsts + kAhead);
      return publisher_.acknowledged >= goal;
    })) << publisher_.lastWords;
  }
  /// In an orderly way, which is when it saves.
  void restart(Broker& broker) {
    broker.stop();
    subscriber_.noteSave();
    broker.start();
  }
  /// Whatever is acknowledged has arrived; more is on its way.
  void killOnceAllHasArrived(Broker& broker) {
    const unsigned most = publisher_.next + 200;  // or the two may chase each other through all messages
    ASSERT_TRUE(both_.runUntil([&] {
      publisher_.fill(std::min(subscriber_.firsts + kAhead, most));
      return subscriber_.ready && subscriber_.firsts >= publisher_.acknowledged;
    })) << subscriber_.lastWords;
    broker.kill();
    ++kills_;
    subscriber_.noteKill();
    broker.start();
  }
  void expectAllOnceOrExplained() {
    ASSERT_TRUE(both_.runUntil([&] { return subscriber_.firsts == kMessages; }));
    EXPECT_EQ(publisher_.acknowledged, kMessages);
    EXPECT_TRUE(publisher_.connection.idle());
    unsigned copies = 0;
    for (const auto& [number, times] : subscriber_.repeated) {
      EXPECT_LE(times, publisher_.mayRepeat[number] + subscriber_.mayRevive[number])
          << "message " << number << " came again without reason";
      copies += times;
    }
    EXPECT_GT(publisher_.breaks, 10U);
    RecordProperty("breaks", static_cast<int>(publisher_.breaks));
    RecordProperty("duplicates", static_cast<int>(copies));
  }

  unsigned kills_ = 0;
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
    // It must notice the loss of its connection before it can be ready again.
    ASSERT_TRUE(justSubscriber_.runUntil([&] { return !subscriber_.ready; }));
    ASSERT_TRUE(justSubscriber_.runUntil([&] { return subscriber_.ready; })) << subscriber_.lastWords;
  }
  expectAllOnceOrExplained();
}

TEST_P(Survival, NoneIsLostWhenTheBrokerComesBackWithItsSessions) {
  Broker broker({.persistent = true, .verbose = false});
  start(broker, true);
  restart(broker);  // the subscription is on disk
  while (publisher_.acknowledged < kMessages) {
    runSomeMore();
    if (HasFatalFailure()) return;
    // Kills come by the count of messages, so that there are enough however many a round takes.
    const bool killIsDue = publisher_.acknowledged >= (kills_ + 1) * (kMessages / 8);
    switch (killIsDue ? 5 : random_() % 5) {
      case 0:
      case 1: publisher_.cut(); break;
      case 2:
      case 3: subscriber_.cut(); break;
      case 4: restart(broker); break;
      default: killOnceAllHasArrived(broker);
    }
  }
  expectAllOnceOrExplained();
  EXPECT_GT(kills_, 5U);
  EXPECT_EQ(subscriber_.newSessions, 1U) << "the first one";
}

/// One message for a subscriber who is away, acknowledged; the broker ends; another message. What arrives.
std::vector<std::string> heardAcross(Version version, void (Broker::*end)()) {
  Broker broker({.persistent = true, .verbose = false});
  mqtt::ConnectPacket lasting;
  lasting.version = version;
  lasting.clientId = "keeper";
  lasting.cleanStart = false;
  const auto longSession = mqtt::Property::integer(mqtt::PropertyId::sessionExpiryInterval, 3600);
  if (version == Version::v5) lasting.properties = {&longSession, 1};
  TestClient keeper;
  EXPECT_TRUE(keeper.connect(broker, lasting));
  const mqtt::Subscription subscription[] = {{.filter = "later", .qos = Qos::atLeastOnce}};
  EXPECT_EQ(keeper.client.subscribe(subscription), Status::ok);
  EXPECT_TRUE(keeper.runUntil([&] { return !keeper.granted.empty(); }));
  keeper.drop();
  broker.stop();  // so far all is saved
  broker.start();
  const auto publish = [&](const char* text) {
    TestClient other;
    mqtt::ConnectPacket passing;
    passing.version = version;
    passing.clientId = "other";
    EXPECT_TRUE(other.connect(broker, passing));
    EXPECT_EQ(other.client.publish({"later", mqtt::bytesOf(text), Qos::atLeastOnce, false, {}}), Status::ok);
    EXPECT_TRUE(other.runUntil([&] { return other.published == 1; }));
  };
  publish("before");
  (broker.*end)();
  broker.start();
  publish("after");
  EXPECT_TRUE(keeper.connect(broker, lasting));
  EXPECT_TRUE(keeper.sessionPresent);
  EXPECT_TRUE(
      keeper.runUntil([&] { return !keeper.messages.empty() && keeper.messages.back() == "later=after"; }));
  return keeper.messages;
}

TEST_P(Survival, WhatTheBrokerHasNotSavedItForgets) {
  EXPECT_EQ(heardAcross(GetParam(), &Broker::stop),
            (std::vector<std::string>{"later=before", "later=after"}));
  EXPECT_EQ(heardAcross(GetParam(), &Broker::kill), std::vector<std::string>{"later=after"});
}

INSTANTIATE_TEST_SUITE_P(Versions, Survival, ::testing::Values(Version::v311, Version::v5),
                         [](const auto& version) { return version.param == Version::v5 ? "v5" : "v311"; });

}  // namespace
}  // namespace signet::test
