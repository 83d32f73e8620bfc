// `signet profile`, `plan` and `apply`: a chip becomes a device.
#include <nlohmann/json.hpp>

#include "tests/cli/signet_command.h"

namespace signet::test {
namespace {

using testing::HasSubstr;

class Provision : public SignetCommand {
 protected:
  Provision() { ok("chip new blank.chip"); }
  /// With the chip and a home of this test's own.
  static std::string onChip(const std::string& arguments) { return arguments + " --chip sim:blank.chip"; }
  static std::string atHome(const std::string& arguments) { return onChip(arguments) + " --home home"; }
};

TEST_F(Provision, ProfilesAreListedAndShown) {
  EXPECT_THAT(ok("profile list"), HasSubstr("aws-iot"));
  EXPECT_THAT(ok("profile show"), HasSubstr("Lint finds nothing in it."));
  EXPECT_THAT(ok("profile show development"), HasSubstr("warning: "));
  writeFile("mine.toml", ok("profile show development --toml"));
  EXPECT_EQ(ok("profile show mine.toml --toml"), ok("profile show development --toml"));
  EXPECT_EQ(json("profile show aws-iot")["findings"].size(), 0u);
  refused("profile show production", 2, "no profile 'production'");
  refused("profile show missing.toml", 6, "missing.toml");
}

TEST_F(Provision, PlanTellsAndChangesNothing) {
  const std::string before = readFile("blank.chip");
  const std::string plan = ok(onChip("plan"));
  EXPECT_THAT(plan, HasSubstr("2. Lock the configuration zone: for ever"));
  EXPECT_THAT(plan, HasSubstr("What can never be undone"));
  EXPECT_THAT(plan, HasSubstr("Slot 0: tls-identity"));
  EXPECT_THAT(plan, HasSubstr("signet apply aws-iot"));
  const auto document = json(onChip("plan development"));
  EXPECT_EQ(document["steps"].size(), 5u);
  EXPECT_FALSE(document["complete"]);
  EXPECT_EQ(readFile("blank.chip"), before);
}

TEST_F(Provision, ApplyNeedsYesAndThenMakesTheDevice) {
  const std::string before = readFile("blank.chip");
  EXPECT_THAT(sh("signet " + atHome("apply")).out, HasSubstr("5. Lock the data and OTP zones: for ever"));
  refused(atHome("apply --irreversible maybe"), 2, "is not a confirmation");
  EXPECT_EQ(sh("signet " + atHome("apply")).code, 7);
  EXPECT_EQ(readFile("blank.chip"), before);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "home"));

  EXPECT_THAT(ok(atHome("apply --irreversible yes")), HasSubstr("is a chip of the profile aws-iot now"));
  const auto again = json(atHome("apply"));
  EXPECT_FALSE(again["changed"]);
  EXPECT_TRUE(again["paired"]);
  EXPECT_THAT(ok(onChip("plan")), HasSubstr("Nothing is left to do"));
  EXPECT_EQ(json(onChip("config lint"))["findings"].size(), 0u);
  refused(onChip("key gen 0 --replace"), 5, "Slot 0");
  refused(onChip("plan development"), 5, "can never become development");
}

TEST_F(Provision, RehearsalGoesToTheBrokerAndLeavesTheChip) {
  const std::string before = readFile("blank.chip");
  const std::string told = ok(onChip("rehearse"));
  EXPECT_THAT(told, HasSubstr("mosquitto lets it in (TLS_ECDHE_ECDSA"));
  EXPECT_THAT(told, HasSubstr("It works"));
  EXPECT_THAT(told, HasSubstr("--plan " + std::string(json(onChip("plan"))["code"])));
  EXPECT_FALSE(json(onChip("rehearse --without-broker"))["connected"]);
  EXPECT_TRUE(json(onChip("rehearse development"))["connected"]);
  refused(onChip("rehearse --mosquitto /nonexistent"), 127, "In the rehearsal: ");
  EXPECT_EQ(readFile("blank.chip"), before);
}

