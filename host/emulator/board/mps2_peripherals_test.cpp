#include "host/emulator/board/mps2_peripherals.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace signet::emulator {
namespace {

constexpr std::uint32_t kUartData = 0x40004000, kUartState = 0x40004004, kUartControl = 0x40004008;
constexpr std::uint32_t kUartDivider = 0x40004010, kLed = 0x40028000, kButton = 0x40028008;
constexpr std::uint32_t kControl = 0x40029000, kClear = 0x40029004;

struct Mps2PeripheralsTest : testing::Test {
  VirtualTime time;
  VirtualBus bus{time};
  EdgeWire wire{time, bus};
  std::string console;
  std::vector<bool> led;
  Mps2Peripherals board{
      wire,
      {[this](char c) { console += c; }, [this](Time, bool on) { led.push_back(on); }, [] { return 0U; }}};

  void set(std::uint32_t address, std::uint32_t value) { board.write(time.now(), address, value); }
};

TEST_F(Mps2PeripheralsTest, TheWireIsOpenDrain) {
  EXPECT_EQ(board.read(kControl), 3U);
  set(kClear, 1);
  EXPECT_EQ(wire.levels(), (Lines{true, false}));
  EXPECT_EQ(board.read(kControl), 2U);
  set(kClear, 2);
  EXPECT_EQ(wire.levels(), (Lines{false, false}));
  set(kControl, 3);
  EXPECT_EQ(wire.levels(), Lines());
}

TEST_F(Mps2PeripheralsTest, OnlyLed0IsTold) {
  set(kLed, 2);
  EXPECT_FALSE(board.ledOn());
  set(kLed, 3);
  EXPECT_TRUE(board.ledOn());
  EXPECT_EQ(board.read(kLed), 3U);
  set(kLed, 0);
  EXPECT_EQ(led, (std::vector<bool>{true, false}));
}

TEST_F(Mps2PeripheralsTest, TheButtonReadsOneWhileItIsPressed) {
  EXPECT_EQ(board.read(kButton), 0U);
  board.setButton(true);
  EXPECT_EQ(board.read(kButton), 1U);
}

TEST_F(Mps2PeripheralsTest, TheSerialPortMustBeSetUp) {
  set(kUartData, 'a');
  set(kUartControl, 1);
  set(kUartData, 'b');
  set(kUartDivider, 15);
  set(kUartData, 'c');
  set(kUartDivider, 16);
  set(kUartData, 'd');
  EXPECT_EQ(console, "d");
  EXPECT_EQ(board.read(kUartState), 0U);
}

TEST_F(Mps2PeripheralsTest, AResetFreesTheWireAndSwitchesOff) {
  set(kClear, 3);
  set(kLed, 1);
  set(kUartControl, 1);
  board.reset(time.now());
  EXPECT_EQ(wire.levels(), Lines());
  EXPECT_FALSE(board.ledOn());
  EXPECT_EQ(board.read(kUartControl), 0U);
}

TEST_F(Mps2PeripheralsTest, OtherRegistersAreErrors) {
  EXPECT_THROW(board.read(kUartData), NoSuchRegister);
  EXPECT_THROW(board.read(kClear), NoSuchRegister);
  EXPECT_THROW(set(kButton, 1), NoSuchRegister);
  EXPECT_THROW(set(0x40028010, 1), NoSuchRegister);
}

}  // namespace
}  // namespace signet::emulator
