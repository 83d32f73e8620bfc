#include "signet/mqtt/outbox.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace signet::mqtt {
namespace {

using Buffer = std::vector<std::uint8_t>;
using Lines = std::vector<std::string>;

struct OutboxDiary final : Listener {
  void onPublished(std::uint16_t id, ReasonCode reason) override {
    lines.push_back("published " + std::to_string(id) + " " + reasonName(reason));
  }
  void onDropped(Status why) override {
    lines.push_back(std::string("dropped: ") + statusName(why));
    if (closes != nullptr) closes->close();
  }
  Lines take() { return std::exchange(lines, {}); }
  Lines lines;
  Outbox* closes = nullptr;
};

struct Source final : PayloadSource {
  Status doRead(std::uint32_t, MutableBytes out) override {
    for (std::uint8_t& byte : out) byte = '.';
    return status;
  }
  Status status = Status::ok;
};

constexpr Outbox::Limits kNoLimits{0xFFFF, 0xFFFFFFFF, 0};

class OutboxTest : public ::testing::Test {
 protected:
  explicit OutboxTest(WhenFull whenFull = WhenFull::refuse)
      : outbox(control, scratch, aliases, store, diary, whenFull) {
    outbox.begin(Version::v311);
  }
  Buffer pull(std::size_t most = 1000) {
    Buffer out(most);
    out.resize(outbox.pull(out, status));
    return out;
  }
  Status publish(std::string_view payload, Qos qos, std::uint16_t* packetId = nullptr) {
    return outbox.publish({"t", bytesOf(payload), qos, false, {}}, packetId);
  }
  Status ping() {
    WireWriter writer(outbox.room());
    encodePingreq(writer);
    return outbox.append(Status::ok, writer);
  }
  bool acknowledge(PacketType type, std::uint16_t packetId, ReasonCode reason = ReasonCode::success) {
    return outbox.acknowledge(type, {packetId, reason, {}});
  }

  Buffer control = Buffer(12), scratch = Buffer(64), aliases = Buffer(2 * TopicAliases::kPlace),
         memory = Buffer(128);
  RamStore store{memory, {}};
  OutboxDiary diary;
  Source source;
  Outbox outbox;
  Status status = Status::ok;
};

TEST_F(OutboxTest, SendsPacketsOfTheProtocolBeforeTheMessages) {
  ASSERT_EQ(publish("m", Qos::atMostOnce), Status::ok);
  ASSERT_EQ(ping(), Status::ok);
  EXPECT_TRUE(outbox.appendAck(PacketType::puback, 7, ReasonCode::success));
  EXPECT_EQ(pull(), (Buffer{0xC0, 0, 0x40, 2, 0, 7}));  // not open: no message
  outbox.open(kNoLimits);
  ASSERT_EQ(ping(), Status::ok);
  EXPECT_EQ(pull(), (Buffer{0xC0, 0, 0x30, 4, 0, 1, 't', 'm'}));
  EXPECT_TRUE(outbox.idle());
}

TEST_F(OutboxTest, PutsNothingIntoTheMiddleOfAPacket) {
  outbox.open(kNoLimits);
  ASSERT_EQ(publish("m", Qos::atMostOnce), Status::ok);
  EXPECT_EQ(pull(3), (Buffer{0x30, 4, 0}));
  EXPECT_TRUE(outbox.publishing());
  ASSERT_EQ(ping(), Status::ok);
  ASSERT_EQ(publish("n", Qos::atMostOnce), Status::ok);
  EXPECT_EQ(pull(4), (Buffer{1, 't', 'm', 0xC0}));
  EXPECT_FALSE(outbox.publishing());
  EXPECT_EQ(pull(), (Buffer{0, 0x30, 4, 0, 1, 't', 'n'}));
}

TEST_F(OutboxTest, CompletesAPacketOfTheProtocolBeforeAMessage) {
  outbox.open(kNoLimits);
  ASSERT_EQ(publish("m", Qos::atMostOnce), Status::ok);
  EXPECT_TRUE(outbox.appendAck(PacketType::puback, 7, ReasonCode::success));
  EXPECT_EQ(pull(3), (Buffer{0x40, 2, 0}));
  EXPECT_EQ(pull(), (Buffer{7, 0x30, 4, 0, 1, 't', 'm'}));
}

TEST_F(OutboxTest, RefusesAPacketThatDoesNotFitAndKeepsThoseThatDo) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ping(), Status::ok);
  EXPECT_EQ(outbox.room().size(), 2U);
  EXPECT_FALSE(outbox.appendAck(PacketType::puback, 7, ReasonCode::success));
  EXPECT_EQ(ping(), Status::ok);
  EXPECT_EQ(ping(), Status::queueFull);
  EXPECT_EQ(outbox.control().size(), control.size());
  EXPECT_EQ(pull().size(), 12U);
  // What its encoder refused is not appended, though there is room.
  WireWriter writer(outbox.room());
  encodePingreq(writer);
  EXPECT_EQ(outbox.append(Status::invalidArgument, writer), Status::invalidArgument);
  EXPECT_TRUE(pull().empty());
}

