#include "signet/device/stored_settings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "signet/core/crc16.h"

namespace signet::device {
namespace {

using Buffer = std::vector<std::uint8_t>;

const Buffer kOwn = {0x30, 1, 2, 3, 4}, kIssuer = {0x30, 5}, kRoot = {0x30, 7, 8};
const Buffer kSlots = {2, 3};
const Buffer kPairing(StoredSettings::kPairingSize, 6);

StoredSettings complete() {
  StoredSettings settings;
  settings.host = "10.0.2.2";
  settings.port = 8883;
  settings.serverName = "localhost";
  settings.name = "thing-1";
  settings.writtenAt = 1'800'000'000;
  settings.keySlot = 15;
  settings.ephemeralSlots = kSlots;
  settings.chain = {Bytes(kOwn), Bytes(kIssuer)};
  settings.chainSize = 2;
  settings.anchors = {Bytes(kRoot)};
  settings.anchorCount = 1;
  settings.telemetrySeconds = 3;
  settings.keepAliveSeconds = 7;
  settings.pairing = kPairing;
  settings.timeServer = "time.example";
  settings.timePort = 1123;
  return settings;
}

/// As a flash of 4 KB would hold it.
struct Flash {
  std::vector<std::uint32_t> words = std::vector<std::uint32_t>(1024, 0xFFFFFFFF);
  Buffer memory = Buffer(2048);

