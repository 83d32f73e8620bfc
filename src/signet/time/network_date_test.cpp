#include "signet/time/network_date.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <string>
#include <vector>

namespace signet::time {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// 8 February 2036, and the NTP timestamp of it.
constexpr std::int64_t kTime = 2'086'041'600;
constexpr std::uint8_t kTimestamp[] = {0, 0, 0xF6, 0x80};

struct FakeDatagrams final : net::Datagrams {
  Status doOpen(const char* host, std::uint16_t port, Instant) override {
    ++opened;
    isOpen = openStatus == Status::ok;
    to = std::string(host) + ":" + std::to_string(port);
    return openStatus;
  }
  Status doPollOpen(Instant) override { return pollStatus; }
  Status doSend(Bytes datagram) override {
    if (sendStatus == Status::ok) sent.emplace_back(datagram.begin(), datagram.end());
    return sendStatus;
  }
  Result<std::size_t> doReceive(MutableBytes buffer) override {
    if (arrived.empty()) return Status::wouldBlock;
    const std::size_t size = std::min(buffer.size(), arrived.front().size());
    copy(Bytes(arrived.front()).first(size), buffer);
    arrived.pop_front();
    return size;
  }
  void doClose() override { isOpen = false; }

  void answer(std::uint8_t wrong = 0) {
    std::vector<std::uint8_t> packet(68);  // with an authenticator, which is longer than what we take
    packet[0] = 0x24;
    packet[1] = 1;
    std::copy(sent.back().begin() + 40, sent.back().end(), packet.begin() + 24);
    packet[24] ^= wrong;
    std::copy(std::begin(kTimestamp), std::end(kTimestamp), packet.begin() + 40);
    arrived.push_back(packet);
  }

  Status openStatus = Status::ok, pollStatus = Status::ok, sendStatus = Status::ok;
  unsigned opened = 0;
  bool isOpen = false;
  std::string to;
  std::vector<std::vector<std::uint8_t>> sent;
  std::deque<std::vector<std::uint8_t>> arrived;
};

struct Counter final : tls::Entropy {
  Status doFill(MutableBytes out) override {
    for (std::uint8_t& byte : out) byte = ++last;
    return status;
  }
  std::uint8_t last = 0;
  Status status = Status::ok;
};

struct NetworkDateTest : ::testing::Test {
  TimeNews untilNews() {
    for (int i = 0; i < 100; ++i) {
      if (const TimeNews news = date.poll(now); news != TimeNews::none) return news;
      now = std::max(now, date.nextPoll());
    }
    return TimeNews::none;
  }

  Instant now{seconds(1)};
  FakeDatagrams datagrams;
  Counter entropy;
  NetworkDate date{{datagrams, entropy}, "time.example", 123, {}, 1};
};

TEST_F(NetworkDateTest, AsksAndKnows) {
  EXPECT_EQ(date.posixTime(), 0);
  EXPECT_EQ(date.poll(now), TimeNews::none);
  EXPECT_EQ(datagrams.to, "time.example:123");
  ASSERT_EQ(datagrams.sent.size(), 1U);
  EXPECT_EQ(date.poll(now), TimeNews::none);
  datagrams.answer();
  EXPECT_EQ(date.poll(now), TimeNews::set);
  EXPECT_EQ(date.posixTime(), kTime);
  EXPECT_FALSE(datagrams.isOpen);
  now += seconds(10);
  EXPECT_EQ(date.poll(now), TimeNews::none);
  EXPECT_EQ(date.posixTime(), kTime + 10);
}

TEST_F(NetworkDateTest, EachRequestHasItsOwnPortAndNonce) {
  for (unsigned i = 1; i < 4; ++i) {
    EXPECT_EQ(untilNews(), TimeNews::noAnswer);
    EXPECT_EQ(datagrams.opened, i);
    EXPECT_FALSE(datagrams.isOpen);
  }
  ASSERT_EQ(datagrams.sent.size(), 3U);
  EXPECT_NE(datagrams.sent[0], datagrams.sent[1]);
  EXPECT_NE(datagrams.sent[1], datagrams.sent[2]);
}

TEST_F(NetworkDateTest, AFloodOfForgeriesIsToldOnce) {
  (void)date.poll(now);
  for (int i = 0; i < 3; ++i) datagrams.answer(1);
  datagrams.answer();
  EXPECT_EQ(date.poll(now), TimeNews::foreign);
  EXPECT_EQ(date.poll(now), TimeNews::none);
  EXPECT_EQ(date.poll(now), TimeNews::none);
  EXPECT_EQ(date.posixTime(), 0);
  EXPECT_EQ(date.poll(now), TimeNews::set);
  EXPECT_EQ(date.posixTime(), kTime);
}

TEST_F(NetworkDateTest, WaitsForTheLookUp) {
  datagrams.pollStatus = Status::wouldBlock;
  EXPECT_EQ(date.poll(now), TimeNews::none);
  EXPECT_EQ(date.nextPoll(), now + milliseconds(10));
  datagrams.pollStatus = Status::nameNotFound;
  EXPECT_EQ(date.poll(now), TimeNews::notReached);
  EXPECT_TRUE(datagrams.sent.empty());
  now = std::max(now, date.nextPoll());
  datagrams.pollStatus = Status::ok;
  (void)date.poll(now);
  EXPECT_EQ(datagrams.sent.size(), 1U);
}

TEST_F(NetworkDateTest, WhatCannotBeSentIsTriedAgain) {
  datagrams.openStatus = Status::nameNotFound;
  EXPECT_EQ(untilNews(), TimeNews::notReached);
  datagrams.openStatus = Status::ok;
  datagrams.sendStatus = Status::unreachable;
  EXPECT_EQ(untilNews(), TimeNews::notReached);
  EXPECT_FALSE(datagrams.isOpen);
  datagrams.sendStatus = Status::ok;
  entropy.status = Status::chipFailed;
  EXPECT_EQ(untilNews(), TimeNews::notReached);
  EXPECT_TRUE(datagrams.sent.empty());  // not with a nonce that could be guessed
  entropy.status = Status::ok;
  EXPECT_EQ(untilNews(), TimeNews::noAnswer);
  EXPECT_EQ(datagrams.sent.size(), 1U);
}

}  // namespace
}  // namespace signet::time
