// The application over a connection in clear, with a broker that the test plays, in virtual time.
#include "signet/thing/thing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace signet::thing {
namespace {

using std::chrono::seconds;
using Buffer = std::vector<std::uint8_t>;

/// Opens at once, keeps what is written, gives what the test has laid down.
class PlayedBroker final : public net::Transport {
 public:
  Buffer incoming;
  std::string taken;

 private:
  Status doOpen(const char*, std::uint16_t, Instant) override { return Status::ok; }
  Status doPollOpen(Instant) override { return Status::ok; }
  Result<std::size_t> doRead(MutableBytes buffer) override {
    if (incoming.empty()) return Status::wouldBlock;
    const std::size_t count = std::min(buffer.size(), incoming.size());
    std::copy_n(incoming.begin(), count, buffer.data());
    incoming.erase(incoming.begin(), incoming.begin() + static_cast<long>(count));
    return count;
  }
  Result<std::size_t> doWrite(Bytes bytes) override {
    taken.append(bytes.begin(), bytes.end());
    return bytes.size();
  }
  void doClose() override {}
};

/// `log` has the warnings too, as on a board that makes no difference between them.
struct PlayedBoard final : ThingBoard {
  bool led = false;
  std::string log, warnings;
  unsigned lastReport = 0;
  std::uint16_t lastReportId = 0;

 private:
  void doSetLed(bool on) override { led = on; }
  void doLog(const char* sentence) override { log += std::string(sentence) + "\n"; }
  void doWarn(const char* sentence) override {
    warnings += std::string(sentence) + "\n";
    ThingBoard* const asOthers = this;
    asOthers->log(sentence);
  }
  void doReported(unsigned sequence, std::uint16_t packetId) override {
    lastReport = sequence;
    lastReportId = packetId;
  }
};

class FixedFacts final : public Facts {
  void doAddTo(Text& json) override { json.add(",\"chip\":\"01\""); }
};

struct ThingTest : testing::Test {
  ThingTest() {
    thing.use(connection);
    settings.host = "broker";
    thing.describeTo(settings);
    EXPECT_EQ(connection.start(settings), Status::ok);
  }

  void poll() {
    connection.poll(now);
    thing.poll(now);
    connection.poll(now);
  }
  void feed(const Buffer& bytes) {
    broker.incoming.insert(broker.incoming.end(), bytes.begin(), bytes.end());
    poll();
  }
  void connect() {
    poll();
    feed({0x20, 3, 0, 0, 0});
    ASSERT_EQ(connection.phase(), device::Phase::connected);
  }
  /// A PUBLISH of QoS 0 for the command topic.
  void command(const std::string& payload) {
    const std::string topic = "devices/lamp/command";
    Buffer packet = {0x30};
    const std::size_t size = 2 + topic.size() + 1 + payload.size();
    packet.push_back(static_cast<std::uint8_t>(size % 128 + (size >= 128 ? 128 : 0)));
    if (size >= 128) packet.push_back(static_cast<std::uint8_t>(size / 128));
    packet.insert(packet.end(), {0, static_cast<std::uint8_t>(topic.size())});
    packet.insert(packet.end(), topic.begin(), topic.end());
    packet.push_back(0);  // no properties
    packet.insert(packet.end(), payload.begin(), payload.end());
    feed(packet);
  }
  /// Whether a text was sent since the last call of forget().
  bool sent(const std::string& text) const { return broker.taken.find(text) != std::string::npos; }
  void forget() {
    broker.taken.clear();
    board.log.clear();
    board.warnings.clear();
  }

