// Rules about a slot that contradicts itself: combinations that the datasheet forbids, and those
// that never work.
#include "signet/atecc/lint/rules.h"

namespace signet::atecc {
namespace {

/// IsSecret must be set with EncryptRead and with any WriteConfig but Always (section 2.2.1).
void lintSecrecy(const SlotView& view, LintReport& report) {
  if (view.config.isSecret()) return;
  if (view.key.isPrivate()) {
    report.add(LintRule::privateKeyNotSecret, Severity::error, view.number());
    return;
  }
  if (view.config.encryptRead()) report.add(LintRule::prohibitedRead, Severity::error, view.number());
  if (view.config.writeConfig() != 0)
    report.add(LintRule::writeNeedsSecret, Severity::warning, view.number());
}

bool isReservedKeyType(const SlotView& view) {
  const KeyType type = view.key.keyType();
  if (type == KeyType::p256 || type == KeyType::other) return false;
  const bool aes608 = view.zone.family() == ChipFamily::atecc608 && static_cast<unsigned>(type) == 6;
  return !aes608;
}

void lintKeyConfig(const SlotView& view, LintReport& report) {
  if (isReservedKeyType(view) || view.key.rfu()) {
    report.add(LintRule::keyConfigReserved, Severity::error, view.number());
  } else if (view.key.isPrivate() && view.key.keyType() != KeyType::p256) {
    report.add(LintRule::privateKeyNotP256, Severity::error, view.number());
  }
  if (view.key.authKey() != 0 && !view.key.reqAuth()) {
    report.add(LintRule::authKeyWithoutReqAuth, Severity::warning, view.number());
  }
  if (view.key.x509Id() != 0 && !view.key.isPublicKey()) {
    report.add(LintRule::x509WithoutPublicKey, Severity::warning, view.number());
  }
  if (view.key.isPublicKey() && view.slot.size() < 72) {
    report.add(LintRule::publicKeyTooLarge, Severity::warning, view.number());
  }
}

void lintPrivateKeyUse(const SlotView& view, LintReport& report) {
  if (!view.key.isPrivate()) return;
  if (!view.config.externalSign() && !view.config.internalSign() && !view.config.ecdh()) {
    report.add(LintRule::privateKeyUseless, Severity::error, view.number());
  }
}

void lintLife(const SlotView& view, LintReport& report) {
  // The 608 has a persistent latch in this bit, which software sets.
  if (view.key.intrusionDisable() && !hasIntrusionLatch(view.zone) &&
      view.zone.family() != ChipFamily::atecc608) {
    report.add(LintRule::intrusionNeverArmed, Severity::error, view.number());
  }
  if (view.locked() && !view.zone.configLocked()) {
    report.add(LintRule::slotLockedTooEarly, Severity::error, view.number());
  }
  if (!view.config.limitedUse()) return;
  if (isExhausted(view.zone, view.slot)) {
    report.add(LintRule::limitedUseExhausted, Severity::error, view.number());
  } else {
    // Counter(0) may be incremented, and UpdateExtra spend a use, by anyone.
    report.add(LintRule::limitedUseBurnable, Severity::warning, view.number());
  }
}

void lintKeysItNeeds(const SlotView& view, LintReport& report) {
  if (!isAuthorizable(view.zone, view.slot)) {
    report.add(LintRule::authImpossible, Severity::error, view.number(), view.key.authKey());
  }
  const bool readsEncrypted = !view.key.isPrivate() && view.config.readMode() == ReadMode::encrypted;
  if (readsEncrypted && !isUsableAsKey(view.zone, view.config.readKeySlot())) {
    report.add(LintRule::readKeyUnusable, Severity::warning, view.number(), view.config.readKey());
  }
  if (view.usesWriteKey() && !isUsableAsKey(view.zone, view.config.writeKeySlot())) {
    report.add(LintRule::writeKeyUnusable, Severity::warning, view.number(), view.config.writeKey());
  }
}

}  // namespace

bool SlotView::usesWriteKey() const {
  if (locked()) return false;
  if (key.isPrivate()) return config.privWriteAllowed();
  if (config.writeMode() == WriteMode::encrypt) return true;
  const DeriveMode derive = config.deriveMode();
  return derive != DeriveMode::none && derive != DeriveMode::roll;
}

void lintSlotForm(const SlotView& view, LintReport& report) {
  lintSecrecy(view, report);
  lintKeyConfig(view, report);
  lintPrivateKeyUse(view, report);
  lintLife(view, report);
  lintKeysItNeeds(view, report);
}

}  // namespace signet::atecc
