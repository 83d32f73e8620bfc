// Rules about slots that are open to anyone who reaches the bus.
#include "signet/atecc/lint/rules.h"

namespace signet::atecc {
namespace {

bool signs(const SlotView& view) {
  return view.config.externalSign() || view.config.internalSign();
}

/// A key for ECDH only is made afresh by design: whoever replaces it gains nothing. A signing key is an
/// identity: lost when replaced. Where the slot can be locked after the key is made, that is what is missing.
Severity genKeySeverity(const SlotView& view) {
  if (!signs(view)) return Severity::info;
  return view.key.lockable() ? Severity::warning : Severity::error;
}

void lintPrivateKey(const SlotView& view, LintReport& report) {
  const bool meantSo = view.ephemeral && !signs(view);
  if (view.exposure.genKey(view.slot) && !meantSo)
    report.add(LintRule::genKeyByAnyone, genKeySeverity(view), view.number());
  if (view.exposure.privWrite(view.slot)) {
    report.add(LintRule::privWriteByAnyone, Severity::error, view.number(), view.config.writeKey());
  }
}

void lintWrites(const SlotView& view, LintReport& report) {
  if (view.locked()) return;
  const Slot key = view.config.writeKeySlot();
  switch (view.config.writeMode()) {
    case WriteMode::never: return;
    case WriteMode::encrypt:
      if (view.exposure.wields(key)) {
        report.add(LintRule::writeKeyKnown, Severity::error, view.number(), view.config.writeKey());
      }
      return;
    case WriteMode::always:
    case WriteMode::pubInvalid:
      if (view.key.isPublicKey()) {
        // With PubInfo a new key is of no use until it is validated.
        if (!view.key.pubInfo()) report.add(LintRule::publicKeyReplaceable, Severity::warning, view.number());
      } else if (view.config.isSecret()) {
        report.add(LintRule::secretWritableByAnyone, Severity::warning, view.number());
      }
  }
}

void lintDerive(const SlotView& view, LintReport& report) {
  if (view.locked()) return;
  const DeriveMode mode = view.config.deriveMode();
  const bool fromParent = mode == DeriveMode::create || mode == DeriveMode::createWithMac;
  if (fromParent && view.exposure.wields(view.config.writeKeySlot())) {
    report.add(LintRule::deriveKeyKnown, Severity::error, view.number(), view.config.writeKey());
  } else if (view.exposure.derives(view.slot)) {
    report.add(LintRule::deriveByAnyone, Severity::warning, view.number());
  }
}

void lintReads(const SlotView& view, LintReport& report) {
  if (view.config.readMode() == ReadMode::encrypted && view.exposure.wields(view.config.readKeySlot())) {
    report.add(LintRule::readKeyKnown, Severity::error, view.number(), view.config.readKey());
  }
}

void lintAuthorization(const SlotView& view, LintReport& report) {
  if (!view.key.reqAuth()) return;
  const Slot authKey = view.key.authKeySlot();
  if (view.exposure.uses(view.slot)) {
    report.add(LintRule::authWorthless, Severity::error, view.number(), view.key.authKey());
  } else if (view.zone.keyConfig(authKey).isPublicKey() && view.exposure.knows(authKey)) {
    report.add(LintRule::authByPublicBytes, Severity::warning, view.number(), view.key.authKey());
  }
}

/// Nonce, GenDig and the encrypted block follow from what crossed the bus. Without ReqRandom the same nonce
/// can be loaded again and the old block written once more: an old key or an old setting comes back.
void lintReplay(const SlotView& view, LintReport& report) {
  const bool encrypted =
      view.key.isPrivate() ? view.config.privWriteAllowed() : view.config.writeMode() == WriteMode::encrypt;
  const Slot key = view.config.writeKeySlot();
  if (!encrypted || view.locked() || view.exposure.wields(key) || !isUsableAsKey(view.zone, key)) return;
  if (!view.zone.keyConfig(key).reqRandom() && view.exposure.uses(key)) {
    report.add(LintRule::writeReplayable, Severity::warning, view.number(), view.config.writeKey());
  }
}

/// Lock(slot) needs no authority. That hurts a key that is meant to change and that nobody else can change.
void lintFreezing(const SlotView& view, LintReport& report) {
  if (!view.key.lockable() || view.locked()) return;
  bool changes = false;
  if (view.key.isPrivate()) {
    changes = !signs(view) && view.config.genKeyAllowed();
  } else {
    const DeriveMode derive = view.config.deriveMode();
    changes = view.config.isSecret() && !view.exposure.sets(view.slot) &&
              (view.config.writeMode() == WriteMode::encrypt || derive != DeriveMode::none);
  }
  if (changes) report.add(LintRule::freezableByAnyone, Severity::warning, view.number());
}

}  // namespace

void lintSlotExposure(const SlotView& view, LintReport& report) {
  if (view.key.isPrivate()) {
    lintPrivateKey(view, report);
  } else {
    lintReads(view, report);
    lintWrites(view, report);
    lintDerive(view, report);
  }
  lintAuthorization(view, report);
  lintReplay(view, report);
  lintFreezing(view, report);
}

}  // namespace signet::atecc
