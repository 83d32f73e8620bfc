#include "host/provision/apply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/base/encoding.h"
#include "host/base/errors.h"
#include "host/provision/test_rig.h"
#include "signet/core/crc16.h"

namespace signet::provision {
namespace {

using atecc::Slot;
using testing::HasSubstr;

class ApplyTest : public testing::Test {
 protected:
  Plan planFor(const char* profile = "aws-iot") {
    Process process(board_, disk_);
    return makePlan(profile::loadProfile(profile), readState(process.device));
  }
  Applied applyPlan(const Plan& plan) {
    Process process(board_, disk_);
    return apply(process.device, plan, process.files);
  }
  /// The error with which the plan is refused; nothing may have changed then.
  UserError refusal(const Plan& plan) {
    const emulator::Eeprom before = board_.chip.eeprom();
    try {
      (void)applyPlan(plan);
    } catch (const UserError& error) {
      EXPECT_EQ(board_.chip.eeprom().config, before.config);
      EXPECT_EQ(board_.chip.eeprom().data, before.data);
      return error;
    }
    ADD_FAILURE() << "applied";
    return {Exit::ok, "", ""};
  }
  atecc::ConfigZone chipConfig() const { return {board_.chip.eeprom().config}; }

  Board board_;
  Disk disk_;
};

std::vector<StepKind> kindsOf(const Plan& plan) {
  std::vector<StepKind> kinds;
  for (const Step& step : plan.steps) kinds.push_back(step.kind);
  return kinds;
}

TEST_F(ApplyTest, BlankChipBecomesWhatTheProfileSays) {
  const Plan plan = planFor();
  EXPECT_THAT(kindsOf(plan),
              testing::ElementsAre(StepKind::writeConfig, StepKind::lockConfig, StepKind::writeSecret,
                                   StepKind::makeIdentity, StepKind::lockData));
  const Applied applied = applyPlan(plan);
  EXPECT_TRUE(applied.changed);
  EXPECT_TRUE(applied.paired);
  EXPECT_TRUE(chipConfig().configLocked());
  EXPECT_TRUE(chipConfig().dataLocked());
  EXPECT_EQ(profile::recogniseProfile(chipConfig())->name, "aws-iot");
  EXPECT_EQ(hexOf(Bytes(board_.chip.eeprom().slot(6)).first(32)) + "\n", disk_.at(home::kSecretFile));
  const Journal journal = parseJournal(disk_.at(home::kJournalFile), "journal");
  EXPECT_EQ(journal.progress, Progress::complete);
  EXPECT_EQ(journal.identity, applied.identity);
}

TEST_F(ApplyTest, SecondTimeChangesNothing) {
  const Applied first = applyPlan(planFor());
  const emulator::Eeprom chip = board_.chip.eeprom();
  const Disk disk = disk_;
  const Plan plan = planFor();
  EXPECT_TRUE(plan.complete());
  const Applied second = applyPlan(plan);
  EXPECT_FALSE(second.changed);
  EXPECT_EQ(second.identity, first.identity);
  EXPECT_EQ(board_.chip.eeprom().config, chip.config);
  EXPECT_EQ(board_.chip.eeprom().data, chip.data);
  EXPECT_EQ(disk_, disk);
}

TEST_F(ApplyTest, DevelopmentTakesANewKeyLater) {
  const Applied first = applyPlan(planFor("development"));
  Process process(board_, disk_);
  const Result<atecc::PublicKey> renewed = process.device.createKey(Slot::number<0>());
  ASSERT_TRUE(renewed.ok());
  const Applied second = applyPlan(planFor("development"));
  EXPECT_EQ(second.identity, *renewed);
  EXPECT_NE(second.identity, first.identity);
}

TEST_F(ApplyTest, PlanReadsAndWritesNothing) {
  const emulator::Eeprom before = board_.chip.eeprom();
  (void)planFor();
  EXPECT_EQ(board_.chip.eeprom(), before);
  EXPECT_TRUE(disk_.empty());
}

TEST_F(ApplyTest, CodeStandsForChipStateAndProfile) {
  const std::string code = planFor().code();
  EXPECT_EQ(code, planFor().code());
  EXPECT_NE(code, planFor("development").code());
  Board other(emulator::Eeprom::factory(2));
  Process process(other, disk_);
  EXPECT_NE(code, makePlan(profile::loadProfile("aws-iot"), readState(process.device)).code());
}

TEST_F(ApplyTest, AnotherChipThanPlannedIsRefused) {
  Board other(emulator::Eeprom::factory(2));
  Process process(other, disk_);
  const Plan plan = makePlan(profile::loadProfile("aws-iot"), readState(process.device));
  EXPECT_THAT(refusal(plan).what(), HasSubstr("not the chip that was planned"));
  EXPECT_TRUE(disk_.empty());
}

TEST_F(ApplyTest, AnotherStateThanPlannedIsRefused) {
  const Plan plan = planFor();
  Process process(board_, disk_);
  ASSERT_EQ(process.device.setUserExtra(9), Status::ok);
  EXPECT_THAT(refusal(plan).what(), HasSubstr("changed since"));
  EXPECT_TRUE(applyPlan(planFor()).changed);  // planned again it is fine
}

TEST_F(ApplyTest, JournalOfAnotherLifeIsRefused) {
  (void)applyPlan(planFor());
  Board again;  // the same serial number, blank
  Process process(again, disk_);
  const Plan plan = makePlan(profile::loadProfile("aws-iot"), readState(process.device));
  try {
    (void)apply(process.device, plan, process.files);
    ADD_FAILURE();
  } catch (const UserError& error) {
    EXPECT_THAT(error.what(), HasSubstr("complete"));
  }
  EXPECT_EQ(again.chip.eeprom().config, emulator::Eeprom::factory(1).config);
}

TEST_F(ApplyTest, LockedChipNeverBecomesAnother) {
  (void)applyPlan(planFor("development"));
  try {
    (void)planFor("aws-iot");
    ADD_FAILURE();
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), Exit::refused);
    EXPECT_THAT(error.what(), HasSubstr("profile development, and can never become aws-iot"));
  }
}