TEST_F(OutboxTest, DropsWhatBelongsToALostConnection) {
  outbox.open(kNoLimits);
  ASSERT_EQ(ping(), Status::ok);
  outbox.discardControl();
  EXPECT_TRUE(pull().empty());
  ASSERT_TRUE(outbox.beginRequest().ok());
  ASSERT_EQ(ping(), Status::ok);
  ASSERT_EQ(outbox.publishFrom({"t", {}, Qos::atMostOnce, false, {}}, 5, source), Status::ok);
  EXPECT_EQ(pull(4).size(), 4U);
  ASSERT_EQ(publish("kept", Qos::atMostOnce), Status::ok);
  outbox.begin(Version::v311);
  EXPECT_EQ(outbox.beginRequest().status(), Status::notConnected);
  EXPECT_TRUE(pull().empty());
  outbox.open(kNoLimits);
  EXPECT_EQ(pull(), (Buffer{0x30, 7, 0, 1, 't', 'k', 'e', 'p', 't'}));
  EXPECT_TRUE(outbox.idle());
}

TEST_F(OutboxTest, GivesAsManyRequestsAsItHasPlaces) {
  EXPECT_EQ(outbox.beginRequest().status(), Status::notConnected);
  outbox.open(kNoLimits);
  for (std::size_t i = 1; i <= PacketIds::kMostRequests; ++i) EXPECT_EQ(*outbox.beginRequest(), i);
  EXPECT_EQ(outbox.beginRequest().status(), Status::queueFull);
  outbox.endRequest(1);
  EXPECT_EQ(*outbox.beginRequest(), PacketIds::kMostRequests + 1);
}

TEST_F(OutboxTest, RefusesMessagesThatBreakARule) {
  EXPECT_EQ(outbox.publish({"a/#", {}, Qos::atMostOnce, false, {}}), Status::invalidArgument);
  const Property alias[] = {Property::integer(PropertyId::topicAlias, 1)};
  EXPECT_EQ(outbox.publish({"t", {}, Qos::atMostOnce, false, alias}), Status::invalidArgument);
  EXPECT_EQ(outbox.publish({std::string(48, 't'), {}, Qos::atMostOnce, false, {}}), Status::ok);
  EXPECT_EQ(outbox.publish({std::string(49, 't'), {}, Qos::atMostOnce, false, {}}), Status::packetTooLarge);
}

