#include "host/emulator/image/persistent_chip.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "host/base/temporary_folder.h"
#include "host/emulator/bus/test_bus.h"

namespace signet::emulator {
namespace {

using namespace std::chrono_literals;

class PersistentChipTest : public ::testing::Test {
 protected:
  PersistentChipTest() { createChipImage(path_, {Eeprom::factory(3), {.randomSeed = 3}}); }

  TemporaryFolder folder_{"signet-test"};
  std::string path_ = folder_.path("thing.chip");
  VirtualTime time_;
  VirtualBus bus_{time_, 100'000};
};

/// Write config word 5 (bytes 20..23): 83 00 87 20.
const auto kWriteConfig = test::unhex("03 0B 12 00 05 00 83 00 87 20 38 1D");

TEST_F(PersistentChipTest, HoldsEachChangeBeforeItCanBeSeen) {
  PersistentChip chip(path_);
  chip.attachTo(bus_);
  bus_.wait(1ms);
  EXPECT_EQ(bus_.nameOf(chip.chip()), "thing");
  ASSERT_EQ(bus_.wake(60us), Status::ok);
  bus_.wait(1600us);
  const Eeprom before = loadChipImage(path_).eeprom;
  ASSERT_EQ(bus_.write(0x60, kWriteConfig), Status::ok);
  std::array<std::uint8_t, 4> answer{};
  while (bus_.read(0x60, answer) != Status::ok) bus_.wait(100us);
  EXPECT_EQ(test::hex(answer), "04000340");
  const Eeprom after = loadChipImage(path_).eeprom;
  EXPECT_EQ(before.config[21], 0x20);
  EXPECT_EQ(after.config[21], 0x00);
  EXPECT_EQ(after, chip.chip().eeprom());
}

TEST_F(PersistentChipTest, ComesBackAsItWas) {
  {
    PersistentChip chip(path_);
    chip.attachTo(bus_);
    bus_.wait(1ms);
    ASSERT_EQ(bus_.wake(60us), Status::ok);
    bus_.wait(1600us);
    ASSERT_EQ(bus_.write(0x60, kWriteConfig), Status::ok);
    bus_.wait(50ms);
  }
  EXPECT_TRUE(bus_.chips().empty());
  EXPECT_EQ(folder_.count(), 1U);
  PersistentChip again(path_);
  EXPECT_EQ(again.chip().eeprom().config[21], 0x00);
  EXPECT_EQ(again.chip().options().randomSeed, 3U);
}

TEST_F(PersistentChipTest, IsUsedByOneAtATime) {
  const PersistentChip chip(path_);
  const std::string link = folder_.path("link.chip");
  std::filesystem::create_symlink(path_, link);
  for (const std::string& name : {path_, link}) {
    try {
      const PersistentChip second(name);
      FAIL() << "opened twice";
    } catch (const ChipImageError& error) {
      EXPECT_EQ(error.cause(), ChipImageError::Cause::inUse);
    }
  }
  EXPECT_NO_THROW(loadChipImage(path_)) << "looking is allowed";
}

TEST_F(PersistentChipTest, LeavesNoLockWhereItCannotOpen) {
  EXPECT_THROW(const PersistentChip chip(folder_.path("none.chip")), ChipImageError);
  std::ofstream(folder_.path("text.chip")) << "hello";
  EXPECT_THROW(const PersistentChip chip(folder_.path("text.chip")), ChipImageError);
  EXPECT_EQ(folder_.count(), 2U);
}

TEST_F(PersistentChipTest, SaysSoWhenAChangeCannotBeKept) {
  PersistentChip chip(path_);
  chip.attachTo(bus_);
  bus_.wait(1ms);
  ASSERT_EQ(bus_.wake(60us), Status::ok);
  bus_.wait(1600us);
  ASSERT_EQ(bus_.write(0x60, kWriteConfig), Status::ok);
  std::filesystem::create_directories(path_ + ".new/blocked");
  EXPECT_THROW(bus_.wait(50ms), ChipImageError);
  EXPECT_EQ(loadChipImage(path_).eeprom.config[21], 0x20);
}

}  // namespace
}  // namespace signet::emulator
