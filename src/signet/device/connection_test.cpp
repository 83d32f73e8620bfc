// A connection in clear over a transport that a test plays, in virtual time. With TLS, chip and
// real brokers: tests/device.
#include "signet/device/connection.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

namespace signet::device {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Buffer = std::vector<std::uint8_t>;
using Lines = std::vector<std::string>;

/// Opens, reads and writes as the test has laid down.
class PlayedTransport final : public net::Transport {
 public:
  Status opening = Status::ok;         ///< what pollOpen() says
  Status ending = Status::wouldBlock;  ///< what read() says when nothing is left
  Status breaking = Status::ok;        ///< what write() says instead of working
  Buffer incoming, outgoing;
  std::size_t room = 100'000;  ///< how much write() still accepts
  unsigned opened = 0;

  Buffer take() { return std::exchange(outgoing, {}); }

 private:
  Status doOpen(const char*, std::uint16_t, Instant) override {
    ++opened;
    incoming.clear();
    outgoing.clear();
    ending = Status::wouldBlock;
    breaking = Status::ok;
    return Status::ok;
  }
  Status doPollOpen(Instant) override { return opening; }
  Result<std::size_t> doRead(MutableBytes buffer) override {
    if (incoming.empty()) return ending;
    const std::size_t count = std::min(buffer.size(), incoming.size());
    std::copy_n(incoming.begin(), count, buffer.data());
    incoming.erase(incoming.begin(), incoming.begin() + static_cast<long>(count));
    return count;
  }
  Result<std::size_t> doWrite(Bytes bytes) override {
    if (breaking != Status::ok) return breaking;
    const std::size_t count = std::min(room, bytes.size());
    if (count == 0) return Status::wouldBlock;
    outgoing.insert(outgoing.end(), bytes.begin(), bytes.begin() + count);
    room -= count;
    return count;
  }
  void doClose() override {}
};

struct Diary final : Events {
  void onPhase(Phase phase) override {
    note(phaseName(phase));
    if (stopAt == phase) connection->stop(Instant());
  }
  void onConnected(const Agreed& a) override { note(a.connack.sessionPresent ? "again" : "anew"); }
  void onDisconnected(const Disconnection& d) override {
    std::uint8_t sentence[320];
    note(describe(d, sentence));
    failures = d.failures;
  }
  void onSubscription(const mqtt::Subscription& s, mqtt::ReasonCode r) override {
    note(std::string(s.filter) + ": " + mqtt::reasonName(r));
  }
  void onReady() override { note("ready"); }
  void onMessage(const mqtt::IncomingMessage& m) override { text = std::string(m.topic) + "="; }
  void onPayload(Bytes b) override { text.append(b.begin(), b.end()); }
  void onMessageEnd() override { note(text); }
  void onPublished(std::uint16_t, mqtt::ReasonCode) override { note("published"); }

  void note(const std::string& line) { lines.push_back(line); }
  Lines take() { return std::exchange(lines, {}); }
  Connection* connection = nullptr;
  Phase stopAt = Phase::stopped;
  Lines lines;
  std::string text;
  unsigned failures = 0;
};

const Buffer kConnack = {0x20, 2, 0, 0};
const Buffer kConnackAgain = {0x20, 2, 1, 0};

class ConnectionTest : public ::testing::Test {
 protected:
  ConnectionTest() { diary.connection = &connection; }

  void start(bool cleanStart = true, Span<const mqtt::Subscription> subscriptions = {}) {
    Settings settings;
    settings.host = "broker";
    settings.session = {
        .version = mqtt::Version::v311, .clientId = "c", .cleanStart = cleanStart, .keepAliveSeconds = 10};
    settings.subscriptions = subscriptions;
    ASSERT_EQ(connection.start(settings), Status::ok);
  }
  void poll() { connection.poll(now); }
  void feed(const Buffer& bytes) {
    transport.incoming.insert(transport.incoming.end(), bytes.begin(), bytes.end());
    poll();
  }
  void connect(const Buffer& connack = kConnack) {
    poll();
    feed(connack);
    ASSERT_EQ(connection.phase(), Phase::connected);
  }
  /// Until the next try has begun.
  void waitOut() {
    ASSERT_EQ(connection.phase(), Phase::waiting);
    now = std::max(now, connection.retryAt());
    poll();
  }