TEST_F(OutboxTest, KeepsAMessageUntilItIsAcknowledged) {
  outbox.open(kNoLimits);
  std::uint16_t id = 0;
  ASSERT_EQ(publish("m", Qos::atLeastOnce, &id), Status::ok);
  EXPECT_EQ(id, 1);
  EXPECT_EQ(pull(), (Buffer{0x32, 6, 0, 1, 't', 0, 1, 'm'}));
  EXPECT_TRUE(acknowledge(PacketType::puback, 2));  // of nothing
  EXPECT_FALSE(outbox.idle());
  EXPECT_FALSE(acknowledge(PacketType::pubrec, 1));
  EXPECT_FALSE(acknowledge(PacketType::pubcomp, 1));
  EXPECT_FALSE(outbox.idle());
  EXPECT_TRUE(acknowledge(PacketType::puback, 1, ReasonCode::notAuthorized));
  EXPECT_TRUE(outbox.idle());
  EXPECT_EQ(diary.take(), Lines{"published 1 not authorized"});
}

TEST_F(OutboxTest, ReleasesQos2) {
  outbox.open(kNoLimits);
  ASSERT_EQ(publish("m", Qos::exactlyOnce), Status::ok);
  EXPECT_TRUE(acknowledge(PacketType::puback, 1));  // not sent yet: of nothing
  EXPECT_EQ(pull().size(), 8U);
  EXPECT_TRUE(acknowledge(PacketType::pubrec, 1));
  EXPECT_EQ(pull(), (Buffer{0x62, 2, 0, 1}));
  EXPECT_FALSE(acknowledge(PacketType::puback, 1));
  EXPECT_EQ(diary.take(), Lines{});
  EXPECT_TRUE(acknowledge(PacketType::pubcomp, 1));
  EXPECT_EQ(diary.take(), Lines{"published 1 success"});
  // PUBREC of a message that was dropped is answered, the others are not.
  EXPECT_TRUE(acknowledge(PacketType::pubrec, 1));
  EXPECT_EQ(pull(), (Buffer{0x62, 2, 0, 1}));
  EXPECT_TRUE(acknowledge(PacketType::pubcomp, 1));
  EXPECT_TRUE(pull().empty());
}

TEST_F(OutboxTest, EndsQos2ThatIsRefused) {
  outbox.open(kNoLimits);
  ASSERT_EQ(publish("m", Qos::exactlyOnce), Status::ok);
  EXPECT_EQ(pull().size(), 8U);
  EXPECT_TRUE(acknowledge(PacketType::pubrec, 1, ReasonCode::quotaExceeded));
  EXPECT_TRUE(pull().empty());
  EXPECT_TRUE(outbox.idle());
  EXPECT_EQ(diary.take(), Lines{"published 1 quota exceeded"});
}

TEST_F(OutboxTest, HoldsTheOrderWhenTheLimitIsReached) {
  outbox.open({1, 0xFFFFFFFF, 0});
  ASSERT_EQ(publish("1", Qos::atLeastOnce), Status::ok);
  ASSERT_EQ(publish("2", Qos::exactlyOnce), Status::ok);
  ASSERT_EQ(publish("3", Qos::atMostOnce), Status::ok);
  EXPECT_EQ(pull().back(), '1');
  EXPECT_TRUE(pull().empty());
  EXPECT_TRUE(acknowledge(PacketType::puback, 1));
  EXPECT_EQ(pull(), (Buffer{0x34, 6, 0, 1, 't', 0, 2, '2', 0x30, 4, 0, 1, 't', '3'}));
}

TEST_F(OutboxTest, DropsWhatIsTooLargeForTheBroker) {
  outbox.open({0xFFFF, 10, 0});
  ASSERT_EQ(publish("123456", Qos::atMostOnce), Status::ok);
  ASSERT_EQ(publish("12345", Qos::atMostOnce), Status::ok);
  EXPECT_EQ(pull(), (Buffer{0x30, 8, 0, 1, 't', '1', '2', '3', '4', '5'}));
  EXPECT_EQ(diary.take(), Lines{"dropped: packetTooLarge"});
  EXPECT_EQ(outbox.publishFrom({"t", {}, Qos::atMostOnce, false, {}}, 6, source), Status::packetTooLarge);
  EXPECT_EQ(outbox.publishFrom({"t", {}, Qos::atMostOnce, false, {}}, 5, source), Status::ok);
}

