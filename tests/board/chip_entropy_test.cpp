// Random numbers of a board that has none of its own.
#include "signet/port/bare/chip_entropy.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "host/crypto/openssl_sha256.h"
#include "tests/board/edge_rig.h"

namespace signet::test {
namespace {

struct EntropyRig {
  explicit EntropyRig(const emulator::Eeprom& part, std::uint64_t seed = 7) : rig(part, 400'000, seed) {}
  std::vector<std::uint8_t> filled() {
    std::vector<std::uint8_t> bytes(32);
    EXPECT_EQ(entropy.fill(bytes), Status::ok);
    return bytes;
  }

  ShieldRig rig;
  atecc::Session session{rig.i2c, rig.clock};
  atecc::Device device{session};
  OpensslSha256 sha;
  port::bare::ChipEntropy entropy{device, sha, rig.registers};
};

struct ChipEntropyTest : testing::Test, EntropyRig {
  ChipEntropyTest() : EntropyRig(lockedPart()) {}
};

TEST_F(ChipEntropyTest, FillsAnyLengthAndNeverTheSame) {
  std::set<std::vector<std::uint8_t>> seen;
  for (int i = 0; i < 3; ++i) {
    std::vector<std::uint8_t> bytes(72);
    ASSERT_EQ(entropy.fill(bytes), Status::ok);
    for (const auto* part : {&bytes[0], &bytes[32]}) seen.insert({part, part + 32});
    EXPECT_NE((std::vector<std::uint8_t>{bytes.end() - 8, bytes.end()}), std::vector<std::uint8_t>(8, 0));
  }
  EXPECT_EQ(seen.size(), 6U);
}

/// In virtual time the counters of two boards are the same, and only their chips tell them apart.
TEST_F(ChipEntropyTest, ComesFromTheChip) {
  EntropyRig same(lockedPart()), other(lockedPart(), 8);
  const auto mine = filled();
  EXPECT_EQ(mine, same.filled());
  EXPECT_NE(mine, other.filled());
}

TEST_F(ChipEntropyTest, WithoutTheChipThereIsNone) {
  rig.bus.detach(rig.chip);
  std::uint8_t bytes[8];
  EXPECT_EQ(entropy.fill(bytes), Status::noDevice);
}

TEST_F(ChipEntropyTest, AnUnlockedChipHasNone) {
  EntropyRig factory(factoryPart());
  std::uint8_t bytes[8];
  EXPECT_EQ(factory.entropy.fill(bytes), Status::notLocked);
}

TEST_F(ChipEntropyTest, WordsAskTheChipUntilItHasAnswered) {
  rig.bus.detach(rig.chip);
  const std::uint32_t first = entropy.word();
  rig.bus.attach(rig.chip);
  const std::uint32_t second = entropy.word();
  const auto edges = rig.wire.edges();
  const std::uint32_t third = entropy.word();
  EXPECT_EQ(rig.wire.edges(), edges);
  EXPECT_EQ((std::set<std::uint32_t>{first, second, third}).size(), 3U);
}

}  // namespace
}  // namespace signet::test
