#include "host/identity/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/base/files.h"
#include "host/emulator/image/chip_image.h"
#include "host/home/device_files.h"
#include "host/home/test_folder.h"
#include "host/pki/authority.h"

namespace signet::identity {
namespace {

using atecc::Slot;
using profile::SlotUse;
using testing::ElementsAre;
using testing::HasSubstr;

class IdentityTest : public testing::Test {
 protected:
  IdentityTest() {
    emulator::ChipImage image;
    image.eeprom = emulator::Eeprom::factory(1);
    const std::string file = (folder_.path() / "my.chip").string();
    emulator::createChipImage(file, image);
    chip_ = chip::ChipTarget::open("sim:" + file);
    choices_.home = home_.folder();
  }

  /// A record whose slots are: 1 the key, 2 and 5 for fresh keys, 4 the pairing secret.
  void saveRecord() {
    home::DeviceRecord record;
    record.name = "kitchen";
    record.serial = chip_->config().serialNumber();
    record.slots.set(Slot::number<1>(), {.use = SlotUse::tlsIdentity});
    record.slots.set(Slot::number<2>(), {.use = SlotUse::ephemeral});
    record.slots.set(Slot::number<5>(), {.use = SlotUse::ephemeral});
    record.slots.set(Slot::number<4>(), {.use = SlotUse::pairingSecret});
    home_.save(record);
  }
  std::string deviceFile(const char* name) { return home_.device(chip_->config().serialNumber(), name); }
  Identity identity() { return Identity::of(*chip_, choices_); }

  home::TestFolder folder_;
  home::Home home_ = folder_.home();
  std::unique_ptr<chip::ChipTarget> chip_;
  Choices choices_;
};

std::vector<unsigned> numbers(const std::vector<Slot>& slots) {
  std::vector<unsigned> result;
  for (const Slot slot : slots) result.push_back(slot.number());
  return result;
}

TEST_F(IdentityTest, IsTheRecordsWhereThereIsOne) {
  EXPECT_FALSE(identity().record());
  saveRecord();
  Identity device = identity();
  ASSERT_TRUE(device.record());
  EXPECT_EQ(device.record()->name, "kitchen");
  EXPECT_EQ(device.keySlot().number(), 1U);
  EXPECT_THAT(numbers(device.ephemeralSlots()), ElementsAre(2, 5));
}

TEST_F(IdentityTest, IsReadOffTheConfigurationWithoutARecord) {
  const Identity device = identity();
  EXPECT_EQ(device.slots(), profile::slotMapOf(chip_->config()));
}

TEST_F(IdentityTest, RefusesADamagedRecord) {
  saveRecord();
  replaceFile(deviceFile("device.toml"), "name = ", kOwnerOnly);
  EXPECT_THAT(home::refusal([&] { (void)identity(); }, Exit::badFile), HasSubstr("device.toml"));
}

TEST_F(IdentityTest, ChoicesComeBeforeRecordAndChip) {
  saveRecord();
  choices_.keySlot = Slot::number<0>();
  choices_.ephemeralSlots = {Slot::number<3>()};
  EXPECT_EQ(identity().keySlot().number(), 0U);
  EXPECT_THAT(numbers(identity().ephemeralSlots()), ElementsAre(3));
  choices_.softwareExchange = true;
  EXPECT_TRUE(identity().ephemeralSlots().empty());
}

TEST_F(IdentityTest, ReadsThePairingSecretBesideTheRecord) {
  saveRecord();
  EXPECT_FALSE(identity().pairing());
  replaceFile(deviceFile(home::kSecretFile), std::string(64, 'a'), kOwnerOnly);
  Identity device = identity();
  ASSERT_TRUE(device.pairing());
  EXPECT_EQ(device.pairing()->slot.number(), 4U);
  EXPECT_EQ(device.pairing()->serial, chip_->config().serialNumber());
}

TEST_F(IdentityTest, RefusesAFileThatHoldsNoPairingSecret) {
  saveRecord();
  replaceFile(deviceFile(home::kSecretFile), "short", kOwnerOnly);
  EXPECT_NE(home::refusal([&] { (void)identity().pairing(); }, Exit::badFile), "accepted");
}

TEST_F(IdentityTest, TrustsTheHomesAuthorityUnlessAnotherIsChosen) {
  EXPECT_THAT(home::refusal([&] { (void)identity().anchors(); }, Exit::usage), HasSubstr("Whom to trust?"));
  const auto authority = pki::Authority::openOrMake(home_, home::kNow);
  EXPECT_EQ(identity().anchors().certificates().size(), 1U);
  choices_.anchorsFile = (folder_.path() / "none.pem").string();
  EXPECT_NE(home::refusal([&] { (void)identity().anchors(); }, Exit::badFile), "accepted");
}

TEST_F(IdentityTest, HasNoCertificateOnAChipWithoutOne) {
  EXPECT_NE(home::refusal([&] { (void)identity().chain(); }, Exit::refused), "accepted");
  choices_.chainFile = (folder_.path() / "none.pem").string();
  EXPECT_NE(home::refusal([&] { (void)identity().chain(); }, Exit::badFile), "accepted");
}

}  // namespace
}  // namespace signet::identity
