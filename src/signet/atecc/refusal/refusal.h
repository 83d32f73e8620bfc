// Refusal: why the configuration makes the chip answer a command with 0F (executionError).
//
// 0F says "legal, but not possible now", and not what is in the way. The configuration zone shows it: most
// refusals are certain before the command is sent, the others depend on state that only the chip has. Both
// are computed here from a ConfigZone alone (it holds the lock bytes too), on the device and without strings;
// the host makes sentences of them.
//
//     if (const Refusal refusal = findRefusal(zone, command); refusal) ...   // before: do not even send it
//     count = refusalConditions(zone, command, conditions);                  // after 0F: one of these is not met
//
// A command that is illegal in any state (status 03) is not judged: none. Where the datasheet DS20005927A is
// silent on whether a state refuses a command, that state is a condition, never a certain refusal.
#pragma once

#include <cstddef>
#include <cstdint>

#include "signet/atecc/command.h"
#include "signet/atecc/config/config_zone.h"
#include "signet/core/bytes.h"

namespace signet::atecc {

/// In brackets: what Refusal::slot and Refusal::other say beyond the slot the command is about.
enum class RefusalReason : std::uint8_t {
  none,

  // ---- Locks.
  configNotLocked,    ///< the configuration zone has to be locked first
  dataNotLocked,      ///< the data zone has to be locked first
  configLocked,       ///< the configuration zone is locked: nothing in it can be written
  dataLocked,         ///< the data zone is locked already
  slotLocked,         ///< SlotLocked: the slot is locked for ever
  slotNotLockable,    ///< KeyConfig.Lockable is 0
  configBytesFixed,   ///< the write touches bytes 0-15 or 84-87, which Write never changes
  configUnencrypted,  ///< the configuration is only ever written in clear

  // ---- What the slot holds.
  privateKey,    ///< KeyConfig.Private is 1: only GenKey, PrivWrite, Sign and ECDH may use the slot
  notPrivate,    ///< KeyConfig.Private is 0
  notP256,       ///< KeyConfig.KeyType is not P-256
  notSecret,     ///< SlotConfig.IsSecret is 0 on a private key
  notPublicKey,  ///< no public key: needs slots 8-15, Private 0 and KeyType P-256

  // ---- Reading and writing.
  neverReadable,     ///< IsSecret 1 with EncryptRead 0
  readProhibited,    ///< IsSecret 0 with EncryptRead 1, which the datasheet forbids
  wordOfSecret,      ///< IsSecret is 1: 32 bytes at a time only
  wordBeforeLock,    ///< before the data zone is locked: 32 bytes at a time only
  writeNever,        ///< WriteConfig is Never
  encryptionNeeded,  ///< the slot is only written encrypted and with a MAC [other: WriteKey]
  otpReadOnly,       ///< OTPmode is read-only
  otpUnencrypted,    ///< OTP is only ever written in clear
  keyUnusable,       ///< the key that reads or writes the slot can never be used [other: that key]

  // ---- Using keys.
  genKeyForbidden,        ///< WriteConfig has no GenKey (bit 13)
  privWriteForbidden,     ///< WriteConfig has no PrivWrite (bit 14)
  deriveForbidden,        ///< WriteConfig has no DeriveKey (bit 13)
  macNeeded,              ///< WriteConfig wants a MAC made with the parent key [other: WriteKey]
  publicKeyHidden,        ///< KeyConfig.PubInfo is 0: the public key is not shown
  externalSignForbidden,  ///< ReadKey bit 0 is 0
  internalSignForbidden,  ///< ReadKey bit 1 is 0
  ecdhForbidden,          ///< ReadKey bit 2 is 0
  ecdhOddSlot,            ///< ReadKey bit 3 sends the secret to slot N+1, which only even slots can
  noMac,                  ///< SlotConfig.NoMac: not for MAC, HMAC and SHA
  limitedUseExhausted,    ///< SlotConfig.LimitedUse, and no use is left
  authImpossible,         ///< KeyConfig.ReqAuth by a key that can never be used [other: AuthKey]
  intrusionNeverArmed,    ///< KeyConfig.IntrusionDisable, and this part has no intrusion latch
  notValidatable,         ///< KeyConfig.PubInfo is 0: there is nothing to validate
  x509FormatGiven,        ///< X509format is set: only a certificate validates this key (ValidateExternal)
  x509FormatMissing,      ///< X509format is 00: no certificate validates this key (Validate does)
  validatorNotPublicKey,  ///< the slot that validates holds no public key [other: ReadKey]

