// Commands on memory, locks and counters: Counter, Info, Lock, Read, UpdateExtra, Write.
#include "signet/atecc/refusal/check.h"

namespace signet::atecc {
namespace {

constexpr std::uint8_t kZoneMask = 0x03;
constexpr std::uint8_t kEncrypted = 0x40;
constexpr std::uint8_t kBlock = 0x80;       // 32 bytes, not 4
constexpr std::size_t kEncryptedSize = 64;  // value and MAC

Zone zoneOf(const RefusalCheck& check) {
  return static_cast<Zone>(check.command.p1 & kZoneMask);
}
bool isWord(const RefusalCheck& check) {
  return (check.command.p1 & kBlock) == 0;
}
bool isEncrypted(const RefusalCheck& check) {
  return (check.command.p1 & kEncrypted) != 0;
}
Slot slotOfAddress(const RefusalCheck& check) {
  return Slot::from((check.command.p2 >> 3) & 15).value();
}

void readData(RefusalCheck& check) {
  const Slot slot = slotOfAddress(check);
  const SlotConfig config = check.config(slot);
  if (check.zone.isPrivate(slot)) check.refuse(RefusalReason::privateKey, slot);
  switch (config.readMode()) {
    case ReadMode::clear: return;
    case ReadMode::prohibited: check.refuse(RefusalReason::readProhibited, slot); return;
    case ReadMode::never: check.refuse(RefusalReason::neverReadable, slot); return;
    case ReadMode::encrypted:
      if (isWord(check)) check.refuse(RefusalReason::wordOfSecret, slot);
      check.sessionKey(slot, config.readKeySlot());
      check.depend(RefusalReason::randomNonceNeeded, slot);
  }
}

void writeConfig(RefusalCheck& check) {
  const std::size_t size = isWord(check) ? 4 : 32;
  const std::size_t offset = std::size_t{4} * (check.command.p2 & 0x1F) / size * size;
  if (check.zone.configLocked()) check.refuse(RefusalReason::configLocked);
  if (isEncrypted(check)) check.refuse(RefusalReason::configUnencrypted);
  if (!isConfigWritable(offset, size)) check.refuse(RefusalReason::configBytesFixed);
}

void writeOtp(RefusalCheck& check) {
  if (!check.zone.configLocked()) check.refuse(RefusalReason::configNotLocked);
  if (!check.zone.dataLocked()) {
    if (isWord(check)) check.refuse(RefusalReason::wordBeforeLock);
    if (isEncrypted(check))
      check.depend(RefusalReason::tempKeyNeeded), check.depend(RefusalReason::macMustMatch);
    return;
  }
  const bool never = check.zone.family() == ChipFamily::atecc608 || check.zone.otpMode() == OtpMode::readOnly;
  if (never) check.refuse(RefusalReason::otpReadOnly);
  if (isEncrypted(check)) check.refuse(RefusalReason::otpUnencrypted);
}

void writeDataBeforeLock(RefusalCheck& check, Slot slot) {
  if (isWord(check)) check.refuse(RefusalReason::wordBeforeLock, slot);
  if (!isEncrypted(check)) return;
  check.depend(RefusalReason::tempKeyNeeded);
  check.depend(RefusalReason::macMustMatch, slot);
}

void writeDataByPolicy(RefusalCheck& check, Slot slot) {
  const SlotConfig config = check.config(slot);
  switch (config.writeMode()) {
    case WriteMode::never: check.refuse(RefusalReason::writeNever, slot); return;
    case WriteMode::encrypt:
      if (isWord(check) || check.dataSize() < kEncryptedSize) {
        check.refuse(RefusalReason::encryptionNeeded, slot, config.writeKeySlot());
      }
      check.sessionKey(slot, config.writeKeySlot());
      check.depend(RefusalReason::macMustMatch, slot);
      return;
    case WriteMode::pubInvalid: check.depend(RefusalReason::keyNotValidated, slot); break;
    case WriteMode::always: break;
  }
  if (isWord(check) && config.isSecret()) check.refuse(RefusalReason::wordOfSecret, slot);
}

void writeData(RefusalCheck& check) {
  const Slot slot = slotOfAddress(check);
  if (!check.zone.configLocked()) check.refuse(RefusalReason::configNotLocked);
  if (check.zone.isPrivate(slot)) check.refuse(RefusalReason::privateKey, slot);
  if (check.zone.slotLocked(slot)) check.refuse(RefusalReason::slotLocked, slot);
  if (check.zone.dataLocked()) {
    writeDataByPolicy(check, slot);
  } else {
    writeDataBeforeLock(check, slot);
  }
}

void lockSlot(RefusalCheck& check) {
  const Slot slot = Slot::from((check.command.p1 >> 2) & 15).value();
  if (!check.zone.configLocked()) check.refuse(RefusalReason::configNotLocked);
  if (check.zone.slotLocked(slot)) check.refuse(RefusalReason::slotLocked, slot);
  if (!check.key(slot).lockable()) check.refuse(RefusalReason::slotNotLockable, slot);
}

}  // namespace

void checkRead(RefusalCheck& check) {
  if (zoneOf(check) == Zone::config) return;
  if (!check.zone.dataLocked()) check.refuse(RefusalReason::dataNotLocked);
  if (zoneOf(check) == Zone::data) readData(check);
}

void checkWrite(RefusalCheck& check) {
  switch (zoneOf(check)) {
    case Zone::config: return writeConfig(check);
    case Zone::otp: return writeOtp(check);
    case Zone::data: return writeData(check);
  }
}

void checkLock(RefusalCheck& check) {
  constexpr std::uint8_t kNoCrc = 0x80;
  const unsigned target = check.command.p1 & 3;
  if (target == 2) return lockSlot(check);
  if (target == 0 && check.zone.configLocked()) check.refuse(RefusalReason::configLocked);
  if (target == 1) {
    if (!check.zone.configLocked()) check.refuse(RefusalReason::configNotLocked);
    if (check.zone.dataLocked()) check.refuse(RefusalReason::dataLocked);
  }
  if ((check.command.p1 & kNoCrc) == 0) check.depend(RefusalReason::crcMustMatch);
}

void checkInfo(RefusalCheck& check) {
  if (check.command.p1 == 3 && check.zone.i2cEnabled()) check.refuse(RefusalReason::noGpio);
}

void checkCounter(RefusalCheck& check) {
  if (check.command.p1 != 1 || check.command.p2 > 1) return;
  if (check.zone.counter(check.command.p2) < kCounterMax) return;
  check.keep({RefusalReason::counterExhausted, Refusal::kNone, static_cast<std::uint8_t>(check.command.p2)});
}

void checkUpdateExtra(RefusalCheck& check) {
  if (check.zone.family() == ChipFamily::atecc608) return;  // byte 85 is another one there
  const Slot slot = check.slotOfParam2();
  switch (check.command.p1) {
    case 0:
      if (check.zone.userExtra() != 0) check.refuse(RefusalReason::userExtraSet);
      return;
    case 1:
      if (check.zone.chipMode().selectorMode() && check.zone.selector() != 0) {
        check.refuse(RefusalReason::selectorSet);
      }
      return;
    case 2:
    case 3:
      if (isExhausted(check.zone, slot)) check.refuse(RefusalReason::limitedUseExhausted, slot);
      return;
    default: return;
  }
}

}  // namespace signet::atecc
