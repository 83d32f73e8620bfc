// Commands on ECC keys: ECDH, GenKey, PrivWrite, Sign, Verify.
#include "signet/atecc/refusal/check.h"

namespace signet::atecc {
namespace {

/// The 608 accepts key numbers beyond the slots (FFFF: TempKey); those are not judged.
bool namesSlot(const RefusalCheck& check) {
  return check.command.p2 < Slot::kCount;
}

void genKeyDigestOfStored(RefusalCheck& check, Slot slot) {
  check.publicKeySlot(slot);
  check.depend(RefusalReason::tempKeyNeeded);
  check.keyPolicy(slot);
}

void genKeyCreate(RefusalCheck& check, Slot slot) {
  if (check.zone.slotLocked(slot)) check.refuse(RefusalReason::slotLocked, slot);
  if (check.zone.dataLocked() && !check.config(slot).genKeyAllowed()) {
    check.refuse(RefusalReason::genKeyForbidden, slot);
  }
}

void genKeyPublic(RefusalCheck& check, Slot slot) {
  if (check.zone.dataLocked() && !check.key(slot).pubInfo())
    check.refuse(RefusalReason::publicKeyHidden, slot);
  check.depend(RefusalReason::validKeyNeeded, slot);
}

/// GenKey is exempt from intrusion latch and limited use.
void genKeyAuthorization(RefusalCheck& check, Slot slot) {
  if (!check.zone.dataLocked() || !check.key(slot).reqAuth()) return;
  const Slot authKey = check.key(slot).authKeySlot();
  if (!isAuthorizable(check.zone, slot)) check.refuse(RefusalReason::authImpossible, slot, authKey);
  check.depend(RefusalReason::authorizationNeeded, slot, authKey);
}

void signExternal(RefusalCheck& check, Slot slot) {
  if (!check.config(slot).externalSign()) check.refuse(RefusalReason::externalSignForbidden, slot);
  check.depend(RefusalReason::tempKeyNeeded);
}

void signInternal(RefusalCheck& check, Slot slot) {
  if (!check.zone.dataLocked()) check.refuse(RefusalReason::dataNotLocked);
  if (!check.config(slot).internalSign()) check.refuse(RefusalReason::internalSignForbidden, slot);
  check.depend(RefusalReason::digestNeeded, slot);
}

void validated(RefusalCheck& check, Slot slot, bool byCertificate) {
  check.publicKeySlot(slot);
  if (!check.key(slot).pubInfo()) check.refuse(RefusalReason::notValidatable, slot);
  const bool hasFormat = check.zone.x509Format(check.key(slot).x509Id()) != 0;
  if (byCertificate && !hasFormat) check.refuse(RefusalReason::x509FormatMissing, slot);
  if (!byCertificate && hasFormat) check.refuse(RefusalReason::x509FormatGiven, slot);
  const Slot validator = check.config(slot).readKeySlot();
  if (!check.key(validator).isPublicKey() || validator.size() < 72) {
    check.refuse(RefusalReason::validatorNotPublicKey, slot, validator);
  }
  if (!byCertificate) check.depend(RefusalReason::publicDigestNeeded, slot);
  if (byCertificate) check.depend(RefusalReason::shaStartNeeded);
  if (check.key(validator).pubInfo()) check.depend(RefusalReason::validatedKeyNeeded, validator);
  check.keyPolicy(validator);
}

void verifyStored(RefusalCheck& check, Slot slot) {
  check.publicKeySlot(slot);
  check.depend(RefusalReason::tempKeyNeeded);
  if (check.key(slot).pubInfo()) check.depend(RefusalReason::validatedKeyNeeded, slot);
  check.keyPolicy(slot);
  check.nonceOrigin(slot);
}

}  // namespace

void checkGenKey(RefusalCheck& check) {
  constexpr std::uint8_t kCreate = 0x04, kDigest = 0x08, kStored = 0x10;
  if (!namesSlot(check)) return;
  const Slot slot = check.slotOfParam2();
  if (!check.zone.configLocked()) check.refuse(RefusalReason::configNotLocked);
  if ((check.command.p1 & kStored) != 0) return genKeyDigestOfStored(check, slot);
  check.privateKeySlot(slot);
  if ((check.command.p1 & kCreate) != 0) {
    genKeyCreate(check, slot);
  } else {
    genKeyPublic(check, slot);
  }
  genKeyAuthorization(check, slot);
  if ((check.command.p1 & kDigest) == 0) return;
  check.depend(RefusalReason::tempKeyNeeded);
  check.nonceOrigin(slot);
}

void checkPrivWrite(RefusalCheck& check) {
  constexpr std::uint8_t kEncrypted = 0x40;
  const Slot slot = check.slotOfParam2();
  const SlotConfig config = check.config(slot);
  const bool encrypted = check.command.p1 == kEncrypted;
  if (!check.zone.configLocked()) check.refuse(RefusalReason::configNotLocked);
  if (!check.zone.isPrivate(slot)) check.refuse(RefusalReason::notPrivate, slot);
  if (!config.isSecret()) check.refuse(RefusalReason::notSecret, slot);
  if (check.zone.slotLocked(slot)) check.refuse(RefusalReason::slotLocked, slot);
  if (check.zone.dataLocked()) {
    if (!config.privWriteAllowed()) check.refuse(RefusalReason::privWriteForbidden, slot);
    if (!encrypted) check.refuse(RefusalReason::encryptionNeeded, slot, config.writeKeySlot());
    check.sessionKey(slot, config.writeKeySlot());
  } else if (encrypted) {
    check.depend(RefusalReason::tempKeyNeeded);
  }
  if (encrypted) check.depend(RefusalReason::macMustMatch, slot);
}

void checkSign(RefusalCheck& check) {
  constexpr std::uint8_t kExternal = 0x80;
  if (!namesSlot(check)) return;
  const Slot slot = check.slotOfParam2();
  check.privateKeySlot(slot);
  if ((check.command.p1 & kExternal) != 0) {
    signExternal(check, slot);
  } else {
    signInternal(check, slot);
  }
  check.depend(RefusalReason::validKeyNeeded, slot);
  check.keyPolicy(slot);
}

void checkEcdh(RefusalCheck& check) {
  if (!namesSlot(check) || check.command.p1 != 0) return;  // other modes: 608 only
  const Slot slot = check.slotOfParam2();
  const SlotConfig config = check.config(slot);
  check.privateKeySlot(slot);
  if (!config.ecdh()) check.refuse(RefusalReason::ecdhForbidden, slot);
  check.depend(RefusalReason::validKeyNeeded, slot);
  check.keyPolicy(slot);
  if (!config.ecdhToNextSlot()) return;
  if (slot.number() % 2 != 0) {
    check.refuse(RefusalReason::ecdhOddSlot, slot);
    return;
  }
  const Slot next = Slot::from(slot.number() + 1).value();
  if (check.zone.slotLocked(next)) check.depend(RefusalReason::ecdhTargetUnlocked, slot, next);
}

void checkVerify(RefusalCheck& check) {
  enum Mode : std::uint8_t { stored = 0, validateExternal = 1, external = 2, validate = 3, invalidate = 7 };
  const Slot slot = check.slotOfParam2();
  switch (check.command.p1) {
    case stored: return verifyStored(check, slot);
    case validateExternal: return validated(check, slot, true);
    case external: check.depend(RefusalReason::tempKeyNeeded); return;
    case validate:
    case invalidate: return validated(check, slot, false);
    default: return;
  }
}

}  // namespace signet::atecc
