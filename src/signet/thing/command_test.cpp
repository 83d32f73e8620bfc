#include "signet/thing/command.h"

#include <gtest/gtest.h>

#include <string>

namespace signet::thing {
namespace {

std::string problemOf(std::string_view text) {
  const Command command = parseCommand(text);
  EXPECT_FALSE(command.led && command.problem != nullptr) << text;
  return command.problem != nullptr ? command.problem : "";
}

TEST(Command, TurnsTheLedOnAndOff) {
  for (const char* on : {R"({"led":true})", " { \"led\" :\ttrue }\n", R"({"led":false,"led":true})"}) {
    EXPECT_EQ(problemOf(on), "") << on;
    EXPECT_TRUE(parseCommand(on).led) << on;
  }
  EXPECT_EQ(problemOf(R"({"led":false})"), "");
  EXPECT_FALSE(parseCommand(R"({"led":false})").led);
}

TEST(Command, OtherMembersAreNotPassedOver) {
  for (const char* other : {R"({"fan":true})", R"({"a":"x","led":true,"b":-1.5e3})",
                            R"({"q":"\"}","led":true,"n":null})", R"({"led":true,"fan":true})",
                            R"({"a":[1],"led":true})", R"({"a":"\)", R"({"":true})", R"({"LED":true})"}) {
    EXPECT_EQ(problemOf(other), "this device has an LED and nothing else to command") << other;
  }
}

TEST(Command, AnLedIsOnOrOff) {
  for (const char* other : {R"({"led":1})", R"({"led":"true"})", R"({"led":null})", R"({"led":True})",
                            R"({"led":true,"led":0})"}) {
    EXPECT_EQ(problemOf(other), "\"led\" is neither true nor false") << other;
  }
}

TEST(Command, AnEmptyOneIsToldApart) {
  EXPECT_EQ(problemOf("{}"), "it is empty");
  EXPECT_EQ(problemOf(" { } "), "it is empty");
}

TEST(Command, EverythingElseIsRefused) {
  for (const char* wrong : {"",
                            "on",
                            "led",
                            "true",
                            "[true]",
                            R"("led")",
                            R"({"led":true)",
                            R"({"led": true)",
                            R"({"led":true}})",
                            R"({"led" true})",
                            R"({"led":})",
                            R"({led:true})",
                            R"({"led":true,})",
                            R"({"led":true "a":1})",
                            R"({"led)",
                            R"({"a)",
                            R"({"a")",
                            R"({"led":"\)",
                            R"({"led":[true]})",
                            R"({"led":{}})",
                            "{}{",
                            "{"}) {
    EXPECT_EQ(problemOf(wrong), "it is no JSON object, or a nested one") << wrong;
  }
}

TEST(Command, TheLongestFitsAndALongerOneDoesNot) {
  const std::string command = R"({"led": true})";
  const std::string longest = command + std::string(kMaxCommand - command.size(), ' ');
  EXPECT_EQ(problemOf(longest), "");
  EXPECT_EQ(problemOf(longest + " "), "it is longer than 128 bytes");
}

}  // namespace
}  // namespace signet::thing