  // ---- The rest of the chip.
  counterExhausted,  ///< the counter is at its last value [other: counter]
  userExtraSet,      ///< UserExtra can be set once, and was
  selectorSet,       ///< SelectorMode: Selector can be set once, and was
  noGpio,            ///< Info(GPIO) needs a single-wire part

  // ---- Conditions: the configuration does not show whether they are met.
  tempKeyNeeded,      ///< TempKey has to be valid: Nonce, without an error or sleep in between
  sourceMustMatch,    ///< bit 2 of the mode has to be TempKey's SourceFlag: 0 random nonce, 1 loaded
  randomNonceNeeded,  ///< TempKey has to come from a random Nonce (KeyConfig.ReqRandom, or an encrypted read)
  authorizationNeeded,   ///< CheckMac or Verify with AuthKey has to come first [other: AuthKey]
  genDigNeeded,          ///< TempKey has to come from GenDig with this key [other: key]
  digestNeeded,          ///< TempKey has to come from GenDig of a slot or GenKey(digest)
  publicDigestNeeded,    ///< TempKey has to come from GenKey(digest) of this very slot
  macMustMatch,          ///< the MAC sent has to be right
  crcMustMatch,          ///< the CRC sent has to be that of what the chip holds
  validKeyNeeded,        ///< a key has to be in the slot: GenKey or PrivWrite
  validatedKeyNeeded,    ///< the public key has to be validated (Verify, mode Validate)
  keyNotValidated,       ///< PubInvalid: the slot may not hold a validated public key
  shaStartNeeded,        ///< SHA start has to come first, without another command in between
  intrusionLatchNeeded,  ///< the intrusion latch has to be set (Info, mode GPIO)
  ecdhTargetUnlocked,    ///< slot N+1 takes the shared secret and is locked [other: N+1]
};

inline constexpr std::size_t kRefusalReasons =
    static_cast<std::size_t>(RefusalReason::ecdhTargetUnlocked) + 1;

/// The name of a reason as written above. Static storage.
const char* refusalReasonName(RefusalReason reason);

struct Refusal {
  static constexpr std::uint8_t kNone = 0xFF;

  RefusalReason reason = RefusalReason::none;
  std::uint8_t slot = kNone;   ///< the slot that refuses; kNone: the chip
  std::uint8_t other = kNone;  ///< the second slot (or the counter) involved

  explicit operator bool() const { return reason != RefusalReason::none; }
  friend bool operator==(const Refusal& a, const Refusal& b) {
    return a.reason == b.reason && a.slot == b.slot && a.other == b.other;
  }
};

/// No command depends on more conditions.
inline constexpr std::size_t kMaxConditions = 8;

/// Why the chip will certainly answer 0F; RefusalReason::none if nothing in the configuration stands against
/// it. Looks at opcode, Param1, Param2 and the length of the data.
Refusal findRefusal(const ConfigZone& zone, const Command& command);

/// What has to be true besides, most likely cause first. Returns how many there are (at most
/// kMaxConditions) and writes as many as the buffer takes. Of use when a command that findRefusal() allows
/// was answered with 0F.
std::size_t refusalConditions(const ConfigZone& zone, const Command& command, Span<Refusal> conditions);

}  // namespace signet::atecc