TEST_F(OutboxTest, BeginsNoMessageOnceItIsClosed) {
  outbox.open({0xFFFF, 10, 0});
  ASSERT_EQ(publish("123456", Qos::atMostOnce), Status::ok);
  ASSERT_EQ(publish("1", Qos::atMostOnce), Status::ok);
  diary.closes = &outbox;  // from within the call that says that the first was dropped
  EXPECT_TRUE(pull().empty());
  EXPECT_EQ(diary.take(), Lines{"dropped: packetTooLarge"});
  EXPECT_FALSE(outbox.idle());
}

TEST_F(OutboxTest, ResumesASessionThatTheBrokerKept) {
  outbox.open(kNoLimits);
  ASSERT_EQ(publish("1", Qos::atLeastOnce), Status::ok);
  ASSERT_EQ(publish("2", Qos::exactlyOnce), Status::ok);
  ASSERT_EQ(publish("3", Qos::exactlyOnce), Status::ok);
  EXPECT_EQ(pull(16).size(), 16U);  // the third is not sent
  EXPECT_TRUE(acknowledge(PacketType::pubrec, 2));
  outbox.begin(Version::v311);
  outbox.open(kNoLimits);
  outbox.resume(true);
  EXPECT_EQ(pull(), (Buffer{0x62, 2, 0, 2, 0x3A, 6, 0, 1, 't', 0, 1, '1', 0x34, 6, 0, 1, 't', 0, 3, '3'}));
  EXPECT_EQ(diary.take(), Lines{});
}

TEST_F(OutboxTest, SendsAnewToABrokerThatForgotTheSession) {
  outbox.open(kNoLimits);
  ASSERT_EQ(publish("1", Qos::atLeastOnce), Status::ok);
  ASSERT_EQ(publish("2", Qos::exactlyOnce), Status::ok);
  EXPECT_EQ(pull(16).size(), 16U);
  EXPECT_TRUE(acknowledge(PacketType::pubrec, 2));
  outbox.begin(Version::v311);
  outbox.open(kNoLimits);
  outbox.resume(false);
  EXPECT_EQ(diary.take(), Lines{"published 2 success"});
  EXPECT_EQ(pull(), (Buffer{0x32, 6, 0, 1, 't', 0, 1, '1'}));
}

TEST_F(OutboxTest, UsesAliasesAsFarAsTheBrokerTakesThem) {
  outbox.begin(Version::v5);
  outbox.open({0xFFFF, 0xFFFFFFFF, 1});
  for (const char* topic : {"a", "a", "b"}) {
    ASSERT_EQ(outbox.publish({topic, {}, Qos::atMostOnce, false, {}}), Status::ok);
  }
  EXPECT_EQ(pull(), (Buffer{0x30, 7, 0, 1, 'a', 3, 0x23, 0, 1, 0x30, 6, 0, 0, 3, 0x23, 0, 1,  //
                            0x30, 4, 0, 1, 'b', 0}));
  // A new connection has none until the topic is told again.
  outbox.begin(Version::v5);
  outbox.open(kNoLimits);
  ASSERT_EQ(outbox.publish({"a", {}, Qos::atMostOnce, false, {}}), Status::ok);
  EXPECT_EQ(pull(), (Buffer{0x30, 4, 0, 1, 'a', 0}));
}

