// What a device reports that does not get as far as the broker: the real cause, by name, before anything is
// made or sent. Each cause beside a chip or a home that has nothing of it.
#include <nlohmann/json.hpp>

#include "tests/cli/signet_command.h"
#include "tests/mqtt/broker.h"

namespace signet::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Trouble : public SignetCommand {
 protected:
  Trouble() : port_(std::to_string(freePort())) { ok("chip new my.chip --seed 21"); }

  static std::string on(const std::string& arguments, const std::string& chip = "my.chip") {
    return arguments + " --home home --chip sim:" + chip;
  }
  void setUp() { ok(on("setup local --name kitchen --irreversible yes --port " + port_)); }
  std::string deviceFile(const std::string& name) {
    return "home/devices/" + std::string(json("info --chip sim:my.chip")["serialNumber"]) + "/" + name;
  }
  /// One check of `signet doctor`, which finds at least that no server listens at the port.
  nlohmann::json checked(const std::string& check, const std::string& arguments = on("doctor")) {
    const nlohmann::json report = json(arguments, 1);
    for (const auto& one : report["checks"]) {
      if (one["check"] == check) return one;
    }
    ADD_FAILURE() << "no check " << check;
    return {};
  }
  bool madeHome() const { return std::filesystem::exists(folder_ / "home"); }

  std::string port_;
};

TEST_F(Trouble, AWrongPairingSecretIsNotTheServersFault) {
  setUp();
  const std::string file = deviceFile("pairing.secret");
  const std::string good = readFile(file);
  EXPECT_EQ(checked("pairing secret")["state"], "OK");
  refused(on("connect"), 10, "Nobody listens");  // as far as the network, with the right one

  writeFile(file, std::string(64, '0') + "\n");
  for (const char* const command :
       {"connect", "connect --cert chip", "pub devices/kitchen/x y", "device run"}) {
    refused(on(command), 6, "is not the pairing secret in the chip");
  }
  const auto wrong = checked("pairing secret");
  EXPECT_EQ(wrong["state"], "failed");
  EXPECT_THAT(wrong["text"].get<std::string>(), HasSubstr(file));
  EXPECT_EQ(checked("key")["state"], "OK");
  EXPECT_EQ(checked("TCP")["state"], "failed");                      // the network is examined nevertheless
  refused(on("connect --software-exchange"), 10, "Nobody listens");  // which does not need it

  writeFile(file, good);
  refused(on("connect"), 10, "Nobody listens");
}

TEST_F(Trouble, APairingSecretThatIsNoneOrNotThere) {
  setUp();
  const std::string file = deviceFile("pairing.secret");
  writeFile(file, "zz\n");
  const auto damaged = checked("pairing secret");
  EXPECT_EQ(damaged["state"], "failed");
  EXPECT_THAT(damaged["next"].get<std::string>(), HasSubstr("cannot be made again"));
  std::filesystem::remove(folder_ / file);
  EXPECT_EQ(checked("pairing secret")["state"], "warning");
  ok("chip new none.chip --locked");
  const auto none = checked("pairing secret", on("doctor", "none.chip"));
  EXPECT_EQ(none["state"], "OK");
  EXPECT_THAT(none["text"].get<std::string>(), HasSubstr("none"));
}

TEST_F(Trouble, ABadRecordIsNotTheChipsFault) {
  setUp();
  EXPECT_THAT(checked("record")["text"].get<std::string>(), HasSubstr("kitchen, broker localhost"));
  writeFile(deviceFile("device.toml"), "name = \n");
  EXPECT_EQ(checked("chip")["state"], "OK");
  const auto record = checked("record");
  EXPECT_EQ(record["state"], "failed");
  EXPECT_THAT(record["text"].get<std::string>(), HasSubstr("device.toml"));
  EXPECT_EQ(checked("key")["state"], "OK");
  EXPECT_EQ(checked("name")["state"], "skipped");  // which broker was in the record
  EXPECT_EQ(checked("TCP", on("doctor --host localhost --port " + port_))["state"], "failed");
}

TEST_F(Trouble, AChipOfNoProfileIsRefusedBeforeAnAuthorityIsMade) {
  ok("lock config --despite-lint --irreversible yes --chip sim:my.chip");
  refused(on("setup local --irreversible yes"), 5, "that of no profile of signet's");
  EXPECT_FALSE(madeHome());
  const Outcome outcome = sh("signet " + on("setup local --irreversible yes"));
  EXPECT_THAT(outcome.err, HasSubstr("`signet key gen 0`, then `signet lock data`"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("signet plan")));
  EXPECT_THAT(sh("signet " + on("apply --irreversible yes")).err, HasSubstr("`signet setup local`"));
  const std::string advice = checked("configuration")["next"];
  EXPECT_THAT(advice, HasSubstr("take another chip"));
  // And what it says leads somewhere.
  ok("key gen 0 --chip sim:my.chip");
  ok("lock data --despite-lint --irreversible yes --chip sim:my.chip");
  EXPECT_EQ(json(on("setup local"))["done"], true);
}

TEST_F(Trouble, AHalfMadeChipOfAProfileIsSentBackToIt) {
  ok("chip new half.chip --seed 22");
  // Interrupted once the configuration was locked: there is no place for the pairing secret.
  const std::string serial = json("info --chip sim:half.chip")["serialNumber"];
  std::filesystem::create_directories(folder_ / "other/devices" / serial / "pairing.secret");
  EXPECT_NE(sh("signet apply --home other --chip sim:half.chip --irreversible yes").code, 0);
  EXPECT_EQ(json("info --chip sim:half.chip")["configLocked"], true);
  EXPECT_THAT(checked("configuration", on("doctor", "half.chip"))["next"].get<std::string>(),
              HasSubstr("`signet apply aws-iot` does it"));
}

TEST_F(Trouble, AKeySlotThatCannotBeIsFoundBeforeAnAuthorityIsMade) {
  ok("chip new ready.chip --locked");
  refused(on("setup local --key-slot 8", "ready.chip"), 5, "Slot 8 is not for a private key");
  EXPECT_FALSE(madeHome());
  ok(on("setup local", "ready.chip"));
}

TEST_F(Trouble, RefusalsSayWhatIsMissing) {
  refused(on("connect"), 5, "This chip is blank");
  EXPECT_THAT(sh("signet " + on("connect")).err, HasSubstr("`signet setup local`"));
  EXPECT_THAT(checked("configuration")["text"].get<std::string>(), HasSubstr("This chip is blank"));
  setUp();
  refused(on("connect --key-slot 5"), 5,
          "Slot 5 refuses Sign: KeyConfig.Private is 0, so it holds no private key");
  refused(on("connect --key-slot 2 --software-exchange"), 5, "Slot 2 refuses Sign: ReadKey bit 0 is 0");
  const auto key = checked("key", on("doctor --key-slot 5"));
  EXPECT_THAT(key["text"].get<std::string>(), HasSubstr("it holds no private key"));
  EXPECT_EQ(checked("key")["state"], "OK");

  ok("chip new open.chip");
  ok("lock config --despite-lint --irreversible yes --chip sim:open.chip");
  refused(on("connect", "open.chip"), 5, "its data zone is not locked yet");
  const auto keyless = checked("key", on("doctor", "open.chip"));
  EXPECT_THAT(keyless["text"].get<std::string>(), HasSubstr("no key is in it yet"));
}

}  // namespace
}  // namespace signet::test
