#include "signet/time/sntp_client.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace signet::time {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::int64_t kToday = 1'795'318'845;
constexpr std::int64_t kNtpToPosix = 2'208'988'800;

/// An honest server's answer at this POSIX time.
SntpPacket answerTo(const SntpPacket& request, std::int64_t posix) {
  SntpPacket packet{};
  packet[0] = 0x24;
  packet[1] = 1;
  const auto ntp = static_cast<std::uint32_t>(posix + kNtpToPosix);
  for (std::size_t i = 0; i < 8; ++i) packet[24 + i] = request[40 + i];
  for (std::size_t i = 0; i < 4; ++i) packet[40 + i] = static_cast<std::uint8_t>(ntp >> (24 - 8 * i));
  return packet;
}

SntpPacket kiss(const SntpPacket& request, const char* code) {
  SntpPacket packet = answerTo(request, kToday);
  packet[1] = 0;
  for (std::size_t i = 0; i < 4; ++i) packet[12 + i] = static_cast<std::uint8_t>(code[i]);
  return packet;
}

struct SntpClientTest : ::testing::Test {
  SntpPacket ask() { return client.ask(++nonce, now); }
  /// To the next moment at which there is something to do.
  Duration skip() {
    const Duration wait = client.nextPoll() - now;
    if (wait > Duration::zero()) now += wait;
    return wait;
  }

  Instant now{seconds(5)};
  std::uint64_t nonce = 77;
  SntpClient client{{}, 1};
};

