#include "signet/mqtt/client.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace signet::mqtt {
namespace {

using Buffer = std::vector<std::uint8_t>;

/// Writes down what it is told.
struct Diary final : Listener {
  void onConnected(const Connack& c) override { note(c.sessionPresent ? "connected again" : "connected"); }
  void onDisconnected(Status s, ReasonCode r) override {
    note(std::string(statusName(s)) + ": " + reasonName(r));
  }
  void onMessage(const IncomingMessage& m) override { text = std::string(m.topic) + "="; }
  void onPayload(Bytes b) override { text.append(b.begin(), b.end()); }
  void onMessageEnd() override { note(text); }
  void onPublished(std::uint16_t id, ReasonCode r) override {
    note("published " + std::to_string(id) + " " + reasonName(r));
  }
  void onDropped(Status s) override { note(std::string("dropped: ") + statusName(s)); }
  void onSubscribed(std::uint16_t id, Bytes r) override {
    note("subscribed " + std::to_string(id) + " " + std::to_string(r[0]));
  }
  void onUnsubscribed(std::uint16_t id, Bytes) override { note("unsubscribed " + std::to_string(id)); }

  void note(const std::string& line) { lines.push_back(line); }
  std::vector<std::string> take() { return std::exchange(lines, {}); }
  std::vector<std::string> lines;
  std::string text;
};

using Lines = std::vector<std::string>;

class ClientTest : public ::testing::Test {
 protected:
  void connect(Version version = Version::v311, Buffer connack = {0x20, 2, 0, 0}, bool clean = true) {
    ASSERT_EQ(client.connect(
                  {.version = version, .clientId = "c", .cleanStart = clean, .keepAliveSeconds = 10}, now),
              Status::ok);
    (void)pull();
    (void)feed(connack);
    ASSERT_EQ(client.state(), Client::State::connected);
  }
  Buffer pull(std::size_t most = 4096) {
    Buffer out(most);
    out.resize(client.pull(out, now));
    return out;
  }
  Status feed(const Buffer& bytes) {
    const auto taken = client.receive(bytes, now);
    if (!taken.ok()) return taken.status();
    EXPECT_EQ(*taken, bytes.size());
    return Status::ok;
  }
  Message message(std::string_view payload, Qos qos) { return {"t", bytesOf(payload), qos, false, {}}; }

