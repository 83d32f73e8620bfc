// `signet demo`: the story that newcomers see first, told to its end; and on a chip that is theirs.
#include "tests/cli/signet_command.h"

namespace signet::test {
namespace {

using testing::HasSubstr;

class Demo : public SignetCommand {};

TEST_F(Demo, TellsTheStoryFromABlankChipToThreeFailedAttacks) {
  const Outcome outcome = sh("signet demo --device linux --folder story </dev/null 2>&1");
  ASSERT_EQ(outcome.code, 0) << outcome.out;
  for (const char* scene :
       {"What can never be undone", "It works:", "for ever", "Certificate request self-signature verify OK",
        "device.crt: OK", "devices/my-device/telemetry {", "decrypt_error", "execution error (0F)",
        "Connected in "}) {
    EXPECT_THAT(outcome.out, HasSubstr(scene));
  }
  EXPECT_THAT(readFile("story/handshake.svg"), HasSubstr("</svg>"));
}

TEST_F(Demo, ItsDeviceIsAVirtualBoard) {
  const Outcome outcome = sh("signet demo --folder story </dev/null 2>&1");
  ASSERT_EQ(outcome.code, 0) << outcome.out;
  for (const char* scene : {"signet on a NodeMCU", "[LED on]", "my-device/telemetry {\"sequence\":2",
                            "\"led\":true", "\"online\":false", "Connected in "}) {
    EXPECT_THAT(outcome.out, HasSubstr(scene));
  }
  EXPECT_EQ(sh("signet demo --device toaster --folder other").code, 2);
  EXPECT_EQ(sh("signet demo --device board --chip sim:my.chip --folder other").code, 2);
}

TEST_F(Demo, AsksBeforeEachLockOfAChipOfYours) {
  ok("chip new mine.chip");
  const std::string demo = "SIGNET_HOME=keep signet demo --chip sim:mine.chip --folder ";
  EXPECT_EQ(sh(demo + "one </dev/null").code, 7) << "without a word from the user";
  EXPECT_THAT(ok("info --chip sim:mine.chip"), testing::Not(HasSubstr("locked, for ever")));
  EXPECT_EQ(sh("printf 'yes\nno\n' | " + demo + "two").code, 7) << "the second lock was not wanted";
  const Outcome outcome = sh("printf 'yes\n' | " + demo + "three 2>&1");
  EXPECT_EQ(outcome.code, 0) << outcome.out;
  EXPECT_THAT(outcome.out,
              testing::AllOf(HasSubstr("Connected in "), HasSubstr("/keep: it has the authority")));
  EXPECT_EQ(sh("SIGNET_HOME=keep signet demo --chip sim:none.chip --folder none").code, 6);
  const Outcome again = sh(demo + "four </dev/null 2>&1");
  EXPECT_EQ(again.code, 0) << "a chip that is locked already needs no word\n" << again.out;
}

TEST_F(Demo, LeavesWhatIsThereAlone) {
  writeFile("mine", "keep");
  const Outcome outcome = sh("signet demo --folder .");
  EXPECT_EQ(outcome.code, 6);
  EXPECT_THAT(outcome.err, HasSubstr("is not an empty folder"));
  EXPECT_EQ(sh("signet demo --json --folder new").code, 2);
  EXPECT_EQ(readFile("mine"), "keep");
}

}  // namespace
}  // namespace signet::test
