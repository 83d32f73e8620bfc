#include "host/provision/chip_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "host/provision/apply.h"
#include "host/provision/authority.h"
#include "host/provision/test_folder.h"
#include "host/provision/test_rig.h"

namespace signet::provision {
namespace {

using atecc::Slot;
using testing::HasSubstr;

class ChipChainTest : public testing::Test {
 protected:
  /// The chip becomes what the profile says, and gets its certificate.
  void provision(const char* profile) {
    const Plan plan = makePlan(loadProfile(profile), readState(process_.device));
    identity_ = apply(process_.device, plan, process_.files).identity;
    map_ = plan.profile.slots;
    device_ = authority_.issueClient("kitchen", identity_, kDeviceYears, kNow);
  }
  SlotContent slots() { return {process_.device, map_, loadPairingSecret(process_.files)}; }
  StoredChain compressed() const { return compressChain(device_, authority_.signer(), authority_.root()); }
  void expectOriginal(const std::vector<Certificate>& chain) const {
    ASSERT_EQ(chain.size(), 2u);
    EXPECT_EQ(chain[0].der(), device_.der());
    EXPECT_EQ(chain[1].der(), authority_.signer().der());
  }

  TestFolder folder_;
  Authority authority_ = Authority::openOrMake(folder_.home(), kNow);
  Board board_;
  Disk disk_;
  Process process_{board_, disk_};
  SlotMap map_;
  atecc::PublicKey identity_;
  Certificate device_ = authority_.signer();
};

TEST_F(ChipChainTest, ComesBackByteForByteFromEveryProfile) {
  for (const Profile& profile : shippedProfiles()) {
    Board board(emulator::Eeprom::factory(3));
    Disk disk;
    Process process(board, disk);
    const Plan plan = makePlan(profile, readState(process.device));
    const atecc::PublicKey key = apply(process.device, plan, process.files).identity;
    device_ = authority_.issueClient("kitchen", key, kDeviceYears, kNow);
    SlotContent slots(process.device, profile.slots, loadPairingSecret(process.files));
    ASSERT_TRUE(holdsChain(profile.slots));
    EXPECT_FALSE(readChain(slots).has_value()) << "nothing was stored yet";
    EXPECT_TRUE(storeChain(slots, compressed()));
    expectOriginal(loadChain(slots, "kitchen", authority_.root()));
    const emulator::Eeprom before = board.chip.eeprom();
    EXPECT_FALSE(storeChain(slots, compressed())) << "twice changes nothing";
    EXPECT_EQ(board.chip.eeprom().data, before.data) << profile.name;
  }
}

TEST_F(ChipChainTest, IsReplacedByANewOne) {
  provision("development");
  SlotContent content = slots();
  storeChain(content, compressed());
  device_ = authority_.issueClient("attic", identity_, kDeviceYears, kNow + 7200);
  EXPECT_TRUE(storeChain(content, compressed()));
  expectOriginal(loadChain(content, "attic", authority_.root()));
}

TEST_F(ChipChainTest, NeedsThePairingSecretWhereTheProfileSaysSo) {
  provision("aws-iot");
  SlotContent without(process_.device, map_, {});
  EXPECT_THAT(refusal([&] { storeChain(without, compressed()); }, Exit::badFile),
              HasSubstr("pairing secret, which is not in this home"));
  SlotContent wrong(process_.device, map_, Secret(std::vector<std::uint8_t>(32, 0x55)));
  EXPECT_THAT(refusal([&] { storeChain(wrong, compressed()); }, Exit::refused), HasSubstr("another chip's"));
  SlotContent right = slots();
  EXPECT_TRUE(storeChain(right, compressed()));
  EXPECT_FALSE(readChain(wrong).has_value()) << "read with another key it is nonsense";
  EXPECT_TRUE(readChain(right).has_value());
}

TEST_F(ChipChainTest, RefusesWhatDoesNotFitTogether) {
  provision("development");
  SlotContent content = slots();
  EXPECT_THAT(refusal([&] { loadChain(content, "kitchen", authority_.root()); }, Exit::badFile),
              HasSubstr("nothing was stored yet"));
  storeChain(content, compressed());
  EXPECT_EQ(refusal([&] { loadChain(content, "kitchen", authority_.root()); }, Exit::badFile), "accepted");
  EXPECT_THAT(refusal([&] { loadChain(content, "attic", authority_.root()); }, Exit::badFile),
              HasSubstr("another name"));
  const TestFolder elsewhere;
  const Authority foreign = Authority::openOrMake(elsewhere.home(), kNow);
  EXPECT_THAT(refusal([&] { loadChain(content, "kitchen", foreign.root()); }, Exit::badFile),
              HasSubstr("another authority"));
  ASSERT_TRUE(process_.device.createKey(Slot::number<0>()).ok());
  EXPECT_THAT(refusal([&] { loadChain(content, "kitchen", authority_.root()); }, Exit::badFile),
              HasSubstr("the chip got a new key"));
}

TEST_F(ChipChainTest, RefusesToCompressForeignCertificates) {
  provision("development");
  EXPECT_EQ(refusal([&] { compressed(); }, Exit::badFile), "accepted");
  const TestFolder elsewhere;
  const Authority foreign = Authority::openOrMake(elsewhere.home(), kNow);
  device_ = foreign.issueClient("kitchen", identity_, kDeviceYears, kNow);
  EXPECT_THAT(refusal([&] { compressed(); }, Exit::badFile), HasSubstr("was not made by signet"));
  device_ = authority_.issueServer("kitchen", {"localhost"}, identity_, kNow);
  EXPECT_THAT(refusal([&] { compressed(); }, Exit::badFile), HasSubstr("was not made by signet"));
  device_ = authority_.issueClient("kitchen", identity_, kDeviceYears, kNow);
  EXPECT_THAT(refusal([&] { compressChain(device_, authority_.root(), authority_.root()); }, Exit::badFile),
              HasSubstr("was not made by signet"));
}

const PrivateKey& keyNumber(std::size_t number) {
  static const std::vector<PrivateKey> keys = {PrivateKey::generate(), PrivateKey::generate(),
                                               PrivateKey::generate()};
  return keys[number];
}

RC_GTEST_PROP(StoredChains, EveryNameNumberAndDateIsRebuilt, ()) {
  const std::string name = *rc::gen::nonEmpty(rc::gen::container<std::string>(
      rc::gen::elementOf(std::string("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"))));
  RC_PRE(name.size() <= 64u);
  // Up to 2098, beyond the first format of dates and of UTCTime.
  const auto now = *rc::gen::inRange<std::int64_t>(kNow, kNow + 70LL * 365 * 86400);
  const auto signerId = *rc::gen::arbitrary<std::uint16_t>();
  const auto order = [now](Purpose purpose, const std::string& commonName, unsigned years) {
    const x509::Validity validity = validityFrom(now, years, std::numeric_limits<std::int64_t>::max());
    return CertificateOrder{.purpose = purpose, .commonName = commonName, .validity = validity};
  };
  const Certificate root = issueToItself(order(Purpose::root, "signet 0000 root", kRootYears), keyNumber(0));
  const Certificate signer = issue(order(Purpose::signer, signerName(signerId), kSignerYears),
                                   keyNumber(1).publicKey(), {root, keyNumber(0)});
  const atecc::PublicKey key = keyNumber(2).publicKey();
  const Certificate device = issue(order(Purpose::client, name, kDeviceYears), key, {signer, keyNumber(1)});
  const auto chain = rebuildChain(compressChain(device, signer, root), name, key, root);
  RC_ASSERT(chain[0].der() == device.der());
  RC_ASSERT(chain[1].der() == signer.der());
}

}  // namespace
}  // namespace signet::provision
