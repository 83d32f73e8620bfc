// Rehearsals: a plan carried out on a copy, as far as a message through a real mosquitto.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>

#include "host/base/errors.h"
#include "host/provision/rehearsal.h"
#include "tests/support/rig.h"
#include "tests/support/test_part.h"

namespace signet::test {
namespace {

using namespace provision;

/// mosquitto judges certificates by the real time.
const std::int64_t kNow = std::time(nullptr);

Plan planFor(Rig& rig, const char* profile) {
  return makePlan(profile::loadProfile(profile), readState(rig.device));
}

/// Where rehearsals put their files meanwhile, this test's own.
class TemporaryFiles {
 public:
  TemporaryFiles()
      : folder_(std::filesystem::temp_directory_path() / ("signet-test-" + std::to_string(::getpid()))) {
    std::filesystem::create_directory(folder_);
    ::setenv("TMPDIR", folder_.c_str(), 1);
  }
  ~TemporaryFiles() {
    ::unsetenv("TMPDIR");
    std::filesystem::remove_all(folder_);
  }
  bool empty() const { return std::filesystem::is_empty(folder_); }

 private:
  std::filesystem::path folder_;
};

class RehearsalOf : public testing::TestWithParam<const char*> {};

TEST_P(RehearsalOf, BlankChipGoesAsFarAsTheBroker) {
  Rig rig(factoryPart());
  const emulator::Eeprom before = rig.chip.eeprom();
  const TemporaryFiles files;
  std::vector<std::string> told;
  const Rehearsal done =
      rehearse(planFor(rig, GetParam()), kNow, {}, [&](const std::string& what) { told.push_back(what); });
  EXPECT_TRUE(done.applied.changed);
  EXPECT_TRUE(done.applied.paired);
  EXPECT_FALSE(done.standInSecret);  // it is made with the chip: nothing is missing
  EXPECT_TRUE(done.chainInChip);
  EXPECT_THAT(done.suite, testing::HasSubstr("ECDHE_ECDSA"));
  EXPECT_EQ(done.topic, "devices/" + done.deviceName + "/rehearsal");
  EXPECT_GT(done.provisioning, std::chrono::milliseconds(100));
  EXPECT_EQ(told.size(), 8u);  // five steps, the proof, the certificate, the broker
  EXPECT_EQ(rig.chip.eeprom(), before);
  EXPECT_TRUE(files.empty());
}

INSTANTIATE_TEST_SUITE_P(Profiles, RehearsalOf, testing::Values("aws-iot", "development"),
                         [](const auto& profile) { return std::string(profile.param).substr(0, 3); });

TEST(Rehearsal, ChipThatIsReadyIsPlayedWithStandIns) {
  Rig rig(factoryPart());
  const Plan plan = planFor(rig, "aws-iot");
  emulator::Eeprom part = factoryPart();
  part.config = plan.target.bytes;
  part.config[86] = part.config[87] = 0;
  part.privateKeyValid = 1;
  part.slot(0)[35] = 9;
  std::fill_n(part.slot(0).begin(), 5, std::uint8_t{0});
  Rig ready(part);
  const Plan complete = planFor(ready, "aws-iot");
  ASSERT_TRUE(complete.complete());
  std::vector<std::string> told;
  const Rehearsal done = rehearse(complete, kNow, {}, [&](const std::string& what) { told.push_back(what); });
  EXPECT_TRUE(done.standInSecret && done.storedWithStandIn);
  EXPECT_THAT(told, testing::Contains(testing::HasSubstr("slot 6 is a stand-in, not the chip's")));
  EXPECT_FALSE(done.applied.changed);
  EXPECT_TRUE(done.applied.paired);
  EXPECT_NE(done.applied.identity, ready.device.publicKey(Slot::number<0>()).value());
  EXPECT_FALSE(done.suite.empty());
}

TEST(Rehearsal, WithoutBrokerNeedsNoMosquitto) {
  Rig rig(factoryPart());
  const Plan plan = planFor(rig, "aws-iot");
  const Rehearsal done = rehearse(plan, kNow, {.connect = false, .mosquitto = "/nonexistent"});
  EXPECT_TRUE(done.chainInChip);
  EXPECT_TRUE(done.suite.empty());
  try {
    (void)rehearse(plan, kNow, {.connect = true, .mosquitto = "/nonexistent"});
    ADD_FAILURE();
  } catch (const UserError& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("In the rehearsal: Cannot run /nonexistent"));
    EXPECT_THAT(error.next(), testing::HasSubstr("The chip itself was only read."));
  }
}

}  // namespace
}  // namespace signet::test
