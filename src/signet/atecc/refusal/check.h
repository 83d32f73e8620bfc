// The inside of refusal.h: one check a command collects what refuses it and what it depends on.
#pragma once

#include "signet/atecc/lint/exposure.h"
#include "signet/atecc/refusal/refusal.h"

namespace signet::atecc {

class RefusalCheck {
 public:
  RefusalCheck(const ConfigZone& zoneOf, const Command& commandOf, Span<Refusal> conditions)
      : zone(zoneOf), command(commandOf), conditions_(conditions) {}

  const ConfigZone& zone;
  const Command& command;

  std::size_t dataSize() const;
  /// Where Param2 names a slot only its low four bits count.
  Slot slotOfParam2() const { return Slot::from(command.p2 & 15).value(); }
  SlotConfig config(Slot slot) const { return zone.slotConfig(slot); }
  KeyConfig key(Slot slot) const { return zone.keyConfig(slot); }

  // ---- Certain refusals. The first stays; later ones do not matter any more.
  void refuse(RefusalReason reason) { keep({reason, Refusal::kNone, Refusal::kNone}); }
  void refuse(RefusalReason reason, Slot slot) { keep({reason, number(slot), Refusal::kNone}); }
  void refuse(RefusalReason reason, Slot slot, Slot other) { keep({reason, number(slot), number(other)}); }
  void keep(const Refusal& refusal) {
    if (!refusal_) refusal_ = refusal;
  }
  const Refusal& refusal() const { return refusal_; }

  // ---- Conditions, in order.
  void depend(RefusalReason reason) { add({reason, Refusal::kNone, Refusal::kNone}); }
  void depend(RefusalReason reason, Slot slot) { add({reason, number(slot), Refusal::kNone}); }
  void depend(RefusalReason reason, Slot slot, Slot other) { add({reason, number(slot), number(other)}); }
  std::size_t conditions() const { return count_; }

  // ---- Checks that several commands share.
  /// The key of a slot is used by a command of the SHA kind (not a private key).
  void secretKeyUse(Slot slot);
  /// Authorisation, intrusion latch and limited use: in force once the data zone is locked (section 2.2.5).
  void keyPolicy(Slot slot, bool countsUse = true);
  /// KeyConfig.ReqRandom, in force once the data zone is locked.
  void nonceOrigin(Slot slot);
  /// Private, P-256 and IsSecret: what GenKey, Sign and ECDH ask of a slot.
  void privateKeySlot(Slot slot);
  void publicKeySlot(Slot slot);
  /// TempKey from GenDig with `gendigKey`, which reads or writes `slot`.
  void sessionKey(Slot slot, Slot gendigKey);

 private:
  static std::uint8_t number(Slot slot) { return static_cast<std::uint8_t>(slot.number()); }
  void add(const Refusal& condition);

  Span<Refusal> conditions_;
  std::size_t count_ = 0;
  Refusal refusal_;
};

// One function a command; each cites what it follows.
void checkRead(RefusalCheck& check);
void checkWrite(RefusalCheck& check);
void checkLock(RefusalCheck& check);
void checkInfo(RefusalCheck& check);
void checkCounter(RefusalCheck& check);
void checkUpdateExtra(RefusalCheck& check);
void checkNonce(RefusalCheck& check);
void checkGenDig(RefusalCheck& check);
void checkMac(RefusalCheck& check);
void checkHmac(RefusalCheck& check);
void checkCheckMac(RefusalCheck& check);
void checkDeriveKey(RefusalCheck& check);
void checkSha(RefusalCheck& check);
void checkGenKey(RefusalCheck& check);
void checkPrivWrite(RefusalCheck& check);
void checkSign(RefusalCheck& check);
void checkEcdh(RefusalCheck& check);
void checkVerify(RefusalCheck& check);

}  // namespace signet::atecc
