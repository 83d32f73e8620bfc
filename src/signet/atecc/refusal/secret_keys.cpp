// Commands on TempKey and secret keys: CheckMac, DeriveKey, GenDig, HMAC, MAC, Nonce, SHA.
#include "signet/atecc/refusal/check.h"

namespace signet::atecc {
namespace {

constexpr std::uint8_t kChallengeFromTempKey = 0x01;
constexpr std::uint8_t kKeyFromTempKey = 0x02;
constexpr std::uint16_t kTransportKeys = 0x8000;

bool usesSlot(const RefusalCheck& check) {
  return (check.command.p1 & kKeyFromTempKey) == 0;
}

void tempKeyOfMac(RefusalCheck& check) {
  if ((check.command.p1 & (kChallengeFromTempKey | kKeyFromTempKey)) == 0) return;
  check.depend(RefusalReason::tempKeyNeeded);
  check.depend(RefusalReason::sourceMustMatch);
}

void forbidNoMac(RefusalCheck& check, Slot slot) {
  if (check.config(slot).noMac()) check.refuse(RefusalReason::noMac, slot);
}

void deriveKeySources(RefusalCheck& check, Slot target) {
  const SlotConfig config = check.config(target);
  const DeriveMode mode = config.deriveMode();
  const bool create = mode == DeriveMode::create || mode == DeriveMode::createWithMac;
  const bool withMac = mode == DeriveMode::rollWithMac || mode == DeriveMode::createWithMac;
  const Slot parent = config.writeKeySlot();
  const Slot source = create ? parent : target;
  if (withMac && check.dataSize() < 32) check.refuse(RefusalReason::macNeeded, target, parent);
  if (check.zone.isPrivate(source)) check.refuse(RefusalReason::keyUnusable, target, source);
  check.keyPolicy(source, create);  // uses of the target itself are not counted
  check.nonceOrigin(source);
  if (!withMac) return;
  if (check.zone.isPrivate(parent)) check.refuse(RefusalReason::keyUnusable, target, parent);
  if (!create) check.keyPolicy(parent);
  check.depend(RefusalReason::macMustMatch, target);
}

}  // namespace

void checkNonce(RefusalCheck& check) {
  if (check.command.p2 == 0x8000) check.depend(RefusalReason::tempKeyNeeded);
}

void checkGenDig(RefusalCheck& check) {
  check.depend(RefusalReason::tempKeyNeeded);
  if (static_cast<Zone>(check.command.p1) != Zone::data) return;
  if (check.command.p2 >= kTransportKeys) {
    check.depend(RefusalReason::randomNonceNeeded);
    return;
  }
  check.secretKeyUse(check.slotOfParam2());
  check.nonceOrigin(check.slotOfParam2());
}

void checkMac(RefusalCheck& check) {
  const Slot slot = check.slotOfParam2();
  tempKeyOfMac(check);
  if (!usesSlot(check)) return;
  check.secretKeyUse(slot);
  forbidNoMac(check, slot);
  check.nonceOrigin(slot);
}

void checkHmac(RefusalCheck& check) {
  const Slot slot = check.slotOfParam2();
  check.depend(RefusalReason::tempKeyNeeded);
  check.depend(RefusalReason::sourceMustMatch);
  check.secretKeyUse(slot);
  forbidNoMac(check, slot);
  check.nonceOrigin(slot);
}

void checkCheckMac(RefusalCheck& check) {
  tempKeyOfMac(check);
  if (!usesSlot(check)) return;
  check.secretKeyUse(check.slotOfParam2());
  check.nonceOrigin(check.slotOfParam2());
}

void checkDeriveKey(RefusalCheck& check) {
  const Slot target = check.slotOfParam2();
  if (!check.zone.configLocked()) check.refuse(RefusalReason::configNotLocked);
  if (check.zone.isPrivate(target)) check.refuse(RefusalReason::privateKey, target);
  if (check.zone.slotLocked(target)) check.refuse(RefusalReason::slotLocked, target);
  if (check.config(target).deriveMode() == DeriveMode::none)
    check.refuse(RefusalReason::deriveForbidden, target);
  check.depend(RefusalReason::tempKeyNeeded);
  check.depend(RefusalReason::sourceMustMatch);
  deriveKeySources(check, target);
}

void checkSha(RefusalCheck& check) {
  enum Mode : std::uint8_t { start, update, end, publicKey, hmacStart, hmacEnd };
  const Slot slot = check.slotOfParam2();
  switch (check.command.p1) {
    case update:
    case end:
    case hmacEnd: check.depend(RefusalReason::shaStartNeeded); return;
    case publicKey:
      check.depend(RefusalReason::shaStartNeeded);
      check.publicKeySlot(slot);
      return;
    case hmacStart:
      check.secretKeyUse(slot);
      forbidNoMac(check, slot);
      return;
    default: return;
  }
}

}  // namespace signet::atecc
