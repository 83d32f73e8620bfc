#include "signet/time/sntp_packet.h"

#include <gtest/gtest.h>

#include <vector>

namespace signet::time {
namespace {

constexpr std::uint64_t kNonce = 0x0123456789ABCDEF;
constexpr std::int64_t kMicros = 1'000'000;

/// As a server of stratum 2 answers sntpRequest(kNonce) on 8 February 2036, half a second past midnight.
constexpr SntpPacket kReply = {
    0x24, 2,    6,    0xEC,  // no leap second, version 4, server; stratum; poll; precision
    0,    0,    0x10, 0,    0,    0,    0x20, 0,     // root delay 62 ms, root dispersion 125 ms
    192,  0,    2,    1,                             // reference
    0,    0,    0xF6, 0x70, 0,    0,    0,    0,     // set at
    0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF,  // originate
    0,    0,    0xF6, 0x80, 0x40, 0,    0,    0,     // received
    0,    0,    0xF6, 0x80, 0x80, 0,    0,    0,     // transmit
};

SntpReply withByte(std::size_t at, std::uint8_t value) {
  SntpPacket packet = kReply;
  packet[at] = value;
  return parseSntpReply(packet, kNonce);
}

SntpAnswer kiss(const char* letters) {
  SntpPacket packet = kReply;
  packet[1] = 0;
  for (std::size_t i = 0; i < 4; ++i) packet[12 + i] = static_cast<std::uint8_t>(letters[i]);
  return parseSntpReply(packet, kNonce).answer;
}

TEST(SntpPacket, ARequestSaysVersionClientAndNonceOnly) {
  SntpPacket expected{};
  expected[0] = 0x23;
  for (std::size_t i = 0; i < 8; ++i) expected[40 + i] = kReply[24 + i];
  EXPECT_EQ(sntpRequest(kNonce), expected);
}

/// RFC 5905, figure 4.
TEST(SntpPacket, TimestampsOfBothErasAreRead) {
  EXPECT_EQ(posixFromNtp(std::uint64_t{2'208'988'800} << 32), 0);
  EXPECT_EQ(posixFromNtp(std::uint64_t{2'272'060'800} << 32), 63'072'000 * kMicros);   // 1 January 1972
  EXPECT_EQ(posixFromNtp(std::uint64_t{3'155'587'200} << 32), 946'598'400 * kMicros);  // 31 December 1999
  EXPECT_EQ(posixFromNtp(std::uint64_t{63'104} << 32), 2'086'041'600 * kMicros);       // 8 February 2036
  EXPECT_EQ(posixFromNtp(0xFFFFFFFF00000000), 2'085'978'495 * kMicros);  // the last second of the first era
  EXPECT_EQ(posixFromNtp(0), 2'085'978'496 * kMicros);                   // the first of the second
  EXPECT_EQ(posixFromNtp(0x7FFFFFFFFFFFFFFF), 4'233'462'144 * kMicros - 1);
  EXPECT_EQ(posixFromNtp(0x8000000000000000), -61'505'152 * kMicros);  // 20 January 1968
}

TEST(SntpPacket, AnAnswerTellsTheTime) {
  const SntpReply reply = parseSntpReply(kReply, kNonce);
  EXPECT_EQ(reply.answer, SntpAnswer::time);
  EXPECT_EQ(reply.posix, 2'086'041'600 * kMicros + kMicros / 2);
  EXPECT_EQ(withByte(0, 0x1C).answer, SntpAnswer::time);  // version 3
  EXPECT_EQ(withByte(0, 0x64).answer, SntpAnswer::time);  // a leap second comes
  EXPECT_EQ(withByte(1, 15).answer, SntpAnswer::time);
  std::vector<std::uint8_t> extended(kReply.begin(), kReply.end());
  extended.resize(kSntpPacketSize + 20);
  EXPECT_EQ(parseSntpReply(extended, kNonce).answer, SntpAnswer::time);
}

TEST(SntpPacket, WhatAnswersNoRequestIsForeign) {
  for (std::size_t size = 0; size < kSntpPacketSize; ++size) {
    EXPECT_EQ(parseSntpReply(Bytes(kReply).first(size), kNonce).answer, SntpAnswer::foreign) << size;
  }
  for (std::size_t i = 24; i < 32; ++i) {
    EXPECT_EQ(withByte(i, kReply[i] ^ 1).answer, SntpAnswer::foreign) << i;
  }
  for (const std::uint8_t mode : {0, 1, 2, 3, 5, 6, 7}) {
    EXPECT_EQ(withByte(0, 0x20 | mode).answer, SntpAnswer::foreign) << int{mode};
  }
  for (const std::uint8_t version : {0, 1, 2, 5, 6, 7}) {
    EXPECT_EQ(withByte(0, static_cast<std::uint8_t>(version << 3 | 4)).answer, SntpAnswer::foreign)
        << int{version};
  }
  EXPECT_EQ(parseSntpReply(sntpRequest(kNonce), kNonce).answer, SntpAnswer::foreign);  // an echo
}

TEST(SntpPacket, AServerThatDoesNotKnowTheTimeIsNotBelieved) {
  EXPECT_EQ(withByte(0, 0xE4).answer, SntpAnswer::unsynchronized);  // leap indicator: alarm
  for (const std::uint8_t stratum : {16, 17, 255}) {
    EXPECT_EQ(withByte(1, stratum).answer, SntpAnswer::unsynchronized);
  }
  EXPECT_EQ(withByte(5, 15).answer, SntpAnswer::time);
  EXPECT_EQ(withByte(5, 16).answer, SntpAnswer::unsynchronized);    // root delay of 16 s
  EXPECT_EQ(withByte(4, 0x80).answer, SntpAnswer::unsynchronized);  // a negative one
  EXPECT_EQ(withByte(9, 16).answer, SntpAnswer::unsynchronized);    // root dispersion
  EXPECT_EQ(withByte(0, 0xE4).posix, 0);
}

TEST(SntpPacket, NoTransmitTimestampIsNoTime) {
  SntpPacket packet = kReply;
  packet[42] = packet[43] = packet[44] = 0;
  EXPECT_EQ(parseSntpReply(packet, kNonce).answer, SntpAnswer::noTime);
}

TEST(SntpPacket, KissesOfDeathAreTold) {
  EXPECT_EQ(kiss("RATE"), SntpAnswer::rate);
  EXPECT_EQ(kiss("DENY"), SntpAnswer::deny);
  EXPECT_EQ(kiss("RSTR"), SntpAnswer::deny);
  EXPECT_EQ(kiss("INIT"), SntpAnswer::kiss);
  // From a sender who has not seen the request: it must not silence a device.
  SntpPacket forged = kReply;
  forged[1] = 0;
  forged[31] ^= 1;
  EXPECT_EQ(parseSntpReply(forged, kNonce).answer, SntpAnswer::foreign);
}

}  // namespace
}  // namespace signet::time
