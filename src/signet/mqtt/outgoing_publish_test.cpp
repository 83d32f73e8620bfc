#include "signet/mqtt/outgoing_publish.h"

#include <gtest/gtest.h>

#include <vector>

namespace signet::mqtt {
namespace {

using Buffer = std::vector<std::uint8_t>;

/// Gives what the offset says, and fails from a certain byte on.
struct CountingSource final : PayloadSource {
  Status doRead(std::uint32_t offset, MutableBytes out) override {
    if (offset + out.size() > failsAfter) return Status::timeout;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(offset + i);
    return Status::ok;
  }
  std::size_t failsAfter = 1000;
};

class OutgoingPublishTest : public ::testing::Test {
 protected:
  void start(std::uint32_t payloadSize) {
    publish.start(Version::v311, {"t", 0, Qos::atMostOnce, false, false}, {}, payloadSize);
  }
  void startStored(std::string_view payload) {
    Store::Handle handle = Store::kNone;
    StoredMessage message;
    message.topicSize = 1;
    message.payloadSize = static_cast<std::uint32_t>(payload.size());
    ASSERT_EQ(store.append(message, bytesOf("t"), {}, bytesOf(payload), handle), Status::ok);
    start(message.payloadSize);
    publish.takeFrom(handle, 1);
    EXPECT_EQ(publish.stored(), handle);
  }
  Buffer copyAll(std::size_t piece) {
    Buffer all;
    while (!publish.complete()) {
      Buffer out(piece);
      out.resize(publish.copy(store, out, status));
      if (out.empty()) break;
      all.insert(all.end(), out.begin(), out.end());
    }
    return all;
  }

  Buffer memory = Buffer(100), scratch = Buffer(20);
  RamStore store{memory, {}};
  OutgoingPublish publish{scratch};
  CountingSource source;
  Status status = Status::ok;
};

TEST_F(OutgoingPublishTest, CopiesAStoredMessageInPiecesOfAnySize) {
  const Buffer whole = {0x30, 8, 0, 1, 't', 'h', 'e', 'l', 'l', 'o'};
  for (std::size_t piece = 1; piece < 12; ++piece) {
    startStored("hello");
    EXPECT_TRUE(publish.active());
    EXPECT_EQ(copyAll(piece), whole) << piece;
    EXPECT_TRUE(publish.complete());
    store.remove(publish.stored());
    publish.reset();
    EXPECT_FALSE(publish.active());
    EXPECT_EQ(publish.stored(), Store::kNone);
  }
  EXPECT_EQ(status, Status::ok);
}

TEST_F(OutgoingPublishTest, CopiesFromASource) {
  for (std::size_t piece = 1; piece < 12; ++piece) {
    start(4);
    publish.takeFrom(source);
    EXPECT_EQ(copyAll(piece), (Buffer{0x30, 7, 0, 1, 't', 0, 1, 2, 3}));
    EXPECT_EQ(publish.stored(), Store::kNone);
  }
}

TEST_F(OutgoingPublishTest, StopsWhenTheSourceFails) {
  start(4);
  publish.takeFrom(source);
  source.failsAfter = 2;
  EXPECT_EQ(copyAll(1), (Buffer{0x30, 7, 0, 1, 't', 0, 1}));
  EXPECT_EQ(status, Status::timeout);
  EXPECT_FALSE(publish.complete());
  // It says so again, and of the header that stands before it in the same piece nothing is given.
  Buffer out(4);
  EXPECT_EQ(publish.copy(store, out, status), 0U);
  start(4);
  publish.takeFrom(source);
  EXPECT_TRUE(copyAll(20).empty());
}

TEST_F(OutgoingPublishTest, EndsWithoutPayload) {
  startStored("");
  EXPECT_FALSE(publish.complete());
  EXPECT_EQ(copyAll(5), (Buffer{0x30, 3, 0, 1, 't'}));
}

TEST_F(OutgoingPublishTest, LeavesTheRestOfItsScratchMemory) {
  EXPECT_EQ(publish.room().size(), scratch.size());
  start(0);
  EXPECT_EQ(publish.room().data(), scratch.data() + 5);
  EXPECT_EQ(publish.room().size(), scratch.size() - 5);
  publish.reset();
  EXPECT_EQ(publish.room().size(), publish.scratch().size());
}

}  // namespace
}  // namespace signet::mqtt