TEST_F(ApplyTest, OtherFamiliesAreRefused) {
  emulator::Eeprom part = emulator::Eeprom::factory(1);
  part.config[6] = 0x60;
  EXPECT_THROW((void)makePlan(profile::loadProfile("aws-iot"), {{part.config}, 0}), UserError);
  part.config[6] = 0x50;
  EXPECT_NO_THROW((void)makePlan(profile::loadProfile("aws-iot"), {{part.config}, 0}));
}

/// As far as the lock of the configuration.
void lockOnlyConfig(Board& board, Disk& disk) {
  Process process(board, disk);
  const auto target = profile::compile(profile::loadProfile("aws-iot"), {board.chip.eeprom().config});
  ASSERT_EQ(process.device.writeConfig(target.bytes), Status::ok);
  ASSERT_EQ(process.device.lockConfig(crc16(target.bytes)), Status::ok);
}

TEST_F(ApplyTest, KeyOfUnknownOriginIsReplaced) {
  lockOnlyConfig(board_, disk_);
  Process process(board_, disk_);
  atecc::Block known{};
  known[31] = 5;
  ASSERT_EQ(process.device.writePrivateKey(Slot::number<0>(), known), Status::ok);
  const Result<atecc::PublicKey> foreign = process.device.publicKey(Slot::number<0>());
  ASSERT_TRUE(foreign.ok());
  EXPECT_NE(applyPlan(planFor()).identity, *foreign);
}

TEST_F(ApplyTest, ForeignDataIsNotLockedIn) {
  lockOnlyConfig(board_, disk_);
  Process process(board_, disk_);
  ASSERT_EQ(process.device.writeBlock(atecc::MemoryAddress::slot(Slot::number<8>(), 0), {}), Status::ok);
  try {
    (void)applyPlan(planFor());
    ADD_FAILURE();
  } catch (const UserError& error) {
    EXPECT_THAT(error.what(), HasSubstr("something that was not written here"));
    EXPECT_THAT(error.next(), HasSubstr("Left: lock the data and OTP zones."));
  }
  EXPECT_FALSE(chipConfig().dataLocked());
}

TEST_F(ApplyTest, DataLockedWithoutKeyIsHopeless) {
  lockOnlyConfig(board_, disk_);
  Process process(board_, disk_);
  ASSERT_EQ(process.device.lockData({}), Status::ok);
  EXPECT_THROW((void)planFor(), UserError);
}

TEST_F(ApplyTest, WrongSecretFileIsNoticed) {
  (void)applyPlan(planFor());
  disk_[home::kSecretFile] = std::string(64, '0');
  EXPECT_THAT(refusal(planFor()).what(), HasSubstr("not the pairing secret in the chip"));
  disk_.erase(home::kSecretFile);
  EXPECT_FALSE(applyPlan(planFor()).paired);
}

TEST_F(ApplyTest, ChipOfAnotherComputerIsLeftAlone) {
  const Applied first = applyPlan(planFor());
  disk_.clear();
  const Applied second = applyPlan(planFor());
  EXPECT_EQ(second.identity, first.identity);
  EXPECT_FALSE(second.paired);
  EXPECT_TRUE(disk_.empty());
}

TEST_F(ApplyTest, AnotherKeyThanTheJournalsIsNoticed) {
  (void)applyPlan(planFor());
  Journal journal = parseJournal(disk_.at(home::kJournalFile), "journal");
  journal.identity->bytes[0] ^= 1;
  disk_[home::kJournalFile] = journalText(journal);
  EXPECT_THAT(refusal(planFor()).what(), HasSubstr("not the one that was made here"));
}

}  // namespace
}  // namespace signet::provision
