#include "host/profile/slot_map.h"

#include "host/profile/profile.h"

namespace signet::profile {
namespace {

using atecc::ConfigZone;
using atecc::ReadMode;
using atecc::Slot;
using atecc::WriteMode;

struct UseInfo {
  const char* name;
  const char* meaning;
};

/// In the order of SlotUse.
constexpr UseInfo kUses[] = {
    {"unused", "closed: nothing goes in or out, ever"},
    {"tls-identity", "the key that proves who this device is: made in the chip, never seen outside"},
    {"ephemeral", "a key made anew in the chip for each connection"},
    {"ecdh-result",
     "takes the shared secret of the ephemeral key before it, so that it never crosses the bus in clear"},
    {"certificate", "the device's certificate"},
    {"signer-key", "the public key of the authority that signed the certificate"},
    {"signer-certificate", "that authority's own certificate"},
    {"pairing-secret", "shared by this chip and its host: opens what is read and written encrypted"},
    {"counter", "a secret whose every use is counted by counter 0"},
    {"data", "anything the application keeps"},
};

constexpr std::size_t kUseCount = std::size(kUses);
static_assert(kUseCount == static_cast<std::size_t>(SlotUse::data) + 1);

Slot slotAt(unsigned number) {
  return Slot::from(number).value();
}

SlotRole privateKeyRole(const ConfigZone& config, Slot slot) {
  const atecc::SlotConfig bits = config.slotConfig(slot);
  if (bits.externalSign()) return {.use = SlotUse::tlsIdentity, .renewable = bits.genKeyAllowed()};
  if (bits.ecdh() && bits.genKeyAllowed()) return {.use = SlotUse::ephemeral};
  return {};
}

/// 10, 11 and 12 hold certificates in Microchip's templates and all that follow them.
SlotUse conventionalUse(Slot slot) {
  switch (slot.number()) {
    case 10: return SlotUse::certificate;
    case 11: return SlotUse::signerKey;
    case 12: return SlotUse::signerCertificate;
    default: return SlotUse::data;
  }
}

SlotRole guessedRole(const ConfigZone& config, Slot slot) {
  if (config.isPrivate(slot)) return privateKeyRole(config, slot);
  if (config.slotConfig(slot).readMode() != ReadMode::clear) return {};
  return {.use = conventionalUse(slot)};
}

}  // namespace

const char* slotUseName(SlotUse use) {
  return kUses[static_cast<std::size_t>(use)].name;
}

const char* slotUseMeaning(SlotUse use) {
  return kUses[static_cast<std::size_t>(use)].meaning;
}

std::optional<SlotUse> slotUseOf(std::string_view name) {
  for (std::size_t i = 0; i < kUseCount; ++i) {
    if (name == kUses[i].name) return static_cast<SlotUse>(i);
  }
  return {};
}

std::string slotUseNames() {
  std::string names;
  for (const UseInfo& use : kUses) names += (names.empty() ? "" : ", ") + std::string(use.name);
  return names;
}

std::optional<Slot> SlotMap::find(SlotUse use) const {
  const std::vector<Slot> slots = all(use);
  return slots.empty() ? std::nullopt : std::optional(slots.front());
}

std::vector<Slot> SlotMap::all(SlotUse use) const {
  std::vector<Slot> slots;
  for (unsigned number = 0; number < Slot::kCount; ++number) {
    if (roles_[number].use == use) slots.push_back(slotAt(number));
  }
  return slots;
}

bool SlotMap::keepsEcdhResult(Slot ephemeral) const {
  const unsigned next = ephemeral.number() + 1;
  return next % 2 == 1 && next < Slot::kCount && roles_[next].use == SlotUse::ecdhResult;
}

std::vector<Slot> SlotMap::ephemeral(bool kept) const {
  std::vector<Slot> slots;
  for (const Slot slot : all(SlotUse::ephemeral)) {
    if (keepsEcdhResult(slot) == kept) slots.push_back(slot);
  }
  return slots;
}

atecc::SlotSet SlotMap::ephemeralSet() const {
  atecc::SlotSet set;
  for (const Slot slot : all(SlotUse::ephemeral)) set.add(slot);
  return set;
}

SlotMap slotMapOf(const ConfigZone& config) {
  if (const auto profile = recogniseProfile(config)) return profile->slots;
  SlotMap map;
  for (unsigned number = 0; number < Slot::kCount; ++number) {
    map.set(slotAt(number), guessedRole(config, slotAt(number)));
  }
  return map;
}

}  // namespace signet::profile
