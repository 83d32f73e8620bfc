#include "host/provision/enrol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "host/base/files.h"
#include "host/base/sanitized.h"
#include "host/home/test_folder.h"
#include "host/pki/chip_chain.h"
#include "host/pki/request.h"
#include "host/provision/apply.h"
#include "host/provision/test_rig.h"

namespace signet::provision {
namespace {

namespace fs = std::filesystem;
using atecc::Slot;
using testing::HasSubstr;

// The sanitizers are slow: every 17th cut is enough there.
#if SIGNET_SANITIZED
constexpr std::uint64_t kStep = 17;
#else
constexpr std::uint64_t kStep = 1;
#endif

constexpr std::int64_t kOneYear = std::int64_t{365} * 24 * 3600;

/// The factory's configuration, locked elsewhere, perhaps with slot 10 closed to writing.
emulator::Eeprom foreignChip(bool slot10Closed) {
  emulator::Eeprom part = emulator::Eeprom::factory(5);
  atecc::ConfigZone zone{part.config};
  const Slot slot10 = Slot::number<10>();
  if (slot10Closed) zone.setSlotConfig(slot10, zone.slotConfig(slot10).setWriteConfig(0x8));
  zone.setConfigLocked(true);
  zone.setDataLocked(true);
  part.config = zone.bytes;
  return part;
}

class EnrolTest : public testing::Test {
 protected:
  /// A chip of this profile; its secret is in the home.
  void provision(const std::string& profile) {
    const Plan plan = makePlan(profile::loadProfile(profile), readState(process_.device));
    home::FolderFiles files(fs::path(home_.device(plan.before.serial(), "x")).parent_path().string());
    apply(process_.device, plan, files);
    options_.profile = profile;
    serial_ = plan.before.serial();
  }
  Enrolment run(std::int64_t now = home::kNow) {
    pki::Authority authority = pki::Authority::openOrMake(home_, now);
    return enrol(process_.device, home_, authority, options_, now);
  }
  std::string refusedWith(Exit code) {
    return home::refusal([this] { run(); }, code);
  }
  /// Every file of the home.
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(home_.folder())) {
      if (entry.is_regular_file()) all[entry.path()] = readFile(entry.path());
    }
    return all;
  }
  std::string deviceFile(const char* file) const { return home_.device(serial_, file); }

  home::TestFolder folder_;
  home::Home home_ = folder_.home();
  Board board_;
  Disk disk_;
  Process process_{board_, disk_};
  EnrolOptions options_;
  atecc::SerialNumber serial_{};
};

TEST_F(EnrolTest, GivesADeviceAllThatItNeeds) {
  for (const char* const profile : {"aws-iot", "development"}) {
    Board board(emulator::Eeprom::factory(profile[0]));
    Process process(board, disk_);
    const Plan plan = makePlan(profile::loadProfile(profile), readState(process.device));
    home::FolderFiles secret(fs::path(home_.device(plan.before.serial(), "x")).parent_path().string());
    const atecc::PublicKey key = apply(process.device, plan, secret).identity;
    pki::Authority authority = pki::Authority::openOrMake(home_, home::kNow);
    const Enrolment done = enrol(process.device, home_, authority, {.profile = profile}, home::kNow);
    EXPECT_TRUE(done.madeCertificate && done.storedInChip && done.chipHoldsChain && !done.madeKey);
    EXPECT_TRUE(done.certificate.hasKey(key));
    EXPECT_TRUE(authority.accepts(done.certificate, home::kNow));
    const std::string name = home::defaultDeviceName(plan.before.serial());
    const auto record = home_.load(plan.before.serial());
    ASSERT_TRUE(record.has_value());
    EXPECT_EQ(record->name, name);
    EXPECT_EQ(record->profile, profile);
    EXPECT_EQ(record->slots, plan.profile.slots);
    const auto file = [&](const char* which) { return readFile(home_.device(plan.before.serial(), which)); };
    EXPECT_EQ(file("chain.pem"), done.certificate.pem() + authority.signer().pem());
    EXPECT_EQ(file("device.crt"), done.certificate.pem());
    EXPECT_EQ(pki::CertificateRequest::fromPem(file("device.csr"), "x").publicKey, key);
    pki::SlotContent slots(process.device, record->slots, home::loadPairingSecret(secret));
    EXPECT_EQ(pki::loadChain(slots, name, authority.root()).front().der(), done.certificate.der());
  }
}

TEST_F(EnrolTest, TwiceChangesNothing) {
  provision("aws-iot");
  options_.name = "kitchen";
  options_.brokerHost = "broker.example.com";
  options_.brokerPort = 1234;
  EXPECT_TRUE(run().changed());
  const auto before = files();
  const auto slots = board_.chip.eeprom().data;
  options_ = {.profile = "aws-iot"};
  const Enrolment again = run(home::kNow + 5 * kOneYear);
  EXPECT_FALSE(again.changed());
  EXPECT_EQ(files(), before);
  EXPECT_EQ(board_.chip.eeprom().data, slots);
  EXPECT_EQ(again.record.name, "kitchen");
  EXPECT_EQ(again.record.brokerPort, 1234);
}