TEST_F(Provision, OnlyThePlanThatWasReadIsApplied) {
  const std::string code = json(onChip("plan"))["code"];
  refused(atHome("apply --plan 00000000 --irreversible yes"), 5, "has the plan " + code);
  ok(onChip("write config --offset 20 81008720"));
  refused(atHome("apply --irreversible yes --plan " + code), 5, "not " + code);
  ok(atHome("apply --irreversible yes --plan " + std::string(json(onChip("plan"))["code"])));
}

TEST_F(Provision, ResetChipIsNotTheOneOfItsJournal) {
  ok(atHome("apply --irreversible yes"));
  ok("chip reset blank.chip --irreversible yes");
  refused(atHome("apply --irreversible yes"), 5, "another life of a virtual one");
  EXPECT_EQ(sh("rm -r home/devices").code, 0);
  ok(atHome("apply --irreversible yes"));
}

/// SIGKILL, at whatever the program does then. A run takes some 20 ms.
TEST_F(Provision, KilledApplyIsFinishedByTheNextOne) {
  for (int milliseconds = 2; milliseconds <= 40; milliseconds += 2) {
    sh("rm -f killed.chip");
    ok("chip new killed.chip");
    sh("rm -rf killed");
    const std::string apply = "apply --chip sim:killed.chip --home killed --irreversible yes";
    sh("timeout --foreground -s KILL 0.0" + std::string(milliseconds < 10 ? "0" : "") +
       std::to_string(milliseconds) + " signet " + apply);
    ok(apply);
    EXPECT_FALSE(json(apply)["changed"]);
  }
}

TEST_F(Provision, SecretOfAnotherComputerIsMissed) {
  ok(atHome("apply --irreversible yes"));
  const Outcome elsewhere = sh("signet " + onChip("apply --home other"));
  EXPECT_EQ(elsewhere.code, 0);
  EXPECT_THAT(elsewhere.err, HasSubstr("The pairing secret of slot 6 is not on this computer"));
}

TEST_F(Provision, RehearsalOfAChipWhoseSecretIsLostIsNoSuccess) {
  ok(atHome("apply --irreversible yes"));
  const std::string rehearse = "rehearse --without-broker";
  EXPECT_THAT(ok(atHome(rehearse)), HasSubstr("is the chip's, proved by a MAC"));
  EXPECT_EQ(json(atHome(rehearse))["works"], true);

  const Outcome lost = sh("signet " + onChip(rehearse + " --home other"));
  EXPECT_EQ(lost.code, 1);
  EXPECT_THAT(lost.out, HasSubstr("is a stand-in, not the chip's"));
  EXPECT_THAT(lost.out, HasSubstr("its pairing secret is not on this computer"));
  EXPECT_THAT(lost.out, testing::Not(HasSubstr("It works")));
  EXPECT_EQ(json(onChip(rehearse + " --home other"), 1)["works"], false);
  refused(onChip("setup local --home other"), 6, "pairing secret");  // which is what it warned of

  sh("for file in home/devices/*/pairing.secret; do printf '%064d' 0 > $file; done");
  refused(atHome(rehearse), 6, "is not the pairing secret in the chip");
}

TEST_F(Provision, RehearsalOfAChipThatNeedsNoSecretToBeSetUp) {
  ok(atHome("apply development --irreversible yes"));
  const std::string told = ok(onChip("rehearse development --without-broker --home other"));
  EXPECT_THAT(told, HasSubstr("It works"));
  EXPECT_THAT(told, HasSubstr("slots that it opens stay closed"));
  ok(onChip("setup local --home other"));
}

TEST_F(Provision, LockedByOthersIsLeftAlone) {
  ok("chip new locked.chip --locked");
  refused("plan --chip sim:locked.chip", 5, "not that of aws-iot");
}

}  // namespace
}  // namespace signet::test
