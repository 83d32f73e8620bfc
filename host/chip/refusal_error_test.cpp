#include "host/chip/refusal_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/base/temporary_folder.h"
#include "host/emulator/image/chip_image.h"

namespace signet::chip {
namespace {

using atecc::Opcode;
using atecc::RefusalReason;
using atecc::Slot;
using testing::HasSubstr;

/// The command line's view of a chip with this content.
class RefusalErrorTest : public testing::Test {
 protected:
  ChipTarget& chipWith(const emulator::Eeprom& content) {
    target_.reset();
    std::filesystem::remove(file_);
    emulator::createChipImage(file_, {content, {}});
    target_ = ChipTarget::open("sim:" + file_);
    return *target_;
  }

  TemporaryFolder folder_{"signet-refusal"};
  std::string file_ = folder_.path("my.chip");
  std::unique_ptr<ChipTarget> target_;
};

emulator::Eeprom inService() {
  emulator::Eeprom part = emulator::Eeprom::factory(1);
  part.config[86] = 0x00;  // data zone locked
  part.config[87] = 0x00;  // configuration locked
  return part;
}

TEST_F(RefusalErrorTest, SaysWhichSlotRefusesWhatAndWhy) {
  const UserError error = refusalError({RefusalReason::notPrivate, 2}, Opcode::sign, Status::refused);
  EXPECT_THAT(error.what(), HasSubstr("Slot 2 refuses Sign: KeyConfig.Private is 0"));
  EXPECT_FALSE(error.next().empty());
  EXPECT_EQ(error.code(), Exit::refused);
}

TEST_F(RefusalErrorTest, ExecutionErrorIsExplainedFromTheConfiguration) {
  ChipTarget& blank = chipWith(emulator::Eeprom::factory(1));
  const atecc::Command makeKey = uses::makeKey(Slot::number<0>());
  EXPECT_THAT(commandError(blank, Status::executionError, makeKey, "Making a key").what(),
              HasSubstr("refuses GenKey: the configuration zone is not locked yet"));
  ChipTarget& used = chipWith(inService());
  EXPECT_THAT(
      commandError(used, Status::executionError, uses::makeKey(Slot::number<4>()), "Making a key").what(),
      HasSubstr("Slot 4 refuses GenKey: KeyConfig.Private is 0"));
  EXPECT_THAT(commandError(used, Status::executionError, uses::sign(Slot::number<0>()), "Signing").what(),
              HasSubstr("Slot 0 refuses Sign: "));
}

TEST_F(RefusalErrorTest, OtherStatusesAreNotBlamedOnTheConfiguration) {
  ChipTarget& blank = chipWith(emulator::Eeprom::factory(1));
  const UserError error =
      commandError(blank, Status::timeout, uses::makeKey(Slot::number<0>()), "Making a key");
  EXPECT_EQ(std::string(error.what()).find("refuses"), std::string::npos) << error.what();
}

TEST_F(RefusalErrorTest, NothingIsSentThatTheConfigurationRefuses) {
  EXPECT_THROW(refuseIfImpossible(chipWith(inService()), uses::sign(Slot::number<4>())), UserError);
  EXPECT_NO_THROW(refuseIfImpossible(chipWith(inService()), uses::sign(Slot::number<0>())));
}

TEST_F(RefusalErrorTest, EveryReasonHasASentence) {
  for (std::size_t i = 1; i < atecc::kRefusalReasons; ++i) {
    const UserError error =
        refusalError({static_cast<RefusalReason>(i), 1, 2}, Opcode::read, Status::refused);
    EXPECT_THAT(error.what(), HasSubstr("Slot 1 refuses Read: "));
    EXPECT_EQ(error.next().back(), '.') << error.next();
    EXPECT_EQ((error.what() + error.next()).find('{'), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace signet::chip
