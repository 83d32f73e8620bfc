#include "signet/atecc/lint/exposure.h"

namespace signet::atecc {
namespace {

Slot slotAt(unsigned number) {
  return Slot::from(number).value();
}

/// Not counting its authorisation.
bool isAliveAsKey(const ConfigZone& zone, Slot slot) {
  const KeyConfig key = zone.keyConfig(slot);
  return !key.isPrivate() && !isExhausted(zone, slot) && (!key.intrusionDisable() || hasIntrusionLatch(zone));
}

}  // namespace

bool hasIntrusionLatch(const ConfigZone& zone) {
  return !zone.i2cEnabled() && (zone.bytes[16] & 0x0B) == 0x09;  // GPIO mode 01 with bit 3: intrusion
}

bool isExhausted(const ConfigZone& zone, Slot slot) {
  return zone.slotConfig(slot).limitedUse() && zone.usesLeft(slot) == 0;
}

bool isAuthorizable(const ConfigZone& zone, Slot slot) {
  SlotSet seen;
  while (zone.keyConfig(slot).reqAuth()) {
    if (!seen.add(slot)) return false;  // waits for itself
    slot = zone.keyConfig(slot).authKeySlot();
    if (!isAliveAsKey(zone, slot)) return false;
  }
  return true;
}

bool isUsableAsKey(const ConfigZone& zone, Slot slot) {
  return isAliveAsKey(zone, slot) && isAuthorizable(zone, slot);
}

Exposure::Exposure(const ConfigZone& zone) : zone_(zone) {
  while (spread()) {
  }
}

/// One round of "what follows from what is known so far". False when nothing new came out.
bool Exposure::spread() {
  bool grown = false;
  for (unsigned i = 0; i < Slot::kCount; ++i) {
    const Slot slot = slotAt(i);
    if (zone_.isPrivate(slot)) continue;
    if (setsByWrite(slot) || setsByDerive(slot) || setsByEcdh(slot)) grown |= settable_.add(slot);
    if (sets(slot) || learnsByRead(slot)) grown |= known_.add(slot);
  }
  return grown;
}

bool Exposure::learnsByRead(Slot slot) const {
  const SlotConfig config = zone_.slotConfig(slot);
  switch (config.readMode()) {
    case ReadMode::clear:
    case ReadMode::prohibited: return true;  // prohibited: the datasheet promises nothing
    case ReadMode::never: return false;
    case ReadMode::encrypted: return wields(config.readKeySlot());
  }
  return false;
}

bool Exposure::setsByWrite(Slot slot) const {
  if (zone_.slotLocked(slot)) return false;
  const SlotConfig config = zone_.slotConfig(slot);
  const KeyConfig key = zone_.keyConfig(slot);
  switch (config.writeMode()) {
    case WriteMode::always: return true;
    // A key in service is validated, and then stays; a slot without PubInfo has no validity that
    // could protect it.
    case WriteMode::pubInvalid: return !(key.isPublicKey() && key.pubInfo());
    case WriteMode::never: return false;
    case WriteMode::encrypt: return wields(config.writeKeySlot());
  }
  return false;
}

bool Exposure::setsByDerive(Slot slot) const {
  if (zone_.slotLocked(slot)) return false;
  if (zone_.keyConfig(slot).isPublicKey())
    return false;  // a digest is no point on the curve: spoilt, not replaced
  const SlotConfig config = zone_.slotConfig(slot);
  const Slot parent = config.writeKeySlot();
  switch (config.deriveMode()) {
    case DeriveMode::none: return false;
    case DeriveMode::roll: return wields(slot);
    case DeriveMode::rollWithMac: return wields(slot) && wields(parent);
    case DeriveMode::create:
    case DeriveMode::createWithMac: return wields(parent);
  }
  return false;
}

/// Whoever chooses the other side's key knows the shared secret, and ECDH puts it into the next slot.
bool Exposure::setsByEcdh(Slot slot) const {
  if (slot.number() % 2 == 0 || zone_.slotLocked(slot) || zone_.isPrivate(slot)) return false;
  const Slot source = slotAt(slot.number() - 1);
  const SlotConfig config = zone_.slotConfig(source);
  return zone_.isPrivate(source) && config.isSecret() && config.ecdh() && config.ecdhToNextSlot() &&
         !isExhausted(zone_, source) && uses(source);
}

bool Exposure::uses(Slot slot) const {
  const KeyConfig key = zone_.keyConfig(slot);
  return !key.reqAuth() || (isAuthorizable(zone_, slot) && authorizes(key.authKeySlot()));
}

bool Exposure::authorizes(Slot authKey) const {
  SlotSet seen;
  while (seen.add(authKey)) {
    const KeyConfig key = zone_.keyConfig(authKey);
    if (!isAliveAsKey(zone_, authKey)) return false;
    // A public key is known to everyone by its nature; it is lost only to an attacker who can replace it.
    if (!(key.isPublicKey() ? sets(authKey) : knows(authKey))) return false;
    if (!key.reqAuth()) return true;
    authKey = key.authKeySlot();
  }
  return false;
}

bool Exposure::wields(Slot key) const {
  return knows(key) && isUsableAsKey(zone_, key) && uses(key);
}

bool Exposure::genKey(Slot slot) const {
  return zone_.isPrivate(slot) && zone_.slotConfig(slot).genKeyAllowed() && !zone_.slotLocked(slot) &&
         uses(slot);
}

bool Exposure::privWrite(Slot slot) const {
  const SlotConfig config = zone_.slotConfig(slot);
  return zone_.isPrivate(slot) && config.privWriteAllowed() && !zone_.slotLocked(slot) &&
         wields(config.writeKeySlot());
}

bool Exposure::derives(Slot slot) const {
  const SlotConfig config = zone_.slotConfig(slot);
  if (zone_.isPrivate(slot) || zone_.slotLocked(slot)) return false;
  if (config.deriveMode() == DeriveMode::roll) {  // uses of the slot itself do not count in DeriveKey
    const bool dead = zone_.keyConfig(slot).intrusionDisable() && !hasIntrusionLatch(zone_);
    return !dead && uses(slot);
  }
  const Slot parent = config.writeKeySlot();
  return config.deriveMode() == DeriveMode::create && isUsableAsKey(zone_, parent) && uses(parent);
}

}  // namespace signet::atecc
