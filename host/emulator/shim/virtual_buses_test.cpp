#include "host/emulator/shim/virtual_buses.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace signet::emulator {
namespace {

TEST(VirtualBuses, FindsTheBusOfADevice) {
  const VirtualBuses buses("7=unix:/tmp/a;12=tcp:127.0.0.1:99", nullptr);
  ASSERT_NE(buses.device("/dev/i2c-7"), nullptr);
  EXPECT_STREQ(buses.device("/dev/i2c-7")->endpoint.name.data(), "/tmp/a");
  ASSERT_NE(buses.device("/dev/i2c-12"), nullptr);
  EXPECT_EQ(buses.device("/dev/i2c-12")->endpoint.port, 99);
  EXPECT_EQ(buses.problem(), nullptr);
}

TEST(VirtualBuses, LeavesOtherPathsAlone) {
  const VirtualBuses buses("7=unix:/tmp/a", nullptr);
  for (const char* path :
       {"/dev/i2c-1", "/dev/i2c-77", "/dev/i2c-7x", "/dev/i2c-", "/dev/i2c/7", "i2c-7", ""}) {
    EXPECT_EQ(buses.device(path), nullptr) << path;
  }
  EXPECT_EQ(buses.device(nullptr), nullptr);
  EXPECT_EQ(VirtualBuses(nullptr, nullptr).device("/dev/i2c-7"), nullptr);
}

TEST(VirtualBuses, TellsOfWrongEntriesAndKeepsTheOthers) {
  for (const char* wrong : {"x=unix:/a", "7", "=unix:/a", "7=", "7=/tmp/a"}) {
    const VirtualBuses buses((std::string(wrong) + ";8=unix:/b").c_str(), nullptr);
    EXPECT_NE(buses.problem(), nullptr) << wrong;
    EXPECT_NE(buses.device("/dev/i2c-8"), nullptr) << wrong;
    EXPECT_EQ(buses.all().size(), 1U) << wrong;
  }
}

TEST(VirtualBuses, TakesEightBuses) {
  std::string text;
  for (int i = 0; i < 8; ++i) text += std::to_string(i) + "=unix:/a;";
  EXPECT_EQ(VirtualBuses(text.c_str(), nullptr).problem(), nullptr);
  EXPECT_EQ(VirtualBuses(text.c_str(), nullptr).all().size(), 8U);
  EXPECT_STREQ(VirtualBuses((text + "8=unix:/a").c_str(), nullptr).problem(), "there are more than 8 buses");
}

TEST(VirtualBuses, MovesTheSysfsFolder) {
  const VirtualBuses buses("7=unix:/a", "/run/x");
  const auto buffer = std::make_unique<VirtualBuses::PathBuffer>();
  EXPECT_STREQ(buses.translate("/sys/class/i2c-dev", *buffer), "/run/x");
  EXPECT_STREQ(buses.translate("/sys/class/i2c-dev/i2c-7/name", *buffer), "/run/x/i2c-7/name");
  for (const char* path : {"/sys/class/i2c-device", "/sys/class", "/etc/passwd", "/sys/class/i2c-de"}) {
    EXPECT_EQ(buses.translate(path, *buffer), path);
  }
  const std::string tooLong = "/sys/class/i2c-dev/" + std::string(PATH_MAX, 'x');
  EXPECT_EQ(buses.translate(tooLong.c_str(), *buffer), tooLong.c_str());
  EXPECT_EQ(buses.translate(nullptr, *buffer), nullptr);
  EXPECT_STREQ(VirtualBuses("", nullptr).translate("/sys/class/i2c-dev", *buffer), "/sys/class/i2c-dev");
}

}  // namespace
}  // namespace signet::emulator
