#include "host/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace signet {
namespace {

TEST(Random, FillsAllOfIt) {
  std::vector<std::uint8_t> bytes(4096);
  fillRandom(bytes);
  for (std::size_t at = 0; at < bytes.size(); at += 64) {
    EXPECT_TRUE(std::any_of(bytes.begin() + at, bytes.begin() + at + 64, [](auto b) { return b != 0; }))
        << at;
  }
}

TEST(Random, IsDifferentEachTime) {
  using Nonce = std::array<std::uint8_t, 20>;
  EXPECT_NE(randomArray<Nonce>(), randomArray<Nonce>());
}

TEST(Random, TouchesNothingOfAnEmptySpan) {
  std::uint8_t byte = 7;
  fillRandom(MutableBytes(&byte, 0));
  EXPECT_EQ(byte, 7);
}

}  // namespace
}  // namespace signet
