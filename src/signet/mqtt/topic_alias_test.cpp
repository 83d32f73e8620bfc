#include "signet/mqtt/topic_alias.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "signet/mqtt/client.h"

namespace signet::mqtt {
namespace {

using Buffer = std::vector<std::uint8_t>;
constexpr std::size_t kPlace = TopicAliases::kPlace;

TEST(TopicAliases, HasAsManyAsFitAndAsTheOtherSideTakes) {
  Buffer memory(3 * kPlace + 10);
  TopicAliases aliases{MutableBytes(memory)};
  EXPECT_EQ(aliases.places(), 3);
  EXPECT_EQ(aliases.add("a"), 1);
  EXPECT_EQ(aliases.add("b"), 2);
  EXPECT_EQ(aliases.add("c"), 3);
  EXPECT_EQ(aliases.add("d"), 0);
  EXPECT_EQ(aliases.find("b"), 2);
  EXPECT_EQ(aliases.find("d"), 0);
  aliases.reset(1);
  EXPECT_EQ(aliases.find("a"), 0);
  EXPECT_EQ(aliases.add("b"), 1);
  EXPECT_EQ(aliases.add("c"), 0);
  EXPECT_EQ(TopicAliases().add("a"), 0);
}

TEST(TopicAliases, TakesTopicsUpToTheirLimit) {
  Buffer memory(kPlace);
  TopicAliases aliases{MutableBytes(memory)};
  const std::string longest(TopicAliases::kLongestTopic, 't');
  EXPECT_EQ(aliases.add(longest + "t"), 0);
  EXPECT_EQ(aliases.add(""), 0);
  EXPECT_EQ(aliases.add(longest), 1);
  EXPECT_EQ(aliases.get(1), longest);
}

TEST(TopicAliases, CanBeGivenToAnotherTopic) {
  Buffer memory(2 * kPlace);
  TopicAliases aliases{MutableBytes(memory)};
  EXPECT_TRUE(aliases.set(2, "first"));
  EXPECT_TRUE(aliases.set(2, "second"));
  EXPECT_EQ(aliases.get(2), "second");
  EXPECT_EQ(aliases.get(1), "");
  EXPECT_FALSE(aliases.set(0, "x"));
  EXPECT_FALSE(aliases.set(3, "x"));
  EXPECT_FALSE(aliases.set(1, std::string(TopicAliases::kLongestTopic + 1, 'x')));
}

/// A client that may use one alias and lets the broker use two.
class AliasClient : public ::testing::Test, public Listener {
 protected:
  void connect(const Buffer& connack) {
    ASSERT_EQ(client.connect({.version = Version::v5, .clientId = "c"}, Instant()), Status::ok);
    sent = pull();
    ASSERT_TRUE(client.receive(connack, Instant()).ok());
  }
  Buffer pull() {
    Buffer out(256);
    out.resize(client.pull(out, Instant()));
    return out;
  }
  Buffer publish(std::string_view topic) {
    EXPECT_EQ(client.publish({topic, bytesOf("!"), Qos::atMostOnce, false, {}}), Status::ok);
    return pull();
  }
  Status feed(const Buffer& bytes) { return client.receive(bytes, Instant()).status(); }
  void onMessage(const IncomingMessage& m) override { topics.emplace_back(m.topic); }
  void onDisconnected(Status, ReasonCode r) override { reason = r; }

