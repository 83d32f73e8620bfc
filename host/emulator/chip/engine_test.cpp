// The chip on the bus: wake, idle, sleep, watchdog, byte-level I2C. Random serves as a command.
#include <gtest/gtest.h>

#include "host/emulator/chip/test_chip.h"

namespace signet::emulator::test {
namespace {

using namespace std::chrono_literals;

const Buffer kWakeGroup = unhex("04113343");
const Buffer kRandom = unhex("071B00000024CD");
const std::string kFixedPattern = "23FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000411A";

TEST(Bus, AnswersRandomByteForByte) {
  TestChip chip(factoryPart());
  EXPECT_EQ(hex(chip.exchange(kRandom)), kFixedPattern);
}

}  // namespace
}  // namespace signet::emulator::test
