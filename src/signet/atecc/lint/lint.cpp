#include "signet/atecc/lint/lint.h"

#include "signet/atecc/lint/rules.h"

namespace signet::atecc {
namespace {

/// In the order of LintRule.
constexpr const char* kLintNames[] = {
    "i2cAddressUnusable",
    "i2cAddressMoves",
    "reservedBytes",
    "otpModeReserved",
    "otpConsumable",
    "counterIllegal",
    "lastKeyUseIllegal",
    "lockBytesIllegal",
    "dataUnlocked",
    "noTlsKey",
    "tlsKeyUnfit",
    "selectorOnce",
    "ttlLevels",
    "longWatchdog",
    "familyNotKnown",
    "prohibitedRead",
    "writeNeedsSecret",
    "privateKeyNotSecret",
    "privateKeyNotP256",
    "privateKeyUseless",
    "keyConfigReserved",
    "authKeyWithoutReqAuth",
    "x509WithoutPublicKey",
    "publicKeyTooLarge",
    "intrusionNeverArmed",
    "slotLockedTooEarly",
    "limitedUseExhausted",
    "limitedUseBurnable",
    "authImpossible",
    "readKeyUnusable",
    "writeKeyUnusable",
    "genKeyByAnyone",
    "privWriteByAnyone",
    "secretWritableByAnyone",
    "writeKeyKnown",
    "readKeyKnown",
    "deriveKeyKnown",
    "deriveByAnyone",
    "authWorthless",
    "authByPublicBytes",
    "publicKeyReplaceable",
    "validatorReplaceable",
    "writeReplayable",
    "freezableByAnyone",
    "validatorNotPublicKey",
    "ecdhClear",
    "ecdhOddSlot",
    "ecdhTargetPrivate",
    "ecdhTargetLocked",
    "ecdhTargetUnreadable",
    "ecdhTargetClear",
    "internalSignOnly",
    "signsAnything",
    "publicKeyHidden",
};
static_assert(sizeof kLintNames / sizeof kLintNames[0] == kLintRules);

LintReport run(const ConfigZone& zone, const LintOptions& options, Span<Finding> findings) {
  LintReport report(findings);
  const Exposure exposure(zone);
  lintChip(zone, options, report);
  for (unsigned i = 0; i < Slot::kCount; ++i) {
    const Slot slot = Slot::from(i).value();
    const SlotView view(zone, exposure, slot, options.ephemeral.has(slot));
    lintSlotForm(view, report);
    lintSlotExposure(view, report);
    lintSlotKeys(view, report);
  }
  return report;
}

}  // namespace

const char* lintRuleName(LintRule rule) {
  return kLintNames[static_cast<std::size_t>(rule)];
}

void LintReport::add(LintRule rule, Severity severity, std::uint8_t slot, std::uint8_t other) {
  if (count_ < findings_.size()) findings_[count_] = Finding{rule, severity, slot, other};
  ++count_;
  hasErrors_ |= severity == Severity::error;
}

std::size_t lint(const ConfigZone& zone, const LintOptions& options, Span<Finding> findings) {
  return run(zone, options, findings).count();
}

bool hasLintErrors(const ConfigZone& zone, const LintOptions& options) {
  return run(zone, options, {}).hasErrors();
}

}  // namespace signet::atecc