TEST_F(OutboxTest, StreamsAPayloadAfterTheMessages) {
  const Message message{"t", {}, Qos::atMostOnce, false, {}};
  EXPECT_EQ(outbox.publishFrom(message, 3, source), Status::notConnected);
  outbox.open(kNoLimits);
  EXPECT_EQ(outbox.publishFrom({"t", {}, Qos::atLeastOnce, false, {}}, 3, source), Status::invalidArgument);
  EXPECT_EQ(outbox.publishFrom({"#", {}, Qos::atMostOnce, false, {}}, 3, source), Status::invalidArgument);
  EXPECT_EQ(outbox.publishFrom(message, 3, source), Status::ok);
  EXPECT_EQ(outbox.publishFrom(message, 3, source), Status::queueFull);
  EXPECT_FALSE(outbox.idle());
  ASSERT_EQ(publish("m", Qos::atMostOnce), Status::ok);
  EXPECT_EQ(pull(), (Buffer{0x30, 4, 0, 1, 't', 'm', 0x30, 6, 0, 1, 't', '.', '.', '.'}));
  EXPECT_TRUE(outbox.idle());
}

TEST_F(OutboxTest, SaysWhatASourceFailedWith) {
  outbox.open(kNoLimits);
  source.status = Status::timeout;
  ASSERT_EQ(outbox.publishFrom({"t", {}, Qos::atMostOnce, false, {}}, 3, source), Status::ok);
  ASSERT_EQ(publish("m", Qos::atMostOnce), Status::ok);
  EXPECT_EQ(pull(), (Buffer{0x30, 4, 0, 1, 't', 'm'}));
  EXPECT_EQ(status, Status::timeout);
  EXPECT_FALSE(outbox.idle());
}

class FullStore : public OutboxTest {
 protected:
  explicit FullStore(WhenFull whenFull = WhenFull::refuse) : OutboxTest(whenFull) {
    outbox.open(kNoLimits);
    EXPECT_EQ(publish(std::string(30, '1'), Qos::atMostOnce), Status::ok);
    EXPECT_EQ(publish(std::string(30, '2'), Qos::atMostOnce), Status::ok);
  }
};
struct FullStoreThatDropsTheNewest : FullStore {
  FullStoreThatDropsTheNewest() : FullStore(WhenFull::dropNewest) {}
};
struct FullStoreThatDropsTheOldest : FullStore {
  FullStoreThatDropsTheOldest() : FullStore(WhenFull::dropOldest) {}
};

TEST_F(FullStore, Refuses) {
  EXPECT_EQ(publish(std::string(30, '3'), Qos::atMostOnce), Status::queueFull);
  EXPECT_EQ(publish(std::string(200, '3'), Qos::atMostOnce), Status::packetTooLarge);
  EXPECT_EQ(diary.take(), Lines{});
  EXPECT_EQ(pull().size(), 70U);
}

TEST_F(FullStoreThatDropsTheNewest, Drops) {
  EXPECT_EQ(publish(std::string(30, '3'), Qos::atMostOnce), Status::ok);
  EXPECT_EQ(diary.take(), Lines{"dropped: queueFull"});
  EXPECT_EQ(pull().back(), '2');
}

TEST_F(FullStoreThatDropsTheOldest, DropsWhatIsNotSentYet) {
  EXPECT_EQ(pull(4).size(), 4U);  // the first is on its way
  EXPECT_EQ(publish(std::string(30, '3'), Qos::atMostOnce), Status::ok);
  EXPECT_EQ(diary.take(), Lines{"dropped: queueFull"});
  const Buffer rest = pull();
  EXPECT_EQ(rest.front(), 't');
  EXPECT_EQ(rest[5], '1');
  EXPECT_EQ(rest.back(), '3');
}

TEST_F(FullStoreThatDropsTheOldest, RefusesWhenNothingCanBeDropped) {
  EXPECT_EQ(pull(4).size(), 4U);
  EXPECT_EQ(publish(std::string(70, '3'), Qos::atMostOnce), Status::queueFull);
  EXPECT_EQ(diary.take(), Lines{"dropped: queueFull"});  // the second, in vain
}

}  // namespace
}  // namespace signet::mqtt