TEST_F(EnrolTest, MakesGoodWhatIsMissing) {
  provision("aws-iot");
  const Enrolment first = run();
  for (const char* const lost : {"device.crt", "chain.pem", "device.toml", "device.csr"}) {
    fs::remove(deviceFile(lost));
    EXPECT_EQ(run().certificate.der(), first.certificate.der()) << lost;
  }
  EXPECT_EQ(readFile(deviceFile("device.crt")), first.certificate.pem()) << "the chip had it";
  // And the other way round: the chip lost its own.
  pki::SlotContent slots(process_.device, first.record.slots,
                         keyFrom(readFile(deviceFile("pairing.secret")), "secret"));
  const std::uint8_t nothing[72] = {};
  slots.write(Slot::number<10>(), nothing);
  EXPECT_TRUE(run().storedInChip);
  EXPECT_EQ(pki::loadChain(slots, first.record.name, pki::Authority::open(home_).root()).front().der(),
            first.certificate.der());
}

TEST_F(EnrolTest, AnotherNameIsAnotherCertificateAndTheOldOneIsRevoked) {
  provision("development");
  const Enrolment first = run();
  options_.name = "attic";
  const Enrolment second = run();
  EXPECT_TRUE(second.revokedOld);
  EXPECT_EQ(second.certificate.commonName(), "attic");
  const pki::Authority authority = pki::Authority::open(home_);
  EXPECT_FALSE(authority.accepts(first.certificate, home::kNow));
  EXPECT_TRUE(authority.accepts(second.certificate, home::kNow));
  EXPECT_FALSE(run().changed());
  options_.name = "a/b";
  EXPECT_THAT(refusedWith(Exit::usage), HasSubstr("cannot be the name"));
}

TEST_F(EnrolTest, ARevokedDeviceComesBackOnlyWhenAskedFor) {
  provision("development");
  const Enrolment first = run();
  pki::Authority authority = pki::Authority::open(home_);
  authority.revoke(first.certificate, home::kNow);
  EXPECT_THAT(refusedWith(Exit::refused), HasSubstr("was revoked"));
  fs::remove(deviceFile("device.crt"));
  EXPECT_THAT(refusedWith(Exit::refused), HasSubstr("was revoked")) << "the chip still has it";
  options_.renew = true;
  const Enrolment renewed = run();
  EXPECT_TRUE(pki::Authority::open(home_).accepts(renewed.certificate, home::kNow));
  EXPECT_NE(renewed.certificate.serialNumber(), first.certificate.serialNumber());
}

TEST_F(EnrolTest, RenewsBeforeTheEnd) {
  provision("development");
  const Enrolment first = run();
  const Enrolment renewed = run(home::kNow + 15 * kOneYear);
  EXPECT_TRUE(renewed.madeCertificate);
  EXPECT_GT(renewed.certificate.notAfter(), first.certificate.notAfter());
}

TEST_F(EnrolTest, ANewKeyNeedsANewCertificate) {
  provision("development");
  const Enrolment first = run();
  ASSERT_TRUE(process_.device.createKey(first.keySlot).ok());
  const Enrolment second = run();
  EXPECT_TRUE(second.madeCertificate && second.revokedOld);
  EXPECT_FALSE(pki::Authority::open(home_).accepts(first.certificate, home::kNow));
}

TEST_F(EnrolTest, AnotherAuthorityIssuesAnotherCertificate) {
  provision("development");
  const Enrolment first = run();
  fs::remove_all(home_.ca(""));
  const Enrolment second = run();
  EXPECT_TRUE(second.madeCertificate && second.storedInChip && !second.revokedOld);
  EXPECT_TRUE(second.certificate.isIssuedBy(pki::Authority::open(home_).signer()));
  EXPECT_FALSE(first.certificate.isIssuedBy(pki::Authority::open(home_).signer()));
}

TEST_F(EnrolTest, RefusesAChipThatIsNotReady) {
  EXPECT_THAT(refusedWith(Exit::refused), HasSubstr("configuration zone of this chip is not locked"));
  ASSERT_EQ(process_.device.lockConfig({}), Status::ok);
  EXPECT_THAT(refusedWith(Exit::refused), HasSubstr("data zone of this chip is not locked"));
}

TEST_F(EnrolTest, SaysBeforehandThatAChipCanBeNoDevice) {
  const auto refusedChip = [this](const EnrolOptions& options) {
    return home::refusal([&] { requireEnrollable(process_.device, home_, options); }, Exit::refused);
  };
  EXPECT_THAT(refusedChip({}), HasSubstr("configuration zone of this chip is not locked"));
  ASSERT_EQ(process_.device.lockConfig({}), Status::ok);
  EXPECT_THAT(refusedChip({}), HasSubstr("that of no profile of signet's"));
  Board board(foreignChip(false));
  Process process(board, disk_);
  const emulator::Eeprom before = board.chip.eeprom();
  EXPECT_NO_THROW(requireEnrollable(process.device, home_, {}));
  EXPECT_THROW(requireEnrollable(process.device, home_, {.keySlot = Slot::number<8>()}), UserError);
  EXPECT_EQ(board.chip.eeprom(), before);
  EXPECT_FALSE(fs::exists(home_.folder() + "/ca"));
}

