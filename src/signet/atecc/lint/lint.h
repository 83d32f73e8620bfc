// Lint: what is unsafe in a configuration, or will brick the chip, found before anything is locked.
//
// Locking an ATECC is for ever and the chip checks nothing, so a wrong bit is found either here or in
// the field. The rules follow the datasheet DS20005927A, sections 2.2 and 4; who can do what is
// computed in exposure.h.
//
//     std::array<Finding, kMaxFindings> findings;
//     const std::size_t count = lint(zone, {}, findings);
//
// Judged is the chip as it will be in service, with both zones locked. No strings but the rule names: the
// sentences are the host's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "signet/atecc/config/config_zone.h"
#include "signet/atecc/lint/exposure.h"
#include "signet/core/bytes.h"

namespace signet::atecc {

enum class Severity : std::uint8_t {
  info,     ///< worth knowing; may be meant so
  warning,  ///< weaker, or less usable, than it looks; fine only if meant so
  error,    ///< do not lock this: it is unsafe, or something in it can never work
};

/// What is wrong. In brackets: what Finding::slot and Finding::other say.
enum class LintRule : std::uint8_t {
  // ---- The whole chip.
  i2cAddressUnusable,  ///< bit 0 is set, or the I2C specification reserves the address
  i2cAddressMoves,     ///< after the next wake the chip answers at another address
  reservedBytes,       ///< bytes 17, 90, 91, or ChipMode bits 7-3 are not 0
  otpModeReserved,     ///< OTPmode is neither AA nor 55
  otpConsumable,       ///< OTPmode 55: anyone can clear bits of OTP, for ever
  counterIllegal,      ///< a counter holds bytes that no count leads to [other: counter]
  lastKeyUseIllegal,   ///< LastKeyUse holds a byte other than FF 7F 3F 1F 0F 07 03 01 00
  lockBytesIllegal,    ///< LockValue or LockConfig impossible, or data locked before configuration
  dataUnlocked,        ///< configuration locked, data not: no policy is in force yet
  noTlsKey,            ///< no private key may sign external digests: no TLS client key
  tlsKeyUnfit,         ///< the slot named as TLS key cannot sign external digests [slot]
  selectorOnce,        ///< SelectorMode: Selector can be set once
  ttlLevels,           ///< TTLenable: input levels follow VCC
  longWatchdog,        ///< watchdog of 10 s instead of 1.3 s
  familyNotKnown,      ///< not an ATECC508A: what differs was not judged

  // ---- A slot that contradicts itself.
  prohibitedRead,         ///< IsSecret 0 with EncryptRead 1
  writeNeedsSecret,       ///< WriteConfig other than Always with IsSecret 0
  privateKeyNotSecret,    ///< a private key with IsSecret 0: no command will use it
  privateKeyNotP256,      ///< Private with a KeyType other than P-256: no command will use it
  privateKeyUseless,      ///< neither signatures nor ECDH are allowed
  keyConfigReserved,      ///< KeyType or bit 13 reserved
  authKeyWithoutReqAuth,  ///< AuthKey is given, ReqAuth is not
  x509WithoutPublicKey,   ///< X509id on a slot without a public key
  publicKeyTooLarge,      ///< a public key (72 bytes) in a slot of 36 bytes
  intrusionNeverArmed,    ///< IntrusionDisable, but no intrusion latch: the key is dead
  slotLockedTooEarly,     ///< SlotLocked is 0 before anything could be written
  limitedUseExhausted,    ///< LimitedUse with no use left
  limitedUseBurnable,     ///< LimitedUse whose uses anyone can burn
  authImpossible,         ///< ReqAuth can never be satisfied [other: AuthKey]
  readKeyUnusable,        ///< encrypted reads need a key that cannot be used [other: ReadKey]
  writeKeyUnusable,       ///< encrypted writes or DeriveKey need a key that cannot be used [other: WriteKey]

