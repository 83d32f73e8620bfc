#include "host/pki/chip_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "host/home/test_folder.h"
#include "host/pki/authority.h"
#include "host/provision/apply.h"
#include "host/provision/test_rig.h"

namespace signet::provision {
namespace {

using atecc::Slot;
using testing::HasSubstr;

class ChipChainTest : public testing::Test {
 protected:
  /// The chip becomes what the profile says, and gets its certificate.
  void provision(const char* profile) {
    const Plan plan = makePlan(profile::loadProfile(profile), readState(process_.device));
    identity_ = apply(process_.device, plan, process_.files).identity;
    map_ = plan.profile.slots;
    device_ = authority_.issueClient("kitchen", identity_, pki::kDeviceYears, home::kNow);
  }
  pki::SlotContent slots() { return {process_.device, map_, home::loadPairingSecret(process_.files)}; }
  pki::StoredChain compressed() const {
    return pki::compressChain(device_, authority_.signer(), authority_.root());
  }
  void expectOriginal(const std::vector<pki::Certificate>& chain) const {
    ASSERT_EQ(chain.size(), 2u);
    EXPECT_EQ(chain[0].der(), device_.der());
    EXPECT_EQ(chain[1].der(), authority_.signer().der());
  }

  home::TestFolder folder_;
  pki::Authority authority_ = pki::Authority::openOrMake(folder_.home(), home::kNow);
  Board board_;
  Disk disk_;
  Process process_{board_, disk_};
  profile::SlotMap map_;
  atecc::PublicKey identity_;
  pki::Certificate device_ = authority_.signer();
};

TEST_F(ChipChainTest, ComesBackByteForByteFromEveryProfile) {
  for (const profile::Profile& profile : profile::shippedProfiles()) {
    Board board(emulator::Eeprom::factory(3));
    Disk disk;
    Process process(board, disk);
    const Plan plan = makePlan(profile, readState(process.device));
    const atecc::PublicKey key = apply(process.device, plan, process.files).identity;
    device_ = authority_.issueClient("kitchen", key, pki::kDeviceYears, home::kNow);
    pki::SlotContent slots(process.device, profile.slots, home::loadPairingSecret(process.files));
    ASSERT_TRUE(pki::holdsChain(profile.slots));
    EXPECT_FALSE(pki::readChain(slots).has_value()) << "nothing was stored yet";
    EXPECT_TRUE(pki::storeChain(slots, compressed()));
    expectOriginal(pki::loadChain(slots, "kitchen", authority_.root()));
    const emulator::Eeprom before = board.chip.eeprom();
    EXPECT_FALSE(pki::storeChain(slots, compressed())) << "twice changes nothing";
    EXPECT_EQ(board.chip.eeprom().data, before.data) << profile.name;
  }
}

TEST_F(ChipChainTest, IsReplacedByANewOne) {
  provision("development");
  pki::SlotContent content = slots();
  pki::storeChain(content, compressed());
  device_ = authority_.issueClient("attic", identity_, pki::kDeviceYears, home::kNow + 7200);
  EXPECT_TRUE(pki::storeChain(content, compressed()));
  expectOriginal(pki::loadChain(content, "attic", authority_.root()));
}

TEST_F(ChipChainTest, NeedsThePairingSecretWhereTheProfileSaysSo) {
  provision("aws-iot");
  pki::SlotContent without(process_.device, map_, {});
  EXPECT_THAT(home::refusal([&] { pki::storeChain(without, compressed()); }, Exit::badFile),
              HasSubstr("pairing secret, which is not in this home"));
  pki::SlotContent wrong(process_.device, map_, Secret(std::vector<std::uint8_t>(32, 0x55)));
  EXPECT_THAT(home::refusal([&] { pki::storeChain(wrong, compressed()); }, Exit::refused),
              HasSubstr("another chip's"));
  pki::SlotContent right = slots();
  EXPECT_TRUE(pki::storeChain(right, compressed()));
  EXPECT_FALSE(pki::readChain(wrong).has_value()) << "read with another key it is nonsense";
  EXPECT_TRUE(pki::readChain(right).has_value());
}

TEST_F(ChipChainTest, RefusesWhatDoesNotFitTogether) {
  provision("development");
  pki::SlotContent content = slots();
  EXPECT_THAT(home::refusal([&] { pki::loadChain(content, "kitchen", authority_.root()); }, Exit::badFile),
              HasSubstr("nothing was stored yet"));
  pki::storeChain(content, compressed());
  EXPECT_EQ(home::refusal([&] { pki::loadChain(content, "kitchen", authority_.root()); }, Exit::badFile),
            "accepted");
  EXPECT_THAT(home::refusal([&] { pki::loadChain(content, "attic", authority_.root()); }, Exit::badFile),
              HasSubstr("another name"));
  const home::TestFolder elsewhere;
  const pki::Authority foreign = pki::Authority::openOrMake(elsewhere.home(), home::kNow);
  EXPECT_THAT(home::refusal([&] { pki::loadChain(content, "kitchen", foreign.root()); }, Exit::badFile),
              HasSubstr("another authority"));
  ASSERT_TRUE(process_.device.createKey(Slot::number<0>()).ok());
  EXPECT_THAT(home::refusal([&] { pki::loadChain(content, "kitchen", authority_.root()); }, Exit::badFile),
              HasSubstr("the chip got a new key"));
}

TEST_F(ChipChainTest, RefusesToCompressForeignCertificates) {
  provision("development");
  EXPECT_EQ(home::refusal([&] { compressed(); }, Exit::badFile), "accepted");
  const home::TestFolder elsewhere;
  const pki::Authority foreign = pki::Authority::openOrMake(elsewhere.home(), home::kNow);
  device_ = foreign.issueClient("kitchen", identity_, pki::kDeviceYears, home::kNow);
  EXPECT_THAT(home::refusal([&] { compressed(); }, Exit::badFile), HasSubstr("was not made by signet"));
  device_ = authority_.issueServer("kitchen", {"localhost"}, identity_, home::kNow);
  EXPECT_THAT(home::refusal([&] { compressed(); }, Exit::badFile), HasSubstr("was not made by signet"));
  device_ = authority_.issueClient("kitchen", identity_, pki::kDeviceYears, home::kNow);
  EXPECT_THAT(home::refusal([&] { pki::compressChain(device_, authority_.root(), authority_.root()); },
                            Exit::badFile),
              HasSubstr("was not made by signet"));
}

const pki::PrivateKey& keyNumber(std::size_t number) {
  static const std::vector<pki::PrivateKey> keys = {pki::PrivateKey::generate(), pki::PrivateKey::generate(),
                                                    pki::PrivateKey::generate()};
  return keys[number];
}

RC_GTEST_PROP(StoredChains, EveryNameNumberAndDateIsRebuilt, ()) {
  const std::string name = *rc::gen::nonEmpty(rc::gen::container<std::string>(
      rc::gen::elementOf(std::string("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"))));
  RC_PRE(name.size() <= 64u);
  // Up to 2098, beyond the first format of dates and of UTCTime.
  const auto now = *rc::gen::inRange<std::int64_t>(home::kNow, home::kNow + 70LL * 365 * 86400);
  const auto signerId = *rc::gen::arbitrary<std::uint16_t>();
  const auto order = [now](pki::Purpose purpose, const std::string& commonName, unsigned years) {
    const x509::Validity validity = pki::validityFrom(now, years, std::numeric_limits<std::int64_t>::max());
    return pki::CertificateOrder{.purpose = purpose, .commonName = commonName, .validity = validity};
  };
  const pki::Certificate root =
      pki::issueToItself(order(pki::Purpose::root, "signet 0000 root", pki::kRootYears), keyNumber(0));
  const pki::Certificate signer =
      issue(order(pki::Purpose::signer, pki::signerName(signerId), pki::kSignerYears),
            keyNumber(1).publicKey(), {root, keyNumber(0)});
  const atecc::PublicKey key = keyNumber(2).publicKey();
  const pki::Certificate device =
      issue(order(pki::Purpose::client, name, pki::kDeviceYears), key, {signer, keyNumber(1)});
  const auto chain = pki::rebuildChain(pki::compressChain(device, signer, root), name, key, root);
  RC_ASSERT(chain[0].der() == device.der());
  RC_ASSERT(chain[1].der() == signer.der());
}

}  // namespace
}  // namespace signet::provision
