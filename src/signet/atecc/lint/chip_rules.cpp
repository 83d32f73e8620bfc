// Rules about the whole chip: bytes 14-19 and 52-95 of the configuration zone.
#include "signet/atecc/lint/rules.h"

namespace signet::atecc {
namespace {

/// Byte 16 of an I2C part. Bit 0 must be 0 (section 2.2); the other bits are the address from the
/// next wake on.
void lintAddress(const ConfigZone& zone, const LintOptions& options, LintReport& report) {
  if (!zone.i2cEnabled()) return;
  const Result<i2c::Address> address = zone.i2cAddress();
  if (!address.ok()) {
    report.add(LintRule::i2cAddressUnusable, Severity::error);
  } else if (*address != options.address) {
    report.add(LintRule::i2cAddressMoves, Severity::warning);
  }
}

void lintModes(const ConfigZone& zone, LintReport& report) {
  const ChipMode mode = zone.chipMode();
  if (zone.bytes[17] != 0 || zone.bytes[90] != 0 || zone.bytes[91] != 0 || mode.reserved() != 0) {
    report.add(LintRule::reservedBytes, Severity::error);
  }
  if (zone.otpMode() == OtpMode::consumption) {
    report.add(LintRule::otpConsumable, Severity::warning);
  } else if (zone.otpMode() != OtpMode::readOnly) {
    report.add(LintRule::otpModeReserved, Severity::error);
  }
  if (mode.selectorMode()) report.add(LintRule::selectorOnce, Severity::info);
  if (mode.ttlEnable()) report.add(LintRule::ttlLevels, Severity::info);
  if (mode.watchdogLong()) report.add(LintRule::longWatchdog, Severity::info);
}

bool isLastKeyUseByte(unsigned byte) {
  return (byte & (byte + 1)) == 0;
}  // ones at the bottom only

void lintCounters(const ConfigZone& zone, LintReport& report) {
  for (std::uint8_t counter = 0; counter < 2; ++counter) {
    if (!isCounterCode(zone.counterBytes(counter))) {
      report.add(LintRule::counterIllegal, Severity::error, Finding::kNone, counter);
    }
  }
  if (zone.family() == ChipFamily::atecc608) return;
  for (const std::uint8_t byte : Bytes(zone.bytes).subspan(68, 16)) {
    if (isLastKeyUseByte(byte)) continue;
    report.add(LintRule::lastKeyUseIllegal, Severity::error);
    return;
  }
}

void lintLocks(const ConfigZone& zone, LintReport& report) {
  for (const std::uint8_t byte : Bytes(zone.bytes).subspan(86, 2)) {
    if (byte == 0 || byte == ConfigZone::kUnlocked) continue;
    report.add(LintRule::lockBytesIllegal, Severity::error);
    return;
  }
  if (zone.dataLocked() && !zone.configLocked()) report.add(LintRule::lockBytesIllegal, Severity::error);
  if (zone.configLocked() && !zone.dataLocked()) report.add(LintRule::dataUnlocked, Severity::warning);
}

void lintTlsKey(const ConfigZone& zone, const LintOptions& options, LintReport& report) {
  if (options.tlsSlot) {
    if (isTlsKey(zone, *options.tlsSlot)) return;
    report.add(LintRule::tlsKeyUnfit, Severity::error, static_cast<std::uint8_t>(options.tlsSlot->number()));
    return;
  }
  for (unsigned i = 0; i < Slot::kCount; ++i) {
    if (isTlsKey(zone, Slot::from(i).value())) return;
  }
  report.add(LintRule::noTlsKey, Severity::warning);
}

}  // namespace

bool isTlsKey(const ConfigZone& zone, Slot slot) {
  const SlotConfig config = zone.slotConfig(slot);
  const KeyConfig key = zone.keyConfig(slot);
  return key.isPrivate() && key.keyType() == KeyType::p256 && config.isSecret() && config.externalSign() &&
         !isExhausted(zone, slot) && isAuthorizable(zone, slot) &&
         (!key.intrusionDisable() || hasIntrusionLatch(zone));
}

void lintChip(const ConfigZone& zone, const LintOptions& options, LintReport& report) {
  lintAddress(zone, options, report);
  if (zone.family() == ChipFamily::atecc508a) {
    lintModes(zone, report);
  } else {
    report.add(LintRule::familyNotKnown, Severity::info);
  }
  lintCounters(zone, report);
  lintLocks(zone, report);
  lintTlsKey(zone, options, report);
}

}  // namespace signet::atecc
