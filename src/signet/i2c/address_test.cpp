#include "signet/i2c/address.h"

#include <gtest/gtest.h>

namespace signet::i2c {
namespace {

TEST(Address, KnowsBothNotations) {
  constexpr Address a = Address::sevenBit<0x60>();
  EXPECT_EQ(a.eightBit(), 0xC0);
  EXPECT_EQ(*Address::fromEightBit(0xC0), a);
  EXPECT_EQ(Address(), a);
}

TEST(Address, RefusesReservedAndOdd) {
  for (const int value : {0x00, 0x07, 0x78, 0x7F, 0xC0}) {
    EXPECT_EQ(Address::fromSevenBit(static_cast<std::uint8_t>(value)).status(), Status::invalidArgument);
  }
  EXPECT_EQ(Address::fromEightBit(0xC1).status(), Status::invalidArgument);
  EXPECT_EQ(Address::fromEightBit(0x0E).status(), Status::invalidArgument);
}

}  // namespace
}  // namespace signet::i2c
