// `signet device run`: a device on this computer against a real mosquitto that comes and goes.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/cli/connected_command.h"

namespace signet::test {
namespace {

using testing::HasSubstr;

class DeviceRun : public ConnectedCommand {
 protected:
  void command(const std::string& payload) {
    Child publisher(
        broker_->client("mosquitto_pub", {"-t", "devices/my-device/command", "-m", payload, "-q", "1"}));
    EXPECT_EQ(publisher.wait(), 0) << publisher.output();
  }
  /// What the broker keeps of the device's state.
  bool online() {
    Child subscriber(
        broker_->client("mosquitto_sub", {"-t", "devices/my-device/status", "-C", "1", "-W", "10"}));
    EXPECT_EQ(subscriber.wait(), 0) << subscriber.output();
    return nlohmann::json::parse(subscriber.output())["online"];
  }
};

TEST_F(DeviceRun, ReportsAndLeavesInOrder) {
  Child heard(broker_->client("mosquitto_sub", {"-t", "devices/my-device/telemetry", "-C", "2"}));
  broker_->waitForLog("Sending SUBACK");
  const Outcome outcome = sh("signet " + connecting("device run --interval 1 --count 2 --json"));
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  std::istringstream lines(outcome.out);
  std::vector<std::string> events;
  for (std::string line; std::getline(lines, line);) events.push_back(nlohmann::json::parse(line)["event"]);
  EXPECT_THAT(events, testing::IsSupersetOf({"phase", "connected", "listening", "telemetry"}));
  EXPECT_GE(std::count(events.begin(), events.end(), "telemetry"), 2);
  EXPECT_EQ(heard.wait(), 0);
  const auto report = nlohmann::json::parse(heard.output().substr(0, heard.output().find('\n')));
  EXPECT_EQ(report["sequence"], 1);
  EXPECT_EQ(report["led"], false);
  EXPECT_EQ(report["connections"], 1);
  EXPECT_EQ(report["dropped"], 0);
  EXPECT_LT(report["uptime"].get<double>(), 60);
  EXPECT_EQ(report["chip"].get<std::string>().size(), 18U);
  EXPECT_THAT(report["time"].get<std::string>(), testing::MatchesRegex("20..-..-..T..:..:..Z"));
  EXPECT_FALSE(online());
}

TEST_F(DeviceRun, ObeysCommandsAndRefusesOthers) {
  Child device(program({"device", "run", "--interval", "3600"}));
  device.waitFor("listening to devices/my-device/command");
  command(R"({"led": true})");
  device.waitFor("LED on");
  command(R"({"led": false})");
  device.waitFor("LED off");
  command("on");
  device.waitFor("no JSON object");
  command(R"({"led": "on"})");
  device.waitFor("neither true nor false");
  command(R"({"pump": true})");
  device.waitFor("an LED and nothing else");
  command(R"({"led": true, "pump": true})");
  device.waitFor("an LED and nothing else");
  command(R"({"led": true})" + std::string(200, ' '));
  device.waitFor("longer than 128 bytes");
  EXPECT_THAT(device.output().substr(device.output().find("LED off")), testing::Not(HasSubstr("LED on")));
  EXPECT_TRUE(online());
  device.stop(2);  // Ctrl-C
  EXPECT_FALSE(online());
}

TEST_F(DeviceRun, TellsProgramsOfItsLedAndPeopleOfWhatIsNoCommand) {
  Child device(program({"device", "run", "--interval", "3600", "--json"}));
  device.waitFor(R"("event":"listening")");
  command(R"({"led": true})");
  EXPECT_THAT(device.waitFor(R"("event":"led")"), HasSubstr(R"("on":true)"));
  command(R"({"led": null})");
  EXPECT_THAT(device.waitFor("neither true nor false"), HasSubstr(R"({"warning":)"));
}

TEST_F(DeviceRun, TheBrokerTellsWhenItIsLost) {
  Child device(program({"device", "run"}));
  device.waitFor("listening");
  EXPECT_TRUE(online());
  device.stop(9);
  broker_->waitForLog("Client my-device ");  // ... closed its connection
  EXPECT_FALSE(online());
}

TEST_F(DeviceRun, ComesBackAndObeysWhatWasSaidMeanwhile) {
  Child device(program({"device", "run", "--interval", "1", "--retry", "1"}));
  device.waitFor("listening");
  broker_->stop();
  device.waitFor("Trying again in");
  device.waitFor("waits for the connection");
  broker_->start();
  device.waitFor("connected to localhost");
  device.waitFor("listening");
  command(R"({"led": true})");
  device.waitFor("LED on");
}

TEST_F(DeviceRun, ResumesItsTlsSession) {
  Child device(program({"device", "run", "--retry", "1"}));
  device.waitFor("connected to localhost");
  // A client that uses the same client ID replaces the device; the device may be back before the
  // other has disconnected.
  Child rival(broker_->client("mosquitto_pub", {"-i", "my-device", "-t", "x", "-m", "y"}));
  rival.wait();
  device.waitFor("Trying again in");
  EXPECT_THAT(device.waitFor("connected to localhost"), HasSubstr("TLS session resumed"));
}

TEST_F(DeviceRun, WaitsForABrokerThatIsNotThereYet) {
  broker_->stop();
  Child device(program({"device", "run", "--count", "1", "--interval", "1", "--retry", "1"}));
  device.waitFor("Nobody listens");
  broker_->start();
  EXPECT_EQ(device.wait(), 0);
  EXPECT_THAT(device.output(), HasSubstr("telemetry 1"));
}

}  // namespace
}  // namespace signet::test