TEST_F(EnrolTest, AnOpenDataZoneIsLockedByItsProfileOrByHand) {
  const atecc::ConfigZone factory{emulator::Eeprom::factory(1).config};
  for (const profile::Profile& profile : profile::shippedProfiles()) {
    atecc::ConfigZone made = profile::compile(profile, factory);
    made.setConfigLocked(true);
    EXPECT_THAT(lockingAdvice(made, Slot::number<0>()), HasSubstr("`signet apply " + profile.name + "`"));
  }
  EXPECT_THAT(lockingAdvice(factory, Slot::number<0>()), HasSubstr("`signet key gen 0`"));
  EXPECT_THAT(lockingAdvice(factory, Slot::number<8>()), HasSubstr("no slot of this one"));
  EXPECT_THAT(lockingAdvice(factory, {}), HasSubstr("no slot of this one"));
}

TEST_F(EnrolTest, NeedsThePairingSecretOfTheChip) {
  provision("aws-iot");
  const std::string secret = readFile(deviceFile("pairing.secret"));
  fs::remove(deviceFile("pairing.secret"));
  EXPECT_THAT(refusedWith(Exit::badFile), HasSubstr("pairing secret, which is not in this home"));
  replaceFile(deviceFile("pairing.secret"), std::string(64, '5'), kOwnerOnly);
  EXPECT_THAT(refusedWith(Exit::refused), HasSubstr("another chip's"));
  replaceFile(deviceFile("pairing.secret"), secret, kOwnerOnly);
  EXPECT_TRUE(run().storedInChip);
}

TEST_F(EnrolTest, CutAtEveryTransactionItIsMadeGood) {
  provision("aws-iot");
  const emulator::Eeprom provisioned = board_.chip.eeprom();
  const std::string secret = readFile(deviceFile("pairing.secret"));
  pki::Authority authority = pki::Authority::openOrMake(home_, home::kNow);
  bool killed = true;
  for (std::uint64_t n = 1; killed; n += kStep) {
    for (const bool after : {false, true}) {
      fs::remove_all(home_.folder() + "/devices");
      home::Home::makeFolderFor(deviceFile("pairing.secret"));
      replaceFile(deviceFile("pairing.secret"), secret, kOwnerOnly);
      Board board(provisioned);
      const auto attempt = [&](std::uint64_t killAt) {
        Process process(board, disk_);
        process.life.killAt(killAt, after);
        return enrol(process.device, home_, authority, options_, home::kNow);
      };
      try {
        attempt(n);
        killed = false;
      } catch (const Killed&) {
      }
      const Enrolment done = attempt(0);
      EXPECT_TRUE(done.chipHoldsChain) << n;
      EXPECT_TRUE(authority.accepts(done.certificate, home::kNow)) << n;
      EXPECT_FALSE(attempt(0).changed()) << n;
    }
    ASSERT_LT(n, 10'000u);
  }
}

TEST_F(EnrolTest, UsesChipsThatOthersConfigured) {
  Board board(foreignChip(false));
  Process process(board, disk_);
  pki::Authority authority = pki::Authority::openOrMake(home_, home::kNow);
  const Enrolment done = enrol(process.device, home_, authority, {}, home::kNow);
  EXPECT_TRUE(done.madeKey && done.madeCertificate && done.chipHoldsChain && done.storedInChip);
  const Enrolment again = enrol(process.device, home_, authority, {}, home::kNow);
  EXPECT_FALSE(again.changed());
  const auto with = [&](unsigned slot) {
    return home::refusal(
        [&] { enrol(process.device, home_, authority, {.keySlot = Slot::from(slot).value()}, home::kNow); },
        Exit::refused);
  };
  EXPECT_THAT(with(8), HasSubstr("Slot 8 is not for a private key"));
  const Enrolment other = enrol(process.device, home_, authority, {.keySlot = Slot::number<2>()}, home::kNow);
  EXPECT_EQ(other.keySlot, Slot::number<2>());
  EXPECT_EQ(home_.load(other.record.serial)->slots.all(profile::SlotUse::tlsIdentity),
            std::vector<Slot>{Slot::number<2>()});
}

TEST_F(EnrolTest, KeepsTheChainInFilesWhereTheChipHasNoPlaceForIt) {
  Board board(foreignChip(true));
  Process process(board, disk_);
  pki::Authority authority = pki::Authority::openOrMake(home_, home::kNow);
  const Enrolment done = enrol(process.device, home_, authority, {}, home::kNow);
  EXPECT_TRUE(done.madeCertificate);
  EXPECT_FALSE(done.chipHoldsChain || done.storedInChip);
  EXPECT_TRUE(fs::exists(home_.device(done.record.serial, "chain.pem")));
  EXPECT_FALSE(enrol(process.device, home_, authority, {}, home::kNow).changed());
}

}  // namespace
}  // namespace signet::provision
