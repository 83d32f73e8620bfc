// The rules of lint.h, inside. Each looks at one thing and reports it; the order of the calls is that
// of the findings.
#pragma once

#include "signet/atecc/lint/exposure.h"
#include "signet/atecc/lint/lint.h"

namespace signet::atecc {

/// Collects findings into the caller's buffer, and counts those that do not fit.
class LintReport {
 public:
  explicit LintReport(Span<Finding> findings) : findings_(findings) {}

  void add(LintRule rule, Severity severity, std::uint8_t slot = Finding::kNone,
           std::uint8_t other = Finding::kNone);
  std::size_t count() const { return count_; }
  bool hasErrors() const { return hasErrors_; }

 private:
  Span<Finding> findings_;
  std::size_t count_ = 0;
  bool hasErrors_ = false;
};

/// A slot and all that its rules look at.
struct SlotView {
  SlotView(const ConfigZone& zoneOf, const Exposure& exposureOf, Slot slotOf, bool ephemeralOf)
      : zone(zoneOf),
        exposure(exposureOf),
        slot(slotOf),
        ephemeral(ephemeralOf),
        config(zoneOf.slotConfig(slotOf)),
        key(zoneOf.keyConfig(slotOf)) {}

  const ConfigZone& zone;
  const Exposure& exposure;
  Slot slot;
  bool ephemeral;  ///< LintOptions::ephemeral
  SlotConfig config;
  KeyConfig key;

  std::uint8_t number() const { return static_cast<std::uint8_t>(slot.number()); }
  bool locked() const { return zone.slotLocked(slot); }
  /// Encrypted writes, PrivWrite or DeriveKey look at WriteKey, and the slot can still change.
  bool usesWriteKey() const;
};

void lintChip(const ConfigZone& zone, const LintOptions& options, LintReport& report);
void lintSlotForm(const SlotView& view, LintReport& report);      ///< a slot that contradicts itself
void lintSlotExposure(const SlotView& view, LintReport& report);  ///< a slot that is open to anyone
void lintSlotKeys(const SlotView& view, LintReport& report);      ///< public keys, signatures and ECDH

/// The slot holds, or can get, a private key that signs digests from outside: fit for TLS.
bool isTlsKey(const ConfigZone& zone, Slot slot);

}  // namespace signet::atecc