  explicit Flash(const Buffer& bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) set(i, bytes[i]);
  }
  void set(std::size_t at, std::uint8_t byte) {
    const unsigned shift = at % 4 * 8;
    words[at / 4] = (words[at / 4] & ~(0xFFU << shift)) | std::uint32_t{byte} << shift;
  }
  Result<StoredSettings> read() { return readSettings(words, memory); }
};

Buffer written(const StoredSettings& settings) {
  Buffer area(4096);
  const Result<std::size_t> size = writeSettings(settings, area);
  EXPECT_TRUE(size.ok());
  area.resize(size.ok() ? *size : 0);
  return area;
}

/// A head that fits to these items.
Buffer withItems(const Buffer& items) {
  Buffer area = {'S', 'G', 'N', 'T', 1, 0, 0, 0, static_cast<std::uint8_t>(items.size()), 0, 0, 0};
  const std::uint16_t crc = crc16(items);
  area[6] = static_cast<std::uint8_t>(crc);
  area[7] = static_cast<std::uint8_t>(crc >> 8);
  area.insert(area.end(), items.begin(), items.end());
  return area;
}

TEST(StoredSettings, LooksAsTheHeaderSays) {
  const Buffer area = written(complete());
  const Buffer head(area.begin(), area.begin() + 6);
  EXPECT_EQ(head, (Buffer{'S', 'G', 'N', 'T', 1, 0}));
  EXPECT_EQ(area[8] + 256U * area[9], area.size() - 12);
  const Buffer first(area.begin() + 12, area.begin() + 28);
  EXPECT_EQ(first, (Buffer{1, 0, 9, 0, '1', '0', '.', '0', '.', '2', '.', '2', 0, 0, 0, 0}));
  const Buffer second(area.begin() + 28, area.begin() + 36);
  EXPECT_EQ(second, (Buffer{2, 0, 2, 0, 0xB3, 0x22, 0, 0}));
}

TEST(StoredSettings, ComeBackAsTheyWereWritten) {
  Flash flash(written(complete()));
  const auto read = flash.read();
  ASSERT_TRUE(read.ok());
  EXPECT_STREQ(read->host, "10.0.2.2");
  EXPECT_EQ(read->port, 8883);
  EXPECT_STREQ(read->serverName, "localhost");
  EXPECT_STREQ(read->name, "thing-1");
  EXPECT_EQ(read->writtenAt, 1'800'000'000);
  EXPECT_EQ(read->keySlot, 15);
  EXPECT_TRUE(equal(read->ephemeralSlots, kSlots));
  ASSERT_EQ(read->chainSize, 2U);
  EXPECT_TRUE(equal(read->chain[0], kOwn));
  EXPECT_TRUE(equal(read->chain[1], kIssuer));
  ASSERT_EQ(read->anchorCount, 1U);
  EXPECT_TRUE(equal(read->anchors[0], kRoot));
  EXPECT_EQ(read->telemetrySeconds, 3);
  EXPECT_EQ(read->keepAliveSeconds, 7);
  EXPECT_TRUE(equal(read->pairing, kPairing));
  EXPECT_STREQ(read->timeServer, "time.example");
  EXPECT_EQ(read->timePort, 1123);
}

TEST(StoredSettings, WhatIsNotNeededHasADefault) {
  StoredSettings settings = complete();
  settings.serverName = nullptr;
  settings.writtenAt = 0;
  settings.pairing = {};
  settings.timeServer = nullptr;
  Flash flash(written(settings));
  const auto read = flash.read();
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->serverName, nullptr);
  EXPECT_EQ(read->writtenAt, 0);
  EXPECT_TRUE(read->pairing.empty());
  EXPECT_EQ(read->timeServer, nullptr);
  EXPECT_EQ(read->timePort, 123);
}

/// Written without a time server, an area is what it was before there were any.
TEST(StoredSettings, ATimeServerOnlyAddsItems) {
  StoredSettings settings = complete();
  const Buffer with = written(settings);
  settings.timeServer = nullptr;
  const Buffer without = written(settings);
  ASSERT_EQ(without.size(), with.size() - (4 + 16) - (4 + 4));
  EXPECT_TRUE(std::equal(without.begin() + 12, without.end(), with.begin() + 12));
  const Buffer port(with.end() - 8, with.end());
  EXPECT_EQ(port, (Buffer{14, 0, 2, 0, 0x63, 0x04, 0, 0}));
}

TEST(StoredSettings, EveryDamagedByteIsSeen) {
  const Buffer area = written(complete());
  for (std::size_t i = 0; i < area.size(); ++i) {
    Flash flash(area);
    flash.set(i, static_cast<std::uint8_t>(area[i] ^ 0x10));
    EXPECT_FALSE(flash.read().ok()) << "byte " << i;
  }
}

TEST(StoredSettings, EmptyFlashIsToldFromDamage) {
  EXPECT_EQ(Flash({}).read().status(), Status::noSuchCertificate);
  EXPECT_EQ(Flash({'S', 'G', 'N', 'X'}).read().status(), Status::badEncoding);
  EXPECT_EQ(Flash({'S', 'G', 'N', 'T', 2, 0, 0, 0, 0, 0, 0, 0}).read().status(), Status::notSupported);
}

TEST(StoredSettings, ASizeBeyondTheAreaIsRefused) {
  Buffer area = written(complete());
  Flash flash(area);
  flash.words[2] = 4096;
  EXPECT_EQ(flash.read().status(), Status::badEncoding);
  Flash small(area);
  small.memory.resize(area.size() - 12 - 1);
  EXPECT_EQ(small.read().status(), Status::bufferTooSmall);
  Buffer memory(100);
  EXPECT_EQ(readSettings({small.words.data(), 2}, memory).status(), Status::badEncoding);
}

TEST(StoredSettings, ItemsOfAWrongFormAreRefused) {
  const auto status = [](const Buffer& items) { return Flash(withItems(items)).read().status(); };
  EXPECT_EQ(status({}), Status::badEncoding);                            // nothing that is needed is there
  EXPECT_EQ(status({1, 0, 2, 0, 'a', 'b', 0, 0}), Status::badEncoding);  // no zero at its end
  EXPECT_EQ(status({1, 0, 3, 0, 'a', 0, 0, 0}), Status::badEncoding);    // a zero before its end
  EXPECT_EQ(status({2, 0, 3, 0, 1, 2, 3, 0}), Status::badEncoding);      // a port of three bytes
  EXPECT_EQ(status({2, 0, 5, 0, 1, 2, 3, 0}), Status::badEncoding);      // longer than what is left
}

TEST(StoredSettings, ItemsOfUnknownKindsArePassedOver) {
  Buffer items = written(complete());
  items.erase(items.begin(), items.begin() + 12);
  const Buffer unknown = {200, 0, 1, 0, 9, 0, 0, 0};
  items.insert(items.begin(), unknown.begin(), unknown.end());
  EXPECT_TRUE(Flash(withItems(items)).read().ok());
}

TEST(StoredSettings, TooManyCertificatesAreRefused) {
  Buffer items = written(complete());
  items.erase(items.begin(), items.begin() + 12);
  for (const std::uint8_t expected : {1, 0}) {
    const Buffer more = {8, 0, 1, 0, 0x30, 0, 0, 0};
    items.insert(items.end(), more.begin(), more.end());
    EXPECT_EQ(Flash(withItems(items)).read().ok(), expected == 1);
  }
}

TEST(StoredSettings, WhatIsIncompleteIsNotWritten) {
  const auto refused = [](auto spoil) {
    StoredSettings settings = complete();
    spoil(settings);
    Buffer area(4096);
    return writeSettings(settings, area).status() == Status::invalidArgument;
  };
  EXPECT_TRUE(refused([](StoredSettings& s) { s.host = nullptr; }));
  EXPECT_TRUE(refused([](StoredSettings& s) { s.host = ""; }));
  EXPECT_TRUE(refused([](StoredSettings& s) { s.port = 0; }));
  EXPECT_TRUE(refused([](StoredSettings& s) { s.name = nullptr; }));
  EXPECT_TRUE(refused([](StoredSettings& s) { s.writtenAt = -1; }));
  EXPECT_TRUE(refused([](StoredSettings& s) { s.keySlot = 16; }));
  EXPECT_TRUE(refused([](StoredSettings& s) { s.ephemeralSlots = {}; }));
  EXPECT_TRUE(refused([](StoredSettings& s) { s.ephemeralSlots = Bytes(kOwn); }));  // 0x30 is no slot
  EXPECT_TRUE(refused([](StoredSettings& s) { s.chainSize = 0; }));
  EXPECT_TRUE(refused([](StoredSettings& s) { s.chainSize = 4; }));
  EXPECT_TRUE(refused([](StoredSettings& s) { s.anchorCount = 0; }));
  EXPECT_TRUE(refused([](StoredSettings& s) { s.telemetrySeconds = 0; }));
  EXPECT_TRUE(refused([](StoredSettings& s) { s.keepAliveSeconds = 0; }));
  EXPECT_TRUE(refused([](StoredSettings& s) { s.timeServer = ""; }));
  EXPECT_TRUE(refused([](StoredSettings& s) { s.timePort = 0; }));
  EXPECT_TRUE(refused([](StoredSettings& s) { s.pairing = Bytes(kPairing).from(1); }));
}

TEST(StoredSettings, AnAreaThatIsTooSmallIsRefused) {
  const std::size_t size = written(complete()).size();
  for (std::size_t less = 0; less < size; ++less) {
    Buffer area(less);
    EXPECT_EQ(writeSettings(complete(), area).status(), Status::bufferTooSmall);
  }
}

}  // namespace
}  // namespace signet::device
