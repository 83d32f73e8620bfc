#include "signet/mqtt/packet_ids.h"

#include <gtest/gtest.h>

#include <vector>

namespace signet::mqtt {
namespace {

class PacketIdsTest : public ::testing::Test {
 protected:
  Store::Handle keep(std::uint16_t packetId) {
    StoredMessage message;
    message.packetId = packetId;
    Store::Handle handle = Store::kNone;
    EXPECT_EQ(store.append(message, {}, {}, {}, handle), Status::ok);
    return handle;
  }

  std::vector<std::uint8_t> memory = std::vector<std::uint8_t>(200);
  RamStore store{memory, {}};
  PacketIds ids{store};
};

TEST_F(PacketIdsTest, CountsUp) {
  EXPECT_EQ(ids.next(), 1);
  EXPECT_EQ(ids.next(), 2);
}

TEST_F(PacketIdsTest, GivesNoneThatAMessageHas) {
  keep(1);
  const Store::Handle second = keep(2);
  EXPECT_EQ(ids.next(), 3);
  store.remove(second);
  EXPECT_EQ(ids.next(), 4);
}

TEST_F(PacketIdsTest, BeginsAnewAfterTheLastButNeverWithZero) {
  keep(1);
  for (unsigned i = 2; i <= 0xFFFF; ++i) ASSERT_EQ(ids.next(), i);
  EXPECT_EQ(ids.next(), 2);
}

TEST_F(PacketIdsTest, GivesNoZeroWhenAllPlacesForRequestsAreTaken) {
  for (unsigned i = 1; i <= PacketIds::kMostRequests; ++i) EXPECT_EQ(ids.beginRequest(), i);
  for (unsigned i = PacketIds::kMostRequests + 1; i <= 0xFFFF; ++i) ASSERT_EQ(ids.next(), i);
  EXPECT_EQ(ids.next(), PacketIds::kMostRequests + 1);
}

TEST_F(PacketIdsTest, KeepsTheIdentifierOfARequestUntilItIsAnswered) {
  const std::uint16_t request = ids.beginRequest();
  EXPECT_EQ(request, 1);
  for (unsigned i = 2; i <= 0xFFFF; ++i) ASSERT_EQ(ids.next(), i);
  EXPECT_EQ(ids.next(), 2);
  ids.endRequest(request);
  for (unsigned i = 3; i <= 0xFFFF; ++i) ASSERT_EQ(ids.next(), i);
  EXPECT_EQ(ids.next(), 1);
}

TEST_F(PacketIdsTest, RefusesMoreRequestsThanItHasPlaces) {
  for (unsigned i = 1; i <= PacketIds::kMostRequests; ++i) EXPECT_EQ(ids.beginRequest(), i);
  EXPECT_EQ(ids.beginRequest(), 0);
  ids.endRequest(77);  // nobody's
  EXPECT_EQ(ids.beginRequest(), 0);
  ids.endRequest(2);
  EXPECT_EQ(ids.beginRequest(), PacketIds::kMostRequests + 1);
  ids.forgetRequests();
  for (unsigned i = 0; i < PacketIds::kMostRequests; ++i) EXPECT_NE(ids.beginRequest(), 0);
  EXPECT_EQ(ids.beginRequest(), 0);
}

}  // namespace
}  // namespace signet::mqtt
