#include "host/profile/profile_check.h"

#include <fmt/format.h>

#include "host/base/errors.h"

namespace signet::profile {
namespace {

using atecc::Slot;

class Checker {
 public:
  Checker(const Profile& profile, const std::string& source) : map_(profile.slots), source_(source) {}

  void check() const {
    checkCounts();
    checkSigner();
    for (unsigned number = 0; number < Slot::kCount; ++number) checkSlot(Slot::from(number).value());
  }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& next) const {
    throw UserError(Exit::badFile, fmt::format("{}: {}", source_, what), next);
  }

  void checkCounts() const {
    if (map_.all(SlotUse::tlsIdentity).empty()) {
      fail("No slot is for the tls-identity.", "Give one: 0 = \"tls-identity\".");
    }
    for (const SlotUse use : {SlotUse::tlsIdentity, SlotUse::pairingSecret, SlotUse::certificate,
                              SlotUse::signerKey, SlotUse::signerCertificate}) {
      if (map_.all(use).size() > 1) {
        fail(fmt::format("{} slots are for the {}.", map_.all(use).size(), slotUseName(use)),
             "Leave only one of them.");
      }
    }
  }

  void checkSigner() const {
    const bool key = map_.find(SlotUse::signerKey).has_value();
    if (key == map_.find(SlotUse::signerCertificate).has_value()) return;
    fail("signer-key and signer-certificate go together: one is rebuilt from the other.",
         key ? "Add a slot for the signer-certificate." : "Add a slot for the signer-key.");
  }

  void checkSlot(Slot slot) const {
    const SlotRole& role = map_.at(slot);
    const bool needsRoom = role.use == SlotUse::certificate || role.use == SlotUse::signerKey ||
                           role.use == SlotUse::signerCertificate;
    if (needsRoom && slot.number() < 8) {
      fail(fmt::format("Slot {} has 36 bytes; a {} takes 72.", slot.number(), slotUseName(role.use)),
           "Take a slot from 8 to 15.");
    }
    if (role.use == SlotUse::ecdhResult) checkResult(slot);
    const bool needsPairing =
        role.access == SlotAccess::paired || role.use == SlotUse::ecdhResult || role.use == SlotUse::counter;
    if (needsPairing && !map_.find(SlotUse::pairingSecret)) {
      fail(fmt::format("Slot {} needs a pairing secret, and no slot holds one.", slot.number()),
           "Give one: 6 = \"pairing-secret\".");
    }
    if (role.use == SlotUse::pairingSecret && slot.number() == 0) {
      fail("Slot 0 cannot be the pairing-secret: CheckMac may use what ReadKey 0 names.",
           "Take another slot.");
    }
  }

  /// ECDH writes to slot n+1 for even n only (section 2.2.1).
  void checkResult(Slot slot) const {
    if (slot.number() % 2 == 1 && map_.at(Slot::from(slot.number() - 1).value()).use == SlotUse::ephemeral) {
      return;
    }
    fail(fmt::format("Slot {} can take no ecdh-result.", slot.number()),
         "It must have an odd number and stand right behind an ephemeral slot.");
  }

  const SlotMap& map_;
  const std::string& source_;
};

}  // namespace

bool hasAccess(SlotUse use) {
  return use == SlotUse::certificate || use == SlotUse::signerKey || use == SlotUse::signerCertificate ||
         use == SlotUse::data;
}

void checkProfile(const Profile& profile, const std::string& source) {
  Checker(profile, source).check();
}

}  // namespace signet::profile
