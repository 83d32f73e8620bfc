#include "host/cli/connect/virtual_led.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signet::cli {
namespace {

using testing::HasSubstr;

TEST(DeviceCommand, SwitchesTheLed) {
  EXPECT_EQ(parseDeviceCommand(R"({"led": true})").led, true);
  EXPECT_EQ(parseDeviceCommand(R"( {"led":false} )").led, false);
  EXPECT_EQ(parseDeviceCommand(R"({"led": true})").problem, "");
}

TEST(DeviceCommand, AnythingElseIsAProblem) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "no JSON object"},
      {"on", "no JSON object"},
      {"[true]", "no JSON object"},
      {R"({"led": true)", "no JSON object"},
      {R"({"led": 1})", "neither true nor false"},
      {R"({"led": true, "fan": true})", "nothing else to command"},
      {"{}", "empty"},
      {R"({"led": true})" + std::string(4096, ' '), "longer than 4096"},
  };
  for (const auto& [text, sentence] : cases) {
    const DeviceCommand command = parseDeviceCommand(text);
    EXPECT_FALSE(command.led) << text;
    EXPECT_THAT(command.problem, HasSubstr(sentence));
    EXPECT_THAT(command.problem, HasSubstr("{\"led\": true}"));
  }
}

}  // namespace
}  // namespace signet::cli