  PlayedBroker broker;
  PlayedBoard board;
  Buffer in = Buffer(128), control = Buffer(256), scratch = Buffer(128), queue = Buffer(2000);
  Buffer received = Buffer(64), unsent = Buffer(64);
  std::uint16_t ids[2];
  mqtt::RamStore store{queue, ids};
  Thing thing{board, "lamp", {seconds(10), 40}};
  device::Connection connection{{broker}, {received, unsent, {in, control, scratch}}, store, thing};
  device::Settings settings;
  Instant now{seconds(100)};
};

TEST_F(ThingTest, IntroducesItselfAndLeavesAWill) {
  poll();
  EXPECT_TRUE(sent("lamp"));
  EXPECT_TRUE(sent("devices/lamp/status"));
  EXPECT_TRUE(sent(R"({"online":false})"));
  EXPECT_EQ(settings.session.keepAliveSeconds, 40);
  EXPECT_EQ(thing.nextPoll(), Instant::max());  // nothing to report before there was a connection
}

TEST_F(ThingTest, SaysThatItIsThereAndReportsAtItsInterval) {
  connect();
  EXPECT_TRUE(sent("devices/lamp/command"));
  EXPECT_TRUE(sent(R"({"online":true})"));
  EXPECT_TRUE(sent(R"({"sequence":1,"uptime":100.0,"led":false,"connections":1,"dropped":0})"));
  EXPECT_EQ(thing.nextPoll(), now + seconds(10));
  forget();
  now += seconds(9);
  poll();
  EXPECT_FALSE(sent("sequence"));
  now += std::chrono::milliseconds(1'399);
  poll();
  EXPECT_TRUE(sent(R"({"sequence":2,"uptime":110.3,)"));
}

TEST_F(ThingTest, ObeysAndTellsAtOnce) {
  connect();
  forget();
  command(R"({"led": true})");
  EXPECT_TRUE(board.led && thing.ledOn());
  EXPECT_TRUE(sent(R"("sequence":2,"uptime":100.0,"led":true)"));
  command(R"({"led": false})");
  EXPECT_FALSE(board.led || thing.ledOn());
}

TEST_F(ThingTest, WhatIsNoCommandChangesNothing) {
  connect();
  command(R"({"led": true})");
  const std::string tooLong = R"({"led": false, "a": ")" + std::string(kMaxCommand, 'x') + "\"}";
  const std::pair<std::string, std::string> cases[] = {
      {"off", "no JSON object"},
      {R"({"led": 0})", "neither true nor false"},
      {R"({"led": false, "fan": true})", "an LED and nothing else"},
      {"{}", "empty"},
      {"", "no JSON object"},
      {tooLong, "longer than 128 bytes"},
      {R"({"led": false})" + std::string(kMaxCommand, ' '), "longer than 128 bytes"},
      {R"({"led": false})" + std::string(1000, ' '), "longer than 128 bytes"},
  };
  for (const auto& [wrong, why] : cases) {
    forget();
    command(wrong);
    EXPECT_NE(board.log.find("not understood"), std::string::npos) << wrong;
    EXPECT_NE(board.warnings.find(why), std::string::npos) << board.warnings;
    EXPECT_NE(board.warnings.find(R"({"led": true})"), std::string::npos) << board.warnings;
    EXPECT_TRUE(board.led) << wrong;
    EXPECT_FALSE(sent("sequence")) << wrong;
  }
}

TEST_F(ThingTest, AButtonCountsWhenItIsSeenTwice) {
  connect();
  for (const bool bounce : {true, false, true, false}) thing.setButton(bounce);
  poll();
  EXPECT_FALSE(sent("pressed"));
  for (int i = 0; i < 3; ++i) thing.setButton(true);
  poll();
  EXPECT_TRUE(sent(R"(devices/lamp/button)"));
  EXPECT_TRUE(sent(R"({"pressed":true})"));
  forget();
  for (int i = 0; i < 3; ++i) thing.setButton(true);
  poll();
  EXPECT_FALSE(sent("pressed"));
  for (int i = 0; i < 2; ++i) thing.setButton(false);
  poll();
  EXPECT_TRUE(sent(R"({"pressed":false})"));
}

TEST_F(ThingTest, TellsWhyItIsNotConnected) {
  poll();
  feed({0x20, 3, 0, 0x87, 0});  // CONNACK: not authorized
  EXPECT_NE(board.log.find("The broker refused: not authorized."), std::string::npos) << board.log;
}

TEST_F(ThingTest, ASubscriptionThatIsRefusedIsTold) {
  connect();
  forget();
  feed({0x90, 4, 0, 2, 0, 0x87});  // the first identifier was that of the status
  EXPECT_NE(board.log.find("does not let this device read its commands"), std::string::npos) << board.log;
  EXPECT_NE(board.warnings.find("not authorized"), std::string::npos) << board.warnings;
}

TEST_F(ThingTest, ASubscriptionThatIsGrantedIsNothingToWarnOf) {
  connect();
  forget();
  feed({0x90, 4, 0, 2, 0, 1});
  EXPECT_EQ(board.warnings, "");
}

TEST_F(ThingTest, AMessageThatIsRejectedIsTold) {
  connect();
  feed({0x40, 2, 0, 1});  // the status was accepted
  EXPECT_EQ(board.warnings, "");
  feed({0x40, 3, 0, static_cast<std::uint8_t>(board.lastReportId), 0x87});
  EXPECT_NE(board.warnings.find("does not take a message of this device: not authorized."), std::string::npos)
      << board.warnings;
}

TEST_F(ThingTest, TellsItsBoardOfEachReport) {
  connect();
  EXPECT_EQ(board.lastReport, 1U);
  EXPECT_EQ(thing.sequence(), 1U);
  const std::uint16_t first = board.lastReportId;
  EXPECT_NE(first, 0);
  command(R"({"led": true})");
  EXPECT_EQ(board.lastReport, 2U);
  EXPECT_NE(board.lastReportId, first);
}

TEST_F(ThingTest, AReportThatTheQueueCanNeverHoldIsCounted) {
  mqtt::RamStore tiny{MutableBytes(queue).first(60), ids};
  device::Connection small{{broker}, {received, unsent, {in, control, scratch}}, tiny, thing};
  thing.use(small);
  ASSERT_EQ(small.start(settings), Status::ok);
  small.poll(now);
  broker.incoming = {0x20, 3, 0, 0, 0};
  small.poll(now);
  thing.poll(now);
  EXPECT_EQ(board.lastReport, 1U);
  EXPECT_EQ(board.lastReportId, 0);
}

TEST_F(ThingTest, LeavesInOrder) {
  connect();
  forget();
  thing.leave();
  poll();
  EXPECT_TRUE(sent("devices/lamp/status"));
  EXPECT_TRUE(sent(R"({"online":false})"));
}

TEST_F(ThingTest, ItsSessionIsTheBrokersToKeep) {
  EXPECT_FALSE(settings.session.cleanStart);
  ASSERT_EQ(settings.session.properties.size(), 1U);
  EXPECT_EQ(settings.session.properties[0].number, 3600U);
  Thing brief(board, "lamp", {seconds(10), 40, 7});
  brief.describeTo(settings);
  EXPECT_EQ(settings.session.properties[0].number, 7U);
  device::Settings old;
  old.session.version = mqtt::Version::v311;
  brief.describeTo(old);
  EXPECT_EQ(old.session.properties.size(), 0U);
  EXPECT_FALSE(old.session.cleanStart);
}

TEST_F(ThingTest, AddsItsBoardsFactsToEachMessage) {
  FixedFacts facts;
  Thing knowing(board, "lamp", {seconds(10), 40, 3600, &facts});
  device::Connection another{{broker}, {received, unsent, {in, control, scratch}}, store, knowing};
  knowing.use(another);
  knowing.describeTo(settings);
  ASSERT_EQ(another.start(settings), Status::ok);
  another.poll(now);
  broker.incoming = {0x20, 3, 0, 0, 0};
  another.poll(now);
  knowing.poll(now);
  another.poll(now);
  EXPECT_TRUE(sent(R"({"online":true,"chip":"01"})"));
  EXPECT_TRUE(sent(R"("dropped":0,"chip":"01"})"));
}

TEST(ThingDeathTest, ANameThatIsTooLongIsAProgrammersError) {
  PlayedBoard board;
  const std::string longest(Thing::kMaxName, 'n');
  Thing fits(board, longest.c_str());
  EXPECT_DEATH(Thing(board, (longest + "n").c_str()), "");
}

}  // namespace
}  // namespace signet::thing
