#include "host/cli/config/explain_access.h"

namespace signet::cli {
namespace {

using atecc::ConfigZone;
using atecc::DeriveMode;
using atecc::Exposure;
using atecc::KeyConfig;
using atecc::ReadMode;
using atecc::Slot;
using atecc::SlotConfig;
using atecc::WriteMode;

/// One slot being looked at.
struct AccessView {
  const ConfigZone& zone;
  const Exposure& exposure;
  Slot slot;
  SlotConfig config;
  KeyConfig key;
};

constexpr Access kNobody{};
constexpr Access kAnyone{Who::anyone};

/// Whoever can run GenDig with this key.
Access holderOf(const AccessView& view, Slot key) {
  if (!atecc::isUsableAsKey(view.zone, key)) return kNobody;
  return {Who::keyHolder, key, view.exposure.wields(key)};
}

/// Whoever may get the key of `slot` used.
Access userOf(const AccessView& view, Slot slot) {
  const KeyConfig key = view.zone.keyConfig(slot);
  if (!key.reqAuth()) return kAnyone;
  if (!atecc::isAuthorizable(view.zone, slot)) return kNobody;
  return {Who::keyHolder, key.authKeySlot(), view.exposure.uses(slot)};
}

bool canSignOrAgree(const AccessView& view) {
  const bool ecdh = view.config.ecdh() && !(view.config.ecdhToNextSlot() && view.slot.number() % 2 != 0);
  return view.config.externalSign() || view.config.internalSign() || ecdh;
}

bool isEccPrivate(const AccessView& view) {
  return view.key.isPrivate() && view.key.keyType() == atecc::KeyType::p256 && view.config.isSecret();
}

bool isIntrusionDead(const AccessView& view) {
  return view.key.intrusionDisable() && !atecc::hasIntrusionLatch(view.zone) &&
         view.zone.family() != atecc::ChipFamily::atecc608;
}

Access useOf(const AccessView& view) {
  if (view.key.isPrivate() && !(isEccPrivate(view) && canSignOrAgree(view))) return kNobody;
  if (atecc::isExhausted(view.zone, view.slot) || isIntrusionDead(view)) return kNobody;
  return userOf(view, view.slot);
}

Access readOf(const AccessView& view) {
  if (view.key.isPrivate()) return kNobody;
  switch (view.config.readMode()) {
    case ReadMode::clear: return kAnyone;
    case ReadMode::encrypted: return holderOf(view, view.config.readKeySlot());
    case ReadMode::prohibited:
    case ReadMode::never: return kNobody;
  }
  return kNobody;
}

Access writeOf(const AccessView& view) {
  if (view.key.isPrivate() || view.zone.slotLocked(view.slot)) return kNobody;
  switch (view.config.writeMode()) {
    case WriteMode::always:
    case WriteMode::pubInvalid: return kAnyone;
    case WriteMode::encrypt: return holderOf(view, view.config.writeKeySlot());
    case WriteMode::never: return kNobody;
  }
  return kNobody;
}

/// DeriveKey from the slot's own key. Its limited uses do not count here, only those of a parent.
Access rollOf(const AccessView& view) {
  const bool alive = atecc::isAuthorizable(view.zone, view.slot) && !isIntrusionDead(view);
  return alive ? userOf(view, view.slot) : kNobody;
}

Access deriveOf(const AccessView& view) {
  if (view.key.isPrivate() || view.zone.slotLocked(view.slot)) return kNobody;
  const Slot parent = view.config.writeKeySlot();
  switch (view.config.deriveMode()) {
    case DeriveMode::none: return kNobody;
    case DeriveMode::roll: return rollOf(view);
    case DeriveMode::create: return atecc::isUsableAsKey(view.zone, parent) ? userOf(view, parent) : kNobody;
    case DeriveMode::rollWithMac: return rollOf(view).who == Who::nobody ? kNobody : holderOf(view, parent);
    case DeriveMode::createWithMac: return holderOf(view, parent);
  }
  return kNobody;
}

Access genKeyOf(const AccessView& view) {
  const bool allowed = isEccPrivate(view) && view.config.genKeyAllowed() && !view.zone.slotLocked(view.slot);
  return allowed ? userOf(view, view.slot) : kNobody;
}

Access privWriteOf(const AccessView& view) {
  const bool allowed = view.key.isPrivate() && view.config.isSecret() && view.config.privWriteAllowed() &&
                       !view.zone.slotLocked(view.slot);
  return allowed ? holderOf(view, view.config.writeKeySlot()) : kNobody;
}

Access publicKeyOf(const AccessView& view) {
  return isEccPrivate(view) && view.key.pubInfo() ? userOf(view, view.slot) : kNobody;
}

Access ecdhInto(const AccessView& view) {
  if (view.slot.number() % 2 == 0 || view.zone.slotLocked(view.slot) || view.key.isPrivate()) return kNobody;
  const Slot before = Slot::from(view.slot.number() - 1).value();
  const AccessView source{view.zone, view.exposure, before, view.zone.slotConfig(before),
                          view.zone.keyConfig(before)};
  const bool feeds = isEccPrivate(source) && source.config.ecdh() && source.config.ecdhToNextSlot();
  return feeds ? useOf(source) : kNobody;
}

}  // namespace

bool SlotAccess::changes() const {
  for (const Access* access : {&write, &genKey, &privWrite, &derive, &ecdh}) {
    if (access->who != Who::nobody) return true;
  }
  return false;
}

SlotAccess accessOf(const ConfigZone& zone, const Exposure& exposure, Slot slot) {
  const AccessView view{zone, exposure, slot, zone.slotConfig(slot), zone.keyConfig(slot)};
  SlotAccess access;
  access.read = readOf(view);
  access.publicKey = publicKeyOf(view);
  access.use = useOf(view);
  access.write = writeOf(view);
  access.genKey = genKeyOf(view);
  access.privWrite = privWriteOf(view);
  access.derive = deriveOf(view);
  access.ecdh = ecdhInto(view);
  access.lock = view.key.lockable() && !zone.slotLocked(slot) ? kAnyone : kNobody;
  return access;
}

}  // namespace signet::cli
