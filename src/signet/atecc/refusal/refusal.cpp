#include "signet/atecc/refusal/refusal.h"

#include "signet/atecc/refusal/check.h"

namespace signet::atecc {
namespace {

/// In the order of RefusalReason.
constexpr const char* kRefusalNames[] = {
    "none",
    "configNotLocked",
    "dataNotLocked",
    "configLocked",
    "dataLocked",
    "slotLocked",
    "slotNotLockable",
    "configBytesFixed",
    "configUnencrypted",
    "privateKey",
    "notPrivate",
    "notP256",
    "notSecret",
    "notPublicKey",
    "neverReadable",
    "readProhibited",
    "wordOfSecret",
    "wordBeforeLock",
    "writeNever",
    "encryptionNeeded",
    "otpReadOnly",
    "otpUnencrypted",
    "keyUnusable",
    "genKeyForbidden",
    "privWriteForbidden",
    "deriveForbidden",
    "macNeeded",
    "publicKeyHidden",
    "externalSignForbidden",
    "internalSignForbidden",
    "ecdhForbidden",
    "ecdhOddSlot",
    "noMac",
    "limitedUseExhausted",
    "authImpossible",
    "intrusionNeverArmed",
    "notValidatable",
    "x509FormatGiven",
    "x509FormatMissing",
    "validatorNotPublicKey",
    "counterExhausted",
    "userExtraSet",
    "selectorSet",
    "noGpio",
    "tempKeyNeeded",
    "sourceMustMatch",
    "randomNonceNeeded",
    "authorizationNeeded",
    "genDigNeeded",
    "digestNeeded",
    "publicDigestNeeded",
    "macMustMatch",
    "crcMustMatch",
    "validKeyNeeded",
    "validatedKeyNeeded",
    "keyNotValidated",
    "shaStartNeeded",
    "intrusionLatchNeeded",
    "ecdhTargetUnlocked",
};
static_assert(sizeof kRefusalNames / sizeof kRefusalNames[0] == kRefusalReasons);

struct Rule {
  Opcode opcode;
  void (*check)(RefusalCheck&);
};

/// Random and Pause are never refused.
constexpr Rule kRules[] = {
    {Opcode::read, checkRead},   {Opcode::write, checkWrite},       {Opcode::lock, checkLock},
    {Opcode::info, checkInfo},   {Opcode::counter, checkCounter},   {Opcode::updateExtra, checkUpdateExtra},
    {Opcode::nonce, checkNonce}, {Opcode::genDig, checkGenDig},     {Opcode::mac, checkMac},
    {Opcode::hmac, checkHmac},   {Opcode::checkMac, checkCheckMac}, {Opcode::deriveKey, checkDeriveKey},
    {Opcode::sha, checkSha},     {Opcode::genKey, checkGenKey},     {Opcode::privWrite, checkPrivWrite},
    {Opcode::sign, checkSign},   {Opcode::ecdh, checkEcdh},         {Opcode::verify, checkVerify},
};

void run(RefusalCheck& check) {
  for (const Rule& rule : kRules) {
    if (rule.opcode == check.command.opcode) rule.check(check);
  }
}

}  // namespace

const char* refusalReasonName(RefusalReason reason) {
  return kRefusalNames[static_cast<std::size_t>(reason)];
}

Refusal findRefusal(const ConfigZone& zone, const Command& command) {
  RefusalCheck check(zone, command, {});
  run(check);
  return check.refusal();
}

std::size_t refusalConditions(const ConfigZone& zone, const Command& command, Span<Refusal> conditions) {
  RefusalCheck check(zone, command, conditions);
  run(check);
  return check.conditions();
}

std::size_t RefusalCheck::dataSize() const {
  std::size_t size = 0;
  for (const Bytes& piece : command.data) size += piece.size();
  return size;
}

void RefusalCheck::add(const Refusal& condition) {
  if (count_ < conditions_.size()) conditions_[count_] = condition;
  ++count_;
}

void RefusalCheck::secretKeyUse(Slot slot) {
  // Whether key commands work before the configuration lock is not documented; the data they use
  // is undefined then.
  if (!zone.configLocked()) depend(RefusalReason::configNotLocked);
  if (zone.isPrivate(slot)) refuse(RefusalReason::privateKey, slot);
  keyPolicy(slot);
}

void RefusalCheck::keyPolicy(Slot slot, bool countsUse) {
  if (!zone.dataLocked()) return;
  if (!isAuthorizable(zone, slot)) refuse(RefusalReason::authImpossible, slot, key(slot).authKeySlot());
  if (key(slot).reqAuth()) depend(RefusalReason::authorizationNeeded, slot, key(slot).authKeySlot());
  if (key(slot).intrusionDisable() && zone.family() != ChipFamily::atecc608) {
    if (!hasIntrusionLatch(zone)) refuse(RefusalReason::intrusionNeverArmed, slot);
    depend(RefusalReason::intrusionLatchNeeded, slot);
  }
  if (countsUse && isExhausted(zone, slot)) refuse(RefusalReason::limitedUseExhausted, slot);
}

void RefusalCheck::nonceOrigin(Slot slot) {
  if (zone.dataLocked() && key(slot).reqRandom()) depend(RefusalReason::randomNonceNeeded, slot);
}

void RefusalCheck::privateKeySlot(Slot slot) {
  if (!zone.isPrivate(slot)) refuse(RefusalReason::notPrivate, slot);
  if (key(slot).keyType() != KeyType::p256) refuse(RefusalReason::notP256, slot);
  if (!config(slot).isSecret()) refuse(RefusalReason::notSecret, slot);
}

void RefusalCheck::publicKeySlot(Slot slot) {
  if (!key(slot).isPublicKey() || slot.size() < 72) refuse(RefusalReason::notPublicKey, slot);
}

void RefusalCheck::sessionKey(Slot slot, Slot gendigKey) {
  if (!isUsableAsKey(zone, gendigKey)) refuse(RefusalReason::keyUnusable, slot, gendigKey);
  depend(RefusalReason::genDigNeeded, slot, gendigKey);
}

}  // namespace signet::atecc
