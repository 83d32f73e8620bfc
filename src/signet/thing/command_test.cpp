#include "signet/thing/command.h"

#include <gtest/gtest.h>

namespace signet::thing {
namespace {

TEST(Command, TurnsTheLedOnAndOff) {
  for (const char* on : {R"({"led":true})", " { \"led\" :\ttrue }\n", R"({"a":"x","led":true,"b":-1.5e3})",
                         R"({"led":false,"led":true})", R"({"q":"\"}","led":true,"n":null})"}) {
    const auto command = parseCommand(on);
    ASSERT_TRUE(command.ok()) << on;
    EXPECT_TRUE(command->led) << on;
  }
  const auto off = parseCommand(R"({"led":false})");
  ASSERT_TRUE(off.ok());
  EXPECT_FALSE(off->led);
}

TEST(Command, ObjectsThatSayNothingAboutTheLedAreToldApart) {
  for (const char* other :
       {"{}", R"({"fan":true})", R"({"led":1})", R"({"led":"true"})", R"({"led":null})"}) {
    EXPECT_EQ(parseCommand(other).status(), Status::notSupported) << other;
  }
}

TEST(Command, EverythingElseIsRefused) {
  for (const char* wrong : {"", "led", "true", R"("led")", R"({"led":true)", R"({"led":true}})",
                            R"({"led" true})", R"({"led":})", R"({led:true})", R"({"led":true,})",
                            R"({"led":true "a":1})", R"({"a":[1],"led":true})", R"({"led)", R"({"a":"\)"}) {
    EXPECT_EQ(parseCommand(wrong).status(), Status::badEncoding) << wrong;
  }
}

}  // namespace
}  // namespace signet::thing
