// Rules about public keys, signatures and ECDH.
#include "signet/atecc/lint/rules.h"

namespace signet::atecc {
namespace {

/// Verify(Validate) uses the public key in slot ReadKey. Slots 0-7 hold no public keys.
void lintValidation(const SlotView& view, LintReport& report) {
  if (!view.key.isPublicKey() || !view.key.pubInfo() || view.slot.size() < 72) return;
  const Slot validator = view.config.readKeySlot();
  if (!view.zone.keyConfig(validator).isPublicKey() || validator.size() < 72) {
    report.add(LintRule::validatorNotPublicKey, Severity::error, view.number(), view.config.readKey());
  } else if (view.exposure.sets(validator) && !view.zone.keyConfig(validator).pubInfo()) {
    report.add(LintRule::validatorReplaceable, Severity::error, view.number(), view.config.readKey());
  }
}

void lintEcdhTarget(const SlotView& view, LintReport& report) {
  const Slot next = Slot::from(view.slot.number() + 1).value();
  const auto other = static_cast<std::uint8_t>(next.number());
  const ReadMode mode = view.zone.slotConfig(next).readMode();
  if (view.zone.isPrivate(next)) {
    report.add(LintRule::ecdhTargetPrivate, Severity::error, view.number(), other);
    return;
  }
  if (view.zone.slotLocked(next))
    report.add(LintRule::ecdhTargetLocked, Severity::error, view.number(), other);
  if (mode == ReadMode::never)
    report.add(LintRule::ecdhTargetUnreadable, Severity::warning, view.number(), other);
  if (mode == ReadMode::clear || mode == ReadMode::prohibited) {
    report.add(LintRule::ecdhTargetClear, Severity::warning, view.number(), other);
  }
}

void lintEcdh(const SlotView& view, LintReport& report) {
  if (!view.config.ecdh()) return;
  if (!view.config.ecdhToNextSlot()) {
    report.add(LintRule::ecdhClear, Severity::warning, view.number());
  } else if (view.slot.number() % 2 != 0) {
    report.add(LintRule::ecdhOddSlot, Severity::error, view.number());
  } else {
    lintEcdhTarget(view, report);
  }
}

void lintSignatures(const SlotView& view, LintReport& report) {
  if (!view.config.internalSign()) return;
  if (view.config.externalSign()) {
    report.add(LintRule::signsAnything, Severity::info, view.number());
  } else if (!view.config.ecdh()) {
    report.add(LintRule::internalSignOnly, Severity::info, view.number());
  }
}

}  // namespace

void lintSlotKeys(const SlotView& view, LintReport& report) {
  lintValidation(view, report);
  if (!view.key.isPrivate()) return;
  lintSignatures(view, report);
  lintEcdh(view, report);
  if (!view.key.pubInfo()) report.add(LintRule::publicKeyHidden, Severity::info, view.number());
}

}  // namespace signet::atecc
