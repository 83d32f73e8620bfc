#include "host/emulator/board/nodemcu_peripherals.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace signet::emulator {
namespace {

constexpr std::uint32_t kOut = 0x60000300, kOutSet = 0x60000304, kOutClear = 0x60000308;
constexpr std::uint32_t kEnable = 0x6000030C, kEnableSet = 0x60000310, kEnableClear = 0x60000314;
constexpr std::uint32_t kIn = 0x60000318;

struct NodemcuPeripheralsTest : testing::Test {
  VirtualTime time;
  VirtualBus bus{time};
  EdgeWire wire{time, bus};
  std::string console;
  std::vector<bool> led;
  NodemcuPeripherals board{wire,
                           {[this](char c) { console += c; }, [this](Time, bool on) { led.push_back(on); },
                            [] { return 0x12345678U; }}};

  void set(std::uint32_t address, std::uint32_t value) { board.write(time.now(), address, value); }
};

TEST_F(NodemcuPeripheralsTest, InputsAreHighByTheirPullUps) {
  EXPECT_EQ(board.read(kIn), 0xFFFFU);
}

TEST_F(NodemcuPeripheralsTest, SetAndClearRegistersChangeSingleBits) {
  set(kOut, 0x0F);
  set(kOutSet, 0x30);
  set(kOutClear, 0x01);
  EXPECT_EQ(board.read(kOut), 0x3EU);
  set(kEnable, 0x03);
  set(kEnableSet, 0x0C);
  set(kEnableClear, 0x02);
  EXPECT_EQ(board.read(kEnable), 0x0DU);
}

TEST_F(NodemcuPeripheralsTest, TheLedIsLitByALowOutputOnly) {
  set(kOutClear, 1U << 2);
  EXPECT_FALSE(board.ledOn());  // not an output yet
  set(kEnableSet, 1U << 2);
  EXPECT_TRUE(board.ledOn());
  set(kOutSet, 1U << 2);
  EXPECT_FALSE(board.ledOn());
  set(kOutSet, 1U << 2);
  EXPECT_EQ(led, (std::vector<bool>{true, false}));
}

TEST_F(NodemcuPeripheralsTest, TheButtonPullsItsPinLow) {
  board.setButton(true);
  EXPECT_EQ(board.read(kIn), 0xFFFEU);
  board.setButton(false);
  EXPECT_EQ(board.read(kIn), 0xFFFFU);
}

TEST_F(NodemcuPeripheralsTest, TheWireIsOpenDrain) {
  set(kOutClear, 1U << 4 | 1U << 5);
  EXPECT_EQ(board.read(kIn), 0xFFFFU);
  set(kEnableSet, 1U << 5);
  EXPECT_EQ(wire.levels(), (Lines{true, false}));
  EXPECT_EQ(board.read(kIn), 0xFFDFU);
  set(kEnableClear, 1U << 5);
  EXPECT_EQ(wire.levels(), Lines());
}

TEST_F(NodemcuPeripheralsTest, AResetFreesAllPins) {
  set(kOutClear, 0xFFFF);
  set(kEnableSet, 0xFFFF);
  board.reset(time.now());
  EXPECT_EQ(board.read(kIn), 0xFFFFU);
  EXPECT_FALSE(board.ledOn());
}

TEST_F(NodemcuPeripheralsTest, TheSerialPortSendsAndIsNeverFull) {
  set(0x60000000, 'h');
  set(0x60000000, 'i');
  EXPECT_EQ(console, "hi");
  EXPECT_EQ(board.read(0x6000001C), 0U);
}

TEST_F(NodemcuPeripheralsTest, RandomNumbersComeFromTheHost) {
  EXPECT_EQ(board.read(0x3FF20E44), 0x12345678U);
}

TEST_F(NodemcuPeripheralsTest, OtherRegistersAreErrors) {
  EXPECT_THROW(board.read(0x60000304), NoSuchRegister);
  EXPECT_THROW(set(kIn, 1), NoSuchRegister);
  EXPECT_THROW(set(0x60000800, 1), NoSuchRegister);
}

}  // namespace
}  // namespace signet::emulator