TEST_F(SntpClientTest, KnowsTheTimeAfterAnAnswer) {
  EXPECT_TRUE(client.due(now));
  EXPECT_EQ(client.posixTime(now), 0);
  const SntpPacket request = ask();
  EXPECT_TRUE(client.asking());
  EXPECT_FALSE(client.due(now));
  EXPECT_EQ(client.receive(answerTo(request, kToday), now), TimeNews::set);
  EXPECT_EQ(client.posixTime(now), kToday);
  EXPECT_EQ(client.posixTime(now + milliseconds(999)), kToday);
  EXPECT_EQ(client.posixTime(now + hours(30)), kToday + 108'000);
}

TEST_F(SntpClientTest, HalfOfTheRoundTripIsAdded) {
  const SntpPacket request = ask();
  now += milliseconds(1'900);
  EXPECT_EQ(client.receive(answerTo(request, kToday), now), TimeNews::set);
  EXPECT_EQ(client.posixTime(now), kToday);
  EXPECT_EQ(client.posixTime(now + milliseconds(49)), kToday);
  EXPECT_EQ(client.posixTime(now + milliseconds(50)), kToday + 1);
}

TEST_F(SntpClientTest, AsksAgainAfterADayAndKeepsTheTimeMeanwhile) {
  (void)client.receive(answerTo(ask(), kToday), now);
  EXPECT_EQ(skip(), hours(24));
  ASSERT_TRUE(client.due(now));
  (void)ask();
  skip();
  EXPECT_EQ(client.poll(now), TimeNews::noAnswer);
  EXPECT_EQ(client.posixTime(now), kToday + 86'402);
  skip();
  EXPECT_EQ(client.receive(answerTo(ask(), kToday + 100'000), now), TimeNews::set);
  EXPECT_EQ(client.posixTime(now), kToday + 100'000);
}

TEST_F(SntpClientTest, ASilentServerIsAskedEverLessOften) {
  Duration longest{};
  unsigned asked = 0;
  for (const Instant end = now + hours(24); now < end; ++asked) {
    ASSERT_TRUE(client.due(now));
    (void)ask();
    EXPECT_EQ(client.poll(now + milliseconds(1'999)), TimeNews::none);
    EXPECT_EQ(skip(), seconds(2));
    EXPECT_EQ(client.poll(now), TimeNews::noAnswer);
    EXPECT_EQ(client.poll(now), TimeNews::none);  // reported once
    longest = std::max(longest, skip());
  }
  EXPECT_GT(longest, minutes(5));
  EXPECT_LE(longest, minutes(15));
  EXPECT_LT(asked, 300U);
  EXPECT_EQ(client.posixTime(now), 0);
}

TEST_F(SntpClientTest, AForgedAnswerDoesNotKeepTheTrueOneAway) {
  const SntpPacket request = ask();
  SntpPacket forged = answerTo(request, kToday + 1'000'000);
  forged[24] ^= 0x80;
  EXPECT_EQ(client.receive(forged, now), TimeNews::foreign);
  EXPECT_EQ(client.posixTime(now), 0);
  EXPECT_EQ(client.receive(answerTo(request, kToday), now), TimeNews::set);
  EXPECT_EQ(client.posixTime(now), kToday);
}

TEST_F(SntpClientTest, AnAnswerCountsOnce) {
  const SntpPacket request = ask();
  (void)client.receive(answerTo(request, kToday), now);
  EXPECT_EQ(client.receive(answerTo(request, kToday + 1'000'000), now), TimeNews::none);
  EXPECT_EQ(client.posixTime(now), kToday);
}

TEST_F(SntpClientTest, ALateAnswerIsNotBelieved) {
  const SntpPacket request = ask();
  now += seconds(2);
  EXPECT_EQ(client.receive(answerTo(request, kToday), now), TimeNews::noAnswer);
  EXPECT_EQ(client.posixTime(now), 0);
}

TEST_F(SntpClientTest, AnAnswerToAnEarlierRequestIsForeign) {
  const SntpPacket first = ask();
  skip();
  (void)client.poll(now);
  skip();
  (void)ask();
  EXPECT_EQ(client.receive(answerTo(first, kToday), now), TimeNews::foreign);
  EXPECT_EQ(client.posixTime(now), 0);
}

TEST_F(SntpClientTest, WhatHasPassedDoesNotComeAgain) {
  SntpOptions options;
  options.notBefore = kToday;
  client = SntpClient(options, 1);
  EXPECT_EQ(client.receive(answerTo(ask(), kToday - 1), now), TimeNews::tooEarly);
  EXPECT_EQ(client.posixTime(now), 0);
  skip();
  EXPECT_EQ(client.receive(answerTo(ask(), kToday), now), TimeNews::set);
}

TEST_F(SntpClientTest, ATimeBefore1970IsNone) {
  EXPECT_EQ(client.receive(answerTo(ask(), -1), now), TimeNews::tooEarly);
  EXPECT_EQ(client.posixTime(now), 0);
}

TEST_F(SntpClientTest, A2036AnswerIsUnderstood) {
  EXPECT_EQ(client.receive(answerTo(ask(), 2'085'978'497), now), TimeNews::set);
  EXPECT_EQ(client.posixTime(now), 2'085'978'497);
}

TEST_F(SntpClientTest, AnAnswerWithoutATimeIsAskedForAgain) {
  SntpPacket unsynchronized = answerTo(ask(), kToday);
  unsynchronized[0] |= 0xC0;
  EXPECT_EQ(client.receive(unsynchronized, now), TimeNews::unsynchronized);
  EXPECT_FALSE(client.asking());
  skip();
  EXPECT_EQ(client.receive(kiss(ask(), "INIT"), now), TimeNews::noTime);
  skip();
  EXPECT_EQ(client.notSent(now), TimeNews::notReached);
  skip();
  EXPECT_EQ(client.posixTime(now), 0);
  EXPECT_EQ(client.receive(answerTo(ask(), kToday), now), TimeNews::set);
}

TEST_F(SntpClientTest, RateIsObeyed) {
  EXPECT_EQ(client.receive(kiss(ask(), "RATE"), now), TimeNews::slowDown);
  EXPECT_GE(skip(), minutes(1));
  EXPECT_TRUE(client.due(now));
}

TEST_F(SntpClientTest, AServerThatDeniesIsNotAskedAgain) {
  for (const char* code : {"DENY", "RSTR"}) {
    SntpClient denied({}, 1);
    const SntpPacket request = denied.ask(5, now);
    EXPECT_EQ(denied.receive(kiss(request, code), now), TimeNews::denied);
    EXPECT_EQ(denied.nextPoll(), Instant::max());
    EXPECT_FALSE(denied.due(now + hours(1'000'000)));
  }
}

TEST(SntpClientSentences, AreThereForAllNews) {
  EXPECT_STREQ(describe(TimeNews::none), "");
  for (int news = 1; news <= static_cast<int>(TimeNews::denied); ++news) {
    EXPECT_EQ(std::string(describe(static_cast<TimeNews>(news))).back(), '.') << news;
  }
}

}  // namespace
}  // namespace signet::time
