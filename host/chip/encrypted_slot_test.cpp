#include "host/chip/encrypted_slot.h"

#include <gtest/gtest.h>

#include "host/chip/test_bench.h"

namespace signet::chip {
namespace {

using atecc::Slot;

// Slot 4 holds the key, slot 3 is read and written with it.
constexpr Slot kKeySlot = Slot::number<4>();
constexpr Slot kVault = Slot::number<3>();

emulator::Eeprom partWithVault() {
  emulator::Eeprom part = emulator::Eeprom::factory(1);
  const auto setSlot = [&part](unsigned slot, std::uint8_t low, std::uint8_t high) {
    part.config[20 + 2 * slot] = low;
    part.config[21 + 2 * slot] = high;
    part.config[96 + 2 * slot] = 0x1C;  // no elliptic curve key
    part.config[97 + 2 * slot] = 0x00;
  };
  setSlot(3, 0xC4, 0x44);  // secret, EncryptRead with key 4; WriteConfig Encrypt with key 4
  setSlot(4, 0x80, 0x80);  // secret, never written
  part.config[86] = 0x00;  // data zone locked
  part.config[87] = 0x00;  // configuration locked
  for (std::uint8_t& byte : part.slot(4)) byte = 0x5A;
  return part;
}

class EncryptedSlotTest : public testing::Test {
 protected:
  TestBench bench_{partWithVault()};
  Secret right_{std::vector<std::uint8_t>(32, 0x5A)};
  Secret wrong_{std::vector<std::uint8_t>(32, 0x5B)};
  std::array<std::uint8_t, 32> content_{1, 2, 3};
};

TEST_F(EncryptedSlotTest, WhatIsWrittenIsRead) {
  ASSERT_EQ(writeEncrypted(bench_.device, kVault, content_, {kKeySlot, right_}), Status::ok);
  std::array<std::uint8_t, 32> read{};
  ASSERT_EQ(readEncrypted(bench_.device, kVault, read, {kKeySlot, right_}), Status::ok);
  EXPECT_EQ(read, content_);
}

TEST_F(EncryptedSlotTest, AWrongKeyWritesNothing) {
  ASSERT_EQ(writeEncrypted(bench_.device, kVault, content_, {kKeySlot, right_}), Status::ok);
  const std::array<std::uint8_t, 32> other{9};
  EXPECT_EQ(writeEncrypted(bench_.device, kVault, other, {kKeySlot, wrong_}), Status::executionError);
  std::array<std::uint8_t, 32> read{};
  ASSERT_EQ(readEncrypted(bench_.device, kVault, read, {kKeySlot, right_}), Status::ok);
  EXPECT_EQ(read, content_);
}

TEST_F(EncryptedSlotTest, AWrongKeyReadsNonsense) {
  ASSERT_EQ(writeEncrypted(bench_.device, kVault, content_, {kKeySlot, right_}), Status::ok);
  std::array<std::uint8_t, 32> read{};
  ASSERT_EQ(readEncrypted(bench_.device, kVault, read, {kKeySlot, wrong_}), Status::ok);
  EXPECT_NE(read, content_);
}

}  // namespace
}  // namespace signet::chip
