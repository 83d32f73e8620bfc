#include "host/cli/connect/pc_thing.h"

#include <gmock/gmock.h>

#include <sstream>

namespace signet::cli {
namespace {

struct PcThingTest : testing::Test {
  std::ostringstream out, err;
  Console console{out, err, {}};
};

TEST_F(PcThingTest, ANameThatFitsIsTheThings) {
  const std::string name(thing::Thing::kMaxName, 'n');
  PcThing device(console, name, "", {});
  device::Settings settings;
  device.describeTo(settings);
  EXPECT_EQ(settings.session.clientId, name);
  EXPECT_EQ(settings.session.will->topic, "devices/" + name + "/status");
}

TEST_F(PcThingTest, ANameThatIsTooLongIsRefused) {
  const std::string name(thing::Thing::kMaxName + 1, 'n');
  try {
    PcThing device(console, name, "", {});
    FAIL();
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), Exit::usage);
    EXPECT_THAT(error.what(), testing::HasSubstr("at most 64 bytes; this certificate's has 65"));
  }
}

TEST_F(PcThingTest, AClientIdThatWasGivenStays) {
  PcThing device(console, "lamp", "", {});
  device::Settings settings;
  settings.session.clientId = "another";
  device.describeTo(settings);
  EXPECT_EQ(settings.session.clientId, "another");
  EXPECT_EQ(settings.session.will->topic, "devices/lamp/status");
}

}  // namespace
}  // namespace signet::cli