  PlayedTransport transport;
  Diary diary;
  Buffer in = Buffer(64), control = Buffer(64), scratch = Buffer(64), queue = Buffer(300);
  Buffer received = Buffer(16), unsent = Buffer(16);
  std::uint16_t ids[2];
  mqtt::RamStore store{queue, ids};
  Connection connection{{transport}, {received, unsent, {in, control, scratch}}, store, diary};
  Instant now{seconds(100)};
};

TEST_F(ConnectionTest, GoesThroughItsPhases) {
  start();
  transport.opening = Status::wouldBlock;
  poll();
  EXPECT_TRUE(connection.wantsWrite());
  EXPECT_EQ(diary.take(), (Lines{"waiting", "opening"}));
  transport.opening = Status::ok;
  connect();
  EXPECT_EQ(diary.take(), (Lines{"joining", "connected", "anew", "ready"}));
  EXPECT_FALSE(connection.wantsWrite());
  EXPECT_EQ(connection.nextPoll(), now + seconds(10));
  transport.take();
  connection.stop(now);
  poll();
  EXPECT_EQ(transport.take(), (Buffer{0xE0, 0}));
  EXPECT_EQ(diary.take(), (Lines{"leaving", "stopped"}));
  EXPECT_EQ(connection.nextPoll(), Instant::max());
}

TEST_F(ConnectionTest, RefusesSettingsThatCanNeverWork) {
  Settings settings;
  settings.session.clientId = "c";
  EXPECT_EQ(connection.start(settings), Status::invalidArgument);  // no host
  settings.host = "broker";
  const std::string longName(100, 'n');
  settings.session.clientId = longName;
  EXPECT_EQ(connection.start(settings), Status::bufferTooSmall);
  settings.session.clientId = "c";
  const mqtt::Subscription wrong[] = {{.filter = "a/#/b"}};
  settings.subscriptions = wrong;
  EXPECT_EQ(connection.start(settings), Status::invalidArgument);
  const mqtt::Subscription large[] = {{.filter = longName}};
  settings.subscriptions = large;
  EXPECT_EQ(connection.start(settings), Status::bufferTooSmall);
  EXPECT_TRUE(diary.lines.empty());
}

TEST_F(ConnectionTest, SaysWhyItCouldNotOpenAndTriesAgain) {
  const std::pair<Status, const char*> causes[] = {
      {Status::nameNotFound, "The broker's name was not found: check the name, and the name server."},
      {Status::connectionRefused, "The broker's host refused: no server listens at that port."},
      {Status::unreachable, "There is no way to the broker: check the network."},
      {Status::timeout, "The broker's machine does not answer."}};
  start();
  for (const auto& [status, sentence] : causes) {
    diary.take();
    transport.opening = status;
    now += std::chrono::minutes(3);  // longer than any wait
    poll();
    EXPECT_EQ(diary.take(), (Lines{"opening", sentence, "waiting"}));
    EXPECT_GE(connection.nextPoll(), now);
  }
  EXPECT_EQ(transport.opened, 4U);
}

TEST_F(ConnectionTest, EachPhaseEndsByItself) {
  start();
  transport.opening = Status::wouldBlock;
  poll();
  now += seconds(30);
  poll();
  EXPECT_EQ(diary.lines[2], "The broker's machine does not answer.");
  transport.opening = Status::ok;
  waitOut();
  EXPECT_EQ(connection.phase(), Phase::joining);
  EXPECT_EQ(connection.nextPoll(), now + seconds(20));
  diary.take();
  now += seconds(20);
  poll();
  EXPECT_EQ(diary.take(), (Lines{"The broker did not answer CONNECT.", "waiting"}));
  waitOut();
  feed(kConnack);
  diary.take();
  now = connection.nextPoll();  // PINGREQ
  poll();
  now = connection.nextPoll();  // and no answer
  poll();
  EXPECT_EQ(diary.take(), (Lines{"The broker has fallen silent.", "waiting"}));
}

TEST_F(ConnectionTest, TellsTheBrokersRefusalAndGoodbye) {
  start();
  poll();
  diary.take();
  feed({0x20, 2, 0, 5});
  EXPECT_EQ(diary.take(), (Lines{"The broker refused: not authorized.", "waiting"}));
  waitOut();
  feed(kConnack);
  diary.take();
  transport.ending = Status::closed;
  poll();
  EXPECT_EQ(diary.take(), (Lines{"The broker closed the connection without a word.", "waiting"}));
  waitOut();
  feed(kConnack);
  diary.take();
  transport.ending = Status::connectionReset;
  poll();
  EXPECT_EQ(diary.take(), (Lines{"The connection broke.", "waiting"}));
  waitOut();
  diary.take();
  feed({0x10, 0});
  EXPECT_EQ(diary.take(), (Lines{"The broker does what MQTT does not allow: protocol error.", "waiting"}));
}

TEST_F(ConnectionTest, SaysWhatHangingUpOnConnectMayMean) {
  start();
  poll();
  diary.take();
  transport.ending = Status::closed;
  poll();
  EXPECT_EQ(
      diary.take()[0],
      "The broker hung up instead of answering CONNECT: it may not speak this version of MQTT, or not let "
      "this client in.");
}

TEST_F(ConnectionTest, HearsARefusalThatCameBeforeTheEnd) {
  start();
  poll();
  diary.take();
  transport.ending = Status::connectionReset;
  feed({0x20, 2, 0, 5});
  EXPECT_EQ(diary.take()[0], "The broker refused: not authorized.");
}

TEST_F(ConnectionTest, HearsAllMessagesThatCameBeforeWritingFailed) {
  start();
  connect();
  diary.take();
  transport.breaking = transport.ending = Status::connectionReset;
  Buffer messages;  // more than there is room for acknowledgements
  for (std::uint8_t id = 1; id <= 100; ++id)
    messages.insert(messages.end(), {0x32, 6, 0, 1, 'x', 0, id, 'y'});
  feed(messages);
  const Lines lines = diary.take();
  ASSERT_EQ(lines.size(), 102U);
  EXPECT_EQ(lines[99], "x=y");
  EXPECT_EQ(lines[100], "The connection broke.");
}

TEST_F(ConnectionTest, LosesNoQueuedMessageToAConnectionThatIsGone) {
  start();
  connect();
  transport.take();
  transport.ending = Status::closed;
  ASSERT_EQ(connection.publish({"t", mqtt::bytesOf("kept"), mqtt::Qos::atMostOnce, false, {}}), Status::ok);
  poll();
  EXPECT_TRUE(transport.take().empty());
  waitOut();
  transport.take();
  feed(kConnack);
  EXPECT_EQ(transport.take(), (Buffer{0x30, 7, 0, 1, 't', 'k', 'e', 'p', 't'}));
}

TEST_F(ConnectionTest, WantsToBePolledAtOnceAfterPublish) {
  start();
  connect();
  EXPECT_GT(connection.nextPoll(), now);
  ASSERT_EQ(connection.publish({"t", mqtt::bytesOf("x"), mqtt::Qos::atMostOnce, false, {}}), Status::ok);
  EXPECT_EQ(connection.nextPoll(), now);
  poll();
  EXPECT_GT(connection.nextPoll(), now);
}

TEST_F(ConnectionTest, BackOffGrowsUntilAConnectionHasStood) {
  start();
  transport.opening = Status::connectionRefused;
  poll();
  for (unsigned i = 2; i < 6; ++i) {
    waitOut();
    EXPECT_EQ(diary.failures, i);
  }
  // Taken in and thrown out at once: that is no success yet.
  transport.opening = Status::ok;
  waitOut();
  feed(kConnack);
  transport.ending = Status::closed;
  poll();
  EXPECT_EQ(diary.failures, 6U);
  waitOut();
  feed(kConnack);
  now += seconds(29);
  transport.ending = Status::closed;
  poll();
  EXPECT_EQ(diary.failures, 7U);
  waitOut();
  feed(kConnack);
  now += seconds(30);
  transport.ending = Status::closed;
  poll();
  EXPECT_EQ(diary.failures, 1U);
}

TEST_F(ConnectionTest, SubscribesOneByOneAndAgainWhenTheSessionIsGone) {
  const mqtt::Subscription subscriptions[] = {{.filter = "a"},
                                              {.filter = "b", .qos = mqtt::Qos::atLeastOnce}};
  start(false, subscriptions);
  connect();
  diary.take();
  transport.take();
  feed({0x90, 3, 0, 1, 0});
  EXPECT_EQ(transport.take(), (Buffer{0x82, 6, 0, 2, 0, 1, 'b', 1}));
  EXPECT_EQ(diary.take(), Lines{"a: success"});
  feed({0x90, 3, 0, 2, 0x80});
  EXPECT_EQ(diary.take(), (Lines{"b: unspecified error", "ready"}));

  transport.ending = Status::closed;
  poll();
  waitOut();
  diary.take();
  connect(kConnackAgain);
  EXPECT_EQ(diary.take(), (Lines{"connected", "again", "ready"}));

  transport.ending = Status::closed;
  poll();
  waitOut();
  transport.take();
  connect();
  EXPECT_EQ(transport.take(), (Buffer{0x82, 6, 0, 3, 0, 1, 'a', 0}));
}

TEST_F(ConnectionTest, FirstConnectSubscribesEvenIfTheBrokerHasASession) {
  const mqtt::Subscription subscriptions[] = {{.filter = "a"}};
  start(false, subscriptions);
  poll();
  transport.take();
  feed(kConnackAgain);
  EXPECT_EQ(transport.take(), (Buffer{0x82, 6, 0, 1, 0, 1, 'a', 0}));
}

TEST_F(ConnectionTest, FlushesWhatWasPublishedWhileAway) {
  start();
  ASSERT_EQ(connection.publish({"t", mqtt::bytesOf("early"), mqtt::Qos::atLeastOnce, false, {}}), Status::ok);
  poll();
  transport.take();
  feed(kConnack);
  EXPECT_EQ(transport.take(), (Buffer{0x32, 10, 0, 1, 't', 0, 1, 'e', 'a', 'r', 'l', 'y'}));
  transport.ending = Status::connectionReset;
  poll();
  EXPECT_FALSE(connection.idle());
  waitOut();
  transport.take();
  feed(kConnack);
  EXPECT_EQ(transport.take(), (Buffer{0x32, 10, 0, 1, 't', 0, 1, 'e', 'a', 'r', 'l', 'y'}));
  feed({0x40, 2, 0, 1});
  EXPECT_TRUE(connection.idle());
  EXPECT_EQ(diary.lines.back(), "published");
}

TEST_F(ConnectionTest, WaitsForRoomAndGoesOn) {
  start();
  connect();
  transport.take();
  transport.room = 3;
  ASSERT_EQ(connection.publish({"t", mqtt::bytesOf("hello"), mqtt::Qos::atMostOnce, false, {}}), Status::ok);
  poll();
  EXPECT_EQ(transport.outgoing.size(), 3U);
  EXPECT_TRUE(connection.wantsWrite());
  EXPECT_FALSE(connection.idle());
  transport.room = 100;
  poll();
  EXPECT_EQ(transport.take(), (Buffer{0x30, 8, 0, 1, 't', 'h', 'e', 'l', 'l', 'o'}));
  EXPECT_FALSE(connection.wantsWrite());
  EXPECT_TRUE(connection.idle());
}

TEST_F(ConnectionTest, AFloodLeavesTheApplicationItsTime) {
  start();
  connect();
  diary.take();
  Buffer flood;
  for (int i = 0; i < 1000; ++i) flood.insert(flood.end(), {0x30, 4, 0, 1, 'x', 'y'});
  feed(flood);
  EXPECT_FALSE(transport.incoming.empty());
  EXPECT_EQ(connection.nextPoll(), now);
  while (connection.nextPoll() == now) poll();
  EXPECT_EQ(diary.take().size(), 1000U);
}

TEST_F(ConnectionTest, StopsFromWithinAnyEvent) {
  for (const Phase phase : {Phase::opening, Phase::joining, Phase::connected}) {
    diary.stopAt = phase;
    start();
    connection.poll(now);
    transport.incoming = kConnack;
    for (int i = 0; i < 3; ++i) poll();
    EXPECT_EQ(connection.phase(), Phase::stopped) << phaseName(phase);
    EXPECT_EQ(diary.take().back(), "stopped");
  }
  diary.stopAt = Phase::waiting;
  start();
  EXPECT_EQ(connection.phase(), Phase::stopped);
}

TEST_F(ConnectionTest, LeavingEndsEvenIfNothingCanBeSent) {
  start();
  connect();
  transport.room = 0;
  connection.stop(now);
  poll();
  EXPECT_EQ(connection.phase(), Phase::leaving);
  EXPECT_EQ(connection.nextPoll(), now + seconds(5));
  now += seconds(5);
  poll();
  EXPECT_EQ(connection.phase(), Phase::stopped);
}

}  // namespace
}  // namespace signet::device