  // ---- A slot that is open to anyone on the bus.
  genKeyByAnyone,          ///< GenKey may replace the private key
  privWriteByAnyone,       ///< PrivWrite may, with a write key that is no secret [other: WriteKey]
  secretWritableByAnyone,  ///< a secret that can be overwritten in clear
  writeKeyKnown,           ///< encrypted writes with a key that is no secret [other: WriteKey]
  readKeyKnown,            ///< encrypted reads with a key that is no secret [other: ReadKey]
  deriveKeyKnown,          ///< DeriveKey from a key that is no secret [other: WriteKey]
  deriveByAnyone,          ///< DeriveKey without a MAC: anyone can change the key to an unknown one
  authWorthless,           ///< the authorisation can be passed by anyone [other: AuthKey]
  authByPublicBytes,       ///< AuthKey is a public key, which CheckMac may take for a secret [other: AuthKey]
  publicKeyReplaceable,    ///< a stored public key that can be overwritten in clear
  validatorReplaceable,  ///< a validated public key whose validating key can be overwritten [other: ReadKey]
  writeReplayable,       ///< encrypted writes can be repeated: WriteKey has ReqRandom 0 [other: WriteKey]
  freezableByAnyone,     ///< a changing key that anyone can lock for ever

  // ---- Public keys and ECDH.
  validatorNotPublicKey,  ///< a public key to be validated by a slot that is no public key [other: ReadKey]
  ecdhClear,              ///< the shared secret crosses the bus in clear
  ecdhOddSlot,            ///< ECDH to slot N+1 from an odd slot: always refused
  ecdhTargetPrivate,      ///< ... into a slot for private keys [other: N+1]
  ecdhTargetLocked,       ///< ... into a locked slot: always refused [other: N+1]
  ecdhTargetUnreadable,   ///< ... into a slot that can never be read: of use in the chip only [other: N+1]
  ecdhTargetClear,        ///< ... into a slot that anyone reads in clear [other: N+1]
  internalSignOnly,       ///< signs only messages made inside: no TLS key
  signsAnything,          ///< signs internal messages and external digests: its attestations prove nothing
  publicKeyHidden,        ///< PubInfo 0: the public key is shown once, when the key is made
};

inline constexpr std::size_t kLintRules = static_cast<std::size_t>(LintRule::publicKeyHidden) + 1;

/// The name of a rule as written above. Static storage.
const char* lintRuleName(LintRule rule);

struct Finding {
  static constexpr std::uint8_t kNone = 0xFF;

  LintRule rule{};
  Severity severity{};
  std::uint8_t slot = kNone;   ///< the slot it is about; kNone: the whole chip
  std::uint8_t other = kNone;  ///< the second slot (or counter) involved

  friend bool operator==(const Finding& a, const Finding& b) {
    return a.rule == b.rule && a.severity == b.severity && a.slot == b.slot && a.other == b.other;
  }
};

struct LintOptions {
  /// Where the chip answers now: another I2C_Address in the configuration is reported.
  i2c::Address address{};
  /// The slot that holds the TLS client key, if one is to; without it, one fit slot is enough.
  std::optional<Slot> tlsSlot{};
  /// Slots whose keys are meant to be regenerated for every use. That anyone can do so is no finding, as long
  /// as the key signs nothing.
  SlotSet ephemeral{};
};

/// No configuration has more findings.
inline constexpr std::size_t kMaxFindings = 16 * kLintRules;

/// Judges a configuration; findings about the whole chip come first, then slot by slot. Returns how many
/// there are and writes as many of them as the buffer takes (it may be empty).
std::size_t lint(const ConfigZone& zone, const LintOptions& options, Span<Finding> findings);

/// True when the configuration has at least one finding of severity error: what must hold before
/// it is locked.
bool hasLintErrors(const ConfigZone& zone, const LintOptions& options = {});

}  // namespace signet::atecc
