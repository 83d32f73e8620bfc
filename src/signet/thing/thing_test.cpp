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

struct PlayedBoard final : ThingBoard {
  bool led = false;
  std::string log;

 private:
  void doSetLed(bool on) override { led = on; }
  void doLog(const char* sentence) override { log += std::string(sentence) + "\n"; }
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
  EXPECT_TRUE(sent(R"({"sequence":1,"uptime":100,"led":false,"connections":1,"dropped":0})"));
  EXPECT_EQ(thing.nextPoll(), now + seconds(10));
  forget();
  now += seconds(9);
  poll();
  EXPECT_FALSE(sent("sequence"));
  now += seconds(1);
  poll();
  EXPECT_TRUE(sent(R"({"sequence":2,"uptime":110,)"));
}

TEST_F(ThingTest, ObeysAndTellsAtOnce) {
  connect();
  forget();
  command(R"({"led": true})");
  EXPECT_TRUE(board.led && thing.ledOn());
  EXPECT_TRUE(sent(R"("sequence":2,"uptime":100,"led":true)"));
  command(R"({"led": false})");
  EXPECT_FALSE(board.led || thing.ledOn());
}

TEST_F(ThingTest, WhatIsNoCommandChangesNothing) {
  connect();
  command(R"({"led": true})");
  const std::string tooLong = R"({"led": false, "a": ")" + std::string(Thing::kMaxCommand, 'x') + "\"}";
  for (const std::string& wrong :
       {std::string("off"), std::string(R"({"led": 0})"), std::string(), tooLong}) {
    forget();
    command(wrong);
    EXPECT_NE(board.log.find("not understood"), std::string::npos) << wrong;
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
}

TEST(ThingDeathTest, ANameThatIsTooLongIsAProgrammersError) {
  PlayedBoard board;
  const std::string longest(Thing::kMaxName, 'n');
  Thing fits(board, longest.c_str());
  EXPECT_DEATH(Thing(board, (longest + "n").c_str()), "");
}

}  // namespace
}  // namespace signet::thing
