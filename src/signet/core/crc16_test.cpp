#include "signet/core/crc16.h"

#include <gtest/gtest.h>

#include <vector>

namespace signet {
namespace {

struct Vector {
  std::vector<std::uint8_t> data;
  std::uint8_t low, high;
};

// Groups captured from silicon or published with the datasheet.
const Vector kVectors[] = {
    {{}, 0x00, 0x00},
    {{0x80}, 0x05, 0x80},
    {{0x01}, 0x03, 0x83},
    {{0x91}, 0x35, 0x83},
    {{0xFF}, 0x02, 0x02},
    {{0xAA}, 0xFE, 0x01},
    {{0xFF, 0xAA}, 0xF1, 0x83},
    {{0xFF, 0xAA, 0x55, 0x00}, 0x26, 0xF4},
    {{0x07, 0xCC, 0xBE, 0xBA, 0xB2}, 0x85, 0x98},
    {{0x01, 0x02, 0x03, 0x04}, 0xF0, 0x85},
    {{0xFF, 0xFE, 0xFD, 0x01}, 0x2D, 0x0B},
    {{0x67, 0xC6, 0x69, 0x73, 0x51, 0xFF, 0x4A, 0xEC, 0x29, 0xCD, 0xBA, 0xAB, 0xF2, 0xFB, 0xE3, 0x46},
     0x81,
     0xA4},
    {{0x04, 0x11}, 0x33, 0x43},
};

TEST(Crc16, MatchesKnownVectors) {
  for (const Vector& v : kVectors) EXPECT_EQ(crc16(v.data), v.low | v.high << 8);
}

TEST(Crc16, PiecesGiveTheSameAsTheWhole) {
  const std::vector<std::uint8_t> data = kVectors[11].data;
  const Bytes all(data);
  EXPECT_EQ(crc16(all.from(5), crc16(all.first(5))), crc16(all));
}

TEST(Crc16, SeesEverySingleBitError) {
  std::vector<std::uint8_t> data = kVectors[11].data;
  const std::uint16_t good = crc16(data);
  for (std::size_t bit = 0; bit < data.size() * 8; ++bit) {
    data[bit / 8] ^= 1U << (bit % 8);
    EXPECT_NE(crc16(data), good);
    data[bit / 8] ^= 1U << (bit % 8);
  }
}

}  // namespace
}  // namespace signet