  Buffer in = Buffer(64), control = Buffer(128), scratch = Buffer(128), memory = Buffer(200);
  std::uint16_t received[2];
  RamStore store{memory, received};
  Diary diary;
  Client client{{in, control, scratch}, store, diary};
  Instant now{};
};

TEST_F(ClientTest, ConnectsAndIsRefused) {
  connect();
  EXPECT_EQ(diary.take(), Lines{"connected"});
  ASSERT_EQ(client.connect({.version = Version::v311, .clientId = "c"}, now), Status::ok);
  EXPECT_EQ(feed({0x20, 2, 0, 5}), Status::refusedByBroker);
  EXPECT_EQ(diary.take(), Lines{"refusedByBroker: not authorized"});
  EXPECT_EQ(client.state(), Client::State::failed);
}

TEST_F(ClientTest, PublishesInEachQos) {
  connect();
  std::uint16_t id1 = 0, id2 = 0;
  ASSERT_EQ(client.publish(message("a", Qos::atMostOnce)), Status::ok);
  ASSERT_EQ(client.publish(message("b", Qos::atLeastOnce), &id1), Status::ok);
  ASSERT_EQ(client.publish(message("c", Qos::exactlyOnce), &id2), Status::ok);
  EXPECT_EQ(pull(),
            (Buffer{0x30, 4, 0, 1, 't', 'a', 0x32, 6, 0, 1, 't', 0, 1, 'b', 0x34, 6, 0, 1, 't', 0, 2, 'c'}));
  EXPECT_EQ(feed({0x40, 2, 0, 1, 0x50, 2, 0, 2}), Status::ok);
  EXPECT_EQ(pull(), (Buffer{0x62, 2, 0, 2}));
  EXPECT_FALSE(client.idle());
  EXPECT_EQ(feed({0x70, 2, 0, 2}), Status::ok);
  diary.lines.erase(diary.lines.begin());
  EXPECT_EQ(diary.take(), (Lines{"published 1 success", "published 2 success"}));
  EXPECT_TRUE(client.idle());
}

TEST_F(ClientTest, SendsTheSameBytesInPiecesOfAnySize) {
  connect();
  const Buffer whole = {0x32, 14, 0, 1, 't', 0, 1, 'p', 'a', 'y', 'l', 'o', 'a', 'd', '!', '!'};
  for (std::size_t size = 1; size < 8; ++size) {
    ASSERT_EQ(client.publish(message("payload!!", Qos::atLeastOnce)), Status::ok);
    Buffer out;
    for (Buffer piece; !(piece = pull(size)).empty();) out.insert(out.end(), piece.begin(), piece.end());
    EXPECT_EQ(out.size(), whole.size());
    EXPECT_EQ(Buffer(out.begin() + 7, out.end()), Buffer(whole.begin() + 7, whole.end()));
    EXPECT_EQ(feed({0x40, 2, out[5], out[6]}), Status::ok);
  }
}

TEST_F(ClientTest, ReceivesInPiecesOfAnySizeAndAcknowledges) {
  connect();
  diary.take();
  const Buffer packets = {0x30, 5, 0,   1,    'x', 'h', 'i', 0x32, 6, 0, 1,  'y',
                          0,    7, '1', 0x34, 6,   0,   1,   'z',  0, 8, '2'};
  for (std::size_t size = 1; size <= packets.size(); ++size) {
    for (std::size_t at = 0; at < packets.size(); at += size) {
      const std::size_t end = std::min(at + size, packets.size());
      ASSERT_EQ(
          feed(Buffer(packets.begin() + static_cast<long>(at), packets.begin() + static_cast<long>(end))),
          Status::ok);
    }
    EXPECT_EQ(diary.take(), (Lines{"x=hi", "y=1", "z=2"}));
    EXPECT_EQ(pull(), (Buffer{0x40, 2, 0, 7, 0x50, 2, 0, 8}));
    ASSERT_EQ(feed({0x62, 2, 0, 8}), Status::ok);
    EXPECT_EQ(pull(), (Buffer{0x70, 2, 0, 8}));
  }
}

TEST_F(ClientTest, DeliversQos2Once) {
  connect();
  diary.take();
  EXPECT_EQ(feed({0x34, 6, 0, 1, 'z', 0, 8, '2', 0x3C, 6, 0, 1, 'z', 0, 8, '2'}), Status::ok);
  EXPECT_EQ(diary.take(), Lines{"z=2"});
  EXPECT_EQ(pull(), (Buffer{0x50, 2, 0, 8, 0x50, 2, 0, 8}));
}

TEST_F(ClientTest, LetsABrokerTakeQos2AsQos1) {
  connect();
  diary.take();
  ASSERT_EQ(client.publish(message("c", Qos::exactlyOnce)), Status::ok);
  (void)pull();
  EXPECT_EQ(feed({0x40, 2, 0, 1}), Status::ok);
  EXPECT_EQ(diary.take(), Lines{"published 1 success"});
  EXPECT_TRUE(client.idle());
  // The other way round, or after PUBREC, it is no answer.
  ASSERT_EQ(client.publish(message("c", Qos::exactlyOnce)), Status::ok);
  (void)pull();
  EXPECT_EQ(feed({0x50, 2, 0, 2}), Status::ok);
  EXPECT_EQ(feed({0x40, 2, 0, 2}), Status::protocolError);
  store.remove(store.next(Store::kNone));
  connect();
  ASSERT_EQ(client.publish(message("b", Qos::atLeastOnce)), Status::ok);
  (void)pull();
  EXPECT_EQ(feed({0x50, 2, 0, 3}), Status::protocolError);
}

TEST_F(ClientTest, SendsAgainAfterALostConnection) {
  connect();
  ASSERT_EQ(client.publish(message("b", Qos::atLeastOnce)), Status::ok);
  ASSERT_EQ(client.publish(message("c", Qos::exactlyOnce)), Status::ok);
  (void)pull();
  EXPECT_EQ(feed({0x50, 2, 0, 2}), Status::ok);
  client.connectionLost();
  connect(Version::v311, {0x20, 2, 1, 0}, false);
  EXPECT_EQ(pull(), (Buffer{0x62, 2, 0, 2, 0x3A, 6, 0, 1, 't', 0, 1, 'b'}));
  client.connectionLost();
  // Without the session: the message again as a new one, the released one is done.
  connect();
  EXPECT_EQ(pull(), (Buffer{0x32, 6, 0, 1, 't', 0, 1, 'b'}));
  EXPECT_EQ(diary.lines.back(), "connected");
}

TEST_F(ClientTest, BackPressure) {
  connect();
  const std::string big(100, 'x');
  ASSERT_EQ(client.publish(message(big, Qos::atLeastOnce)), Status::ok);
  EXPECT_EQ(client.publish(message(big, Qos::atLeastOnce)), Status::queueFull);
  EXPECT_EQ(client.publish(message(std::string(300, 'x'), Qos::atMostOnce)), Status::packetTooLarge);

  Client dropsNew({in, control, scratch}, store, diary, {.whenFull = WhenFull::dropNewest});
  diary.take();
  EXPECT_EQ(dropsNew.publish(message(big, Qos::atMostOnce)), Status::ok);
  EXPECT_EQ(diary.take(), Lines{"dropped: queueFull"});
  Client dropsOld({in, control, scratch}, store, diary, {.whenFull = WhenFull::dropOldest});
  EXPECT_EQ(dropsOld.publish(message(big, Qos::atMostOnce)), Status::ok);
  EXPECT_EQ(diary.take(), Lines{"dropped: queueFull"});
}

TEST_F(ClientTest, HonoursTheBrokersLimits) {
  // Receive Maximum 1, Maximum Packet Size 20.
  connect(Version::v5, {0x20, 11, 0, 0, 8, 0x21, 0, 1, 0x27, 0, 0, 0, 20});
  diary.take();
  ASSERT_EQ(client.publish(message("0123456789", Qos::atMostOnce)), Status::ok);
  ASSERT_EQ(client.publish(message("0123456789abcdef", Qos::atMostOnce)), Status::ok);
  ASSERT_EQ(client.publish(message("1", Qos::atLeastOnce)), Status::ok);
  ASSERT_EQ(client.publish(message("2", Qos::atLeastOnce)), Status::ok);
  EXPECT_EQ(pull().size(), 16U + 9U);
  EXPECT_EQ(diary.take(), Lines{"dropped: packetTooLarge"});
  EXPECT_EQ(pull().size(), 0U);
  EXPECT_EQ(feed({0x40, 2, 0, 1}), Status::ok);
  EXPECT_EQ(pull().size(), 9U);
}

TEST_F(ClientTest, KeepsAliveAndNoticesSilence) {
  connect();
  now += std::chrono::seconds(9);
  EXPECT_EQ(client.tick(now), Status::ok);
  EXPECT_TRUE(pull().empty());
  now += std::chrono::seconds(1);
  EXPECT_EQ(client.tick(now), Status::ok);
  EXPECT_EQ(pull(), (Buffer{0xC0, 0}));
  EXPECT_EQ(feed({0xD0, 0}), Status::ok);
  now += std::chrono::seconds(10);
  EXPECT_EQ(client.tick(now), Status::ok);
  EXPECT_EQ(client.nextTick(), now + std::chrono::seconds(10));
  now += std::chrono::seconds(10);
  EXPECT_EQ(client.tick(now), Status::timeout);
  EXPECT_EQ(diary.lines.back(), "timeout: keep alive timeout");
}

TEST_F(ClientTest, SubscribesAndUnsubscribes) {
  connect();
  diary.take();
  const Subscription subscription[] = {{.filter = "a/#", .qos = Qos::atLeastOnce}};
  const std::string_view filter[] = {"a/#"};
  ASSERT_EQ(client.subscribe(subscription), Status::ok);
  ASSERT_EQ(client.unsubscribe(filter), Status::ok);
  EXPECT_EQ(pull().size(), 10U + 9U);
  EXPECT_EQ(feed({0x90, 3, 0, 1, 1, 0xB0, 2, 0, 2}), Status::ok);
  EXPECT_EQ(diary.take(), (Lines{"subscribed 1 1", "unsubscribed 2"}));
}

struct Counting final : PayloadSource {
  Status doRead(std::uint32_t offset, MutableBytes out) override {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(offset + i);
    return Status::ok;
  }
};

TEST_F(ClientTest, StreamsAPayloadLargerThanAllItsMemory) {
  connect();
  Counting source;
  const Property properties[] = {Property::integer(PropertyId::payloadFormatIndicator, 0)};
  ASSERT_EQ(client.publishFrom({"t", {}, Qos::atMostOnce, false, properties}, 100'000, source), Status::ok);
  EXPECT_EQ(client.publishFrom({"t", {}, Qos::atMostOnce, false, {}}, 1, source), Status::queueFull);
  Buffer out;
  for (Buffer piece; !(piece = pull(1000)).empty();) out.insert(out.end(), piece.begin(), piece.end());
  ASSERT_EQ(out.size(), 4U + 3U + 100'000U);
  EXPECT_EQ(out.back(), static_cast<std::uint8_t>(99'999));
  EXPECT_TRUE(client.idle());
}

TEST_F(ClientTest, EveryBreachOfTheProtocolEndsTheSession) {
  const Buffer bad[] = {{0x10, 0},                          // a server does not send CONNECT
                        {0x20, 2, 0, 0},                    // CONNACK twice
                        {0x41, 2, 0, 1},                    // flags
                        {0x36, 5, 0, 1, 'a', 0, 1},         // QoS 3
                        {0x30, 1, 0},                       // PUBLISH without topic
                        {0x30, 3, 0, 9, 'a'},               // topic longer than the packet
                        {0x30, 0xFF, 0xFF, 0xFF, 0xFF, 1},  // length of five bytes
                        {0x40, 2, 0, 0},                    // identifier 0
                        {0x40, 3, 0, 1, 0},                 // too long for 3.1.1
                        {0x62, 1, 0},                       // too short
                        {0x90, 3, 0, 1, 3},                 // SUBACK code 3
                        {0x90, 0xFF, 0x7F},                 // larger than the buffer
                        {0xD0, 1, 0},
                        {0xE0, 0},  // DISCONNECT is of version 5
                        {0xF0, 0}};
  for (const Buffer& packet : bad) {
    connect();
    EXPECT_EQ(feed(packet), Status::protocolError) << static_cast<int>(packet[0]);
    EXPECT_EQ(client.state(), Client::State::failed);
    EXPECT_EQ(client.publish(message("still", Qos::atMostOnce)), Status::ok);  // waits for the next session
    client.connectionLost();
    store.remove(store.next(Store::kNone));
  }
}

TEST_F(ClientTest, HearsTheBrokersGoodbye) {
  connect(Version::v5, {0x20, 3, 0, 0, 0});
  EXPECT_EQ(feed({0xE0, 1, 0x8E}), Status::closed);
  EXPECT_EQ(diary.lines.back(), "closed: session taken over");
}

}  // namespace
}  // namespace signet::mqtt