  static inline const Buffer kNoAliases = {0x20, 3, 0, 0, 0};
  static inline const Buffer kTenAliases = {0x20, 6, 0, 0, 3, 0x22, 0, 10};
  Buffer in = Buffer(64), control = Buffer(64), scratch = Buffer(64), memory = Buffer(256);
  Buffer sentAliases = Buffer(kPlace), receivedAliases = Buffer(2 * kPlace);
  std::uint16_t ids[1];
  RamStore store{memory, ids};
  Client client{{in, control, scratch, sentAliases, receivedAliases}, store, *this};
  Buffer sent;
  std::vector<std::string> topics;
  ReasonCode reason = ReasonCode::success;
};

TEST_F(AliasClient, AnnouncesWhatItHasMemoryFor) {
  connect(kNoAliases);
  EXPECT_EQ(sent, (Buffer{0x10, 17, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 3, 0x22, 0, 2, 0, 1, 'c'}));
  const Property own[] = {Property::integer(PropertyId::topicAliasMaximum, 5)};
  EXPECT_EQ(client.connect({.version = Version::v5, .clientId = "c", .properties = own}, Instant()),
            Status::invalidArgument);
}

TEST_F(AliasClient, SendsATopicOnce) {
  connect(kTenAliases);
  EXPECT_EQ(publish("long"), (Buffer{0x30, 11, 0, 4, 'l', 'o', 'n', 'g', 3, 0x23, 0, 1, '!'}));
  EXPECT_EQ(publish("long"), (Buffer{0x30, 7, 0, 0, 3, 0x23, 0, 1, '!'}));
  EXPECT_EQ(publish("more"), (Buffer{0x30, 8, 0, 4, 'm', 'o', 'r', 'e', 0, '!'}));  // only one place
  // Another connection knows nothing of it.
  connect(kTenAliases);
  EXPECT_EQ(publish("long"), (Buffer{0x30, 11, 0, 4, 'l', 'o', 'n', 'g', 3, 0x23, 0, 1, '!'}));
}

TEST_F(AliasClient, SendsTopicsToABrokerThatTakesNoAlias) {
  connect(kNoAliases);
  EXPECT_EQ(publish("long"), (Buffer{0x30, 8, 0, 4, 'l', 'o', 'n', 'g', 0, '!'}));
  EXPECT_EQ(publish("long"), (Buffer{0x30, 8, 0, 4, 'l', 'o', 'n', 'g', 0, '!'}));
}

TEST_F(AliasClient, GivesNoAliasThatMakesThePacketTooLarge) {
  connect({0x20, 11, 0, 0, 8, 0x22, 0, 10, 0x27, 0, 0, 0, 12});  // Maximum Packet Size 12
  EXPECT_EQ(publish("long"), (Buffer{0x30, 8, 0, 4, 'l', 'o', 'n', 'g', 0, '!'}));
  EXPECT_EQ(publish("x"), (Buffer{0x30, 8, 0, 1, 'x', 3, 0x23, 0, 1, '!'}));
}

TEST_F(AliasClient, LeavesAliasesToTheClient) {
  const Property own[] = {Property::integer(PropertyId::topicAlias, 1)};
  EXPECT_EQ(client.publish({"t", {}, Qos::atMostOnce, false, own}), Status::invalidArgument);
}

TEST_F(AliasClient, FillsItsScratchMemoryToTheLastByte) {
  connect(kTenAliases);
  const std::string topic(scratch.size() - 16, 't');
  EXPECT_EQ(client.publish({topic + "t", {}, Qos::atLeastOnce, false, {}}), Status::packetTooLarge);
  ASSERT_EQ(client.publish({topic, {}, Qos::atLeastOnce, false, {}}), Status::ok);
  Buffer expected = {0x32, 56, 0, 48};
  expected.insert(expected.end(), topic.begin(), topic.end());
  expected.insert(expected.end(), {0, 1, 3, 0x23, 0, 1});
  EXPECT_EQ(pull(), expected);
}

TEST_F(AliasClient, UnderstandsTheBrokersAliases) {
  connect(kNoAliases);
  ASSERT_EQ(feed({0x30, 7, 0, 1, 'a', 3, 0x23, 0, 2}), Status::ok);
  ASSERT_EQ(feed({0x30, 6, 0, 0, 3, 0x23, 0, 2}), Status::ok);
  ASSERT_EQ(feed({0x30, 7, 0, 1, 'b', 3, 0x23, 0, 2}), Status::ok);
  ASSERT_EQ(feed({0x30, 6, 0, 0, 3, 0x23, 0, 2}), Status::ok);
  EXPECT_EQ(topics, (std::vector<std::string>{"a", "a", "b", "b"}));
}

TEST_F(AliasClient, RefusesAliasesThatCannotBe) {
  const Buffer wrong[] = {{0x30, 6, 0, 0, 3, 0x23, 0, 1},        // never given
                          {0x30, 6, 0, 0, 3, 0x23, 0, 3},        // more than announced
                          {0x30, 7, 0, 1, 'a', 3, 0x23, 0, 3}};  // the same, with a topic
  for (const Buffer& packet : wrong) {
    connect(kNoAliases);
    EXPECT_EQ(feed(packet), Status::protocolError);
    EXPECT_EQ(reason, ReasonCode::topicAliasInvalid);
  }
  connect(kNoAliases);
  EXPECT_EQ(feed({0x30, 7, 0, 1, 'a', 3, 0x23, 0, 0}), Status::protocolError);  // 0 is not an alias
  EXPECT_EQ(reason, ReasonCode::malformedPacket);
  EXPECT_TRUE(topics.empty());
}

TEST_F(AliasClient, ForgetsTheBrokersAliasesWithTheConnection) {
  connect(kNoAliases);
  ASSERT_EQ(feed({0x30, 7, 0, 1, 'a', 3, 0x23, 0, 1}), Status::ok);
  connect(kNoAliases);
  EXPECT_EQ(feed({0x30, 6, 0, 0, 3, 0x23, 0, 1}), Status::protocolError);
}

}  // namespace
}  // namespace signet::mqtt
