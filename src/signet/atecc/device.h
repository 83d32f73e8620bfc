// Device: every command of the ATECC508A, in every mode, typed (datasheet DS20005927A, chapter 9).
//
//     Device chip(session);
//     const Result<PublicKey> key = chip.createKey(Slot::number<0>());
//     const Result<Signature> signature = chip.signDigest(Slot::number<0>(), digest);
//
// Statuses. Every method can return what Session::execute() returns for the bus and for damaged answers:
// noDevice, notAnAtecc, busFault, notSupported, timeout, badCrc, badResponse, communication,
// watchdogExpiring. executionError always means: legal, but not in the present lock state, configuration or
// TempKey state (refusal.h says which). Below, each method lists only what it adds to these.
//
// TempKey. Commands marked [TempKey] need what an earlier Nonce, GenDig or GenKey left in the chip, and use
// it up. They return volatileStateLost, unsent, when the chip slept since. After badCrc or timeout of such a
// command TempKey is gone and a use of a limited-use key may be spent; begin the sequence again.
//
// Lasting effects. Methods that change the chip for good never send twice what may have run. When the answer
// is lost they read the state back and decide; where nothing can be read back they return outcomeUnknown, and
// say below what the caller can do.
//
// Not thread safe. Holds a reference to the session and no state of its own; any number may share a session.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "signet/atecc/modes.h"
#include "signet/atecc/session.h"
#include "signet/atecc/types.h"
#include "signet/core/bytes.h"
#include "signet/core/status.h"

namespace signet::atecc {

class Device {
 public:
  explicit Device(Session& session) : session_(session) {}
  Session& session() { return session_; }

  // ---- What the chip is: info.cpp ---------------------------------------------------------------------

  Result<Revision> revision();
  /// SN[0:8], from configuration bytes 0-3 and 8-12.
  Result<SerialNumber> serialNumber();
  /// Private key slot: it holds a key made by GenKey or PrivWrite. Public key slot with PubInfo: the key is
  /// validated. Not useful for other slots.
  Result<bool> keyValid(Slot slot);
  Result<VolatileState> volatileState();
  /// The GPIO pin of single-wire parts; the I2C version answers executionError.
  Result<bool> gpio();
  Result<bool> setGpio(bool high);

  /// 32 random bytes. Before the configuration zone is locked the fixed pattern FF FF 00 00 ... instead.
  Result<Block> random(Seed seed = Seed::update);

  /// Sends every chip on the bus whose Selector byte differs to idle. True: this one stayed awake.
  /// outcomeUnknown if it neither answered nor went idle.
  Result<bool> pause(std::uint8_t selector);

  Result<std::uint32_t> counter(CounterId id);
  /// Adds one, and returns the new value. The counter is read first, so that a lost answer can be
  /// distinguished from a lost command. executionError at kCounterMax; outcomeUnknown if the counter then
  /// holds neither the old value nor the next.
  Result<std::uint32_t> incrementCounter(CounterId id);

  /// Configuration byte 84, UserExtra: can be set once, from 00. locked if it holds another value already.
  Status setUserExtra(std::uint8_t value);
  /// Configuration byte 85, Selector. locked if SelectorMode forbids another change.
  Status setSelector(std::uint8_t value);
  /// Spends one use of a limited-use slot. outcomeUnknown: one use may be spent.
  Status consumeUse(Slot slot);

  // ---- Memory: read_write.cpp -------------------------------------------------------------------------
  // All: invalidArgument for an address outside of its zone or not at the start of a word (a block).
  // executionError for data and OTP before the data zone is locked, for slots that are secret or hold
  // a private key.

  Result<Word> readWord(MemoryAddress address);
  /// A short last block of a slot is filled up with zeros.
  Result<Block> readBlock(MemoryAddress address);

  /// Clear writes. When the answer is lost the place is read back: equal is success, different is sent again,
  /// unreadable is outcomeUnknown; writing the same bytes again is then safe. executionError for a locked
  /// zone or slot, or one whose WriteConfig is not Always.
  Status writeWord(MemoryAddress address, const Word& value);
  Status writeBlock(MemoryAddress address, const Block& value);

  /// The whole configuration zone, four block reads.
  Result<std::array<std::uint8_t, kConfigSize>> readConfig();
  /// Writes what differs from the chip's configuration in bytes 16-83 and 88-127 (the others are never
  /// writable by Write), then reads everything back. locked if the configuration zone is locked, notVerified
  /// if it differs afterwards. SlotLocked (88-89) and the counters are written as given.
  Status writeConfig(const std::array<std::uint8_t, kConfigSize>& config);

  /// Any part of a slot, by blocks. invalidArgument if it leaves the slot.
  Status readSlot(Slot slot, std::size_t offset, MutableBytes out);
  /// Any part of a slot that starts and ends at word boundaries; invalidArgument otherwise. Whole blocks
  /// where possible, words otherwise. Before the data zone is locked, and in secret slots, the chip takes
  /// whole blocks only (executionError): then the part must start at a block, and end at one or at the end of
  /// the slot. Not read back.
  Status writeSlot(Slot slot, std::size_t offset, Bytes data);
  Result<std::array<std::uint8_t, kOtpSize>> readOtp();

  /// A public key in a slot's storage form, 4 zero bytes before X and before Y (section 4.1.1), slots 8-15.
  /// readPublicKey ignores the padding and with it the validity nibble.
  Status writePublicKey(Slot slot, const PublicKey& key);
  Result<PublicKey> readPublicKey(Slot slot);

  /// [TempKey] Encrypted forms as they cross the bus; EncryptedAccess (encrypted.h) makes the whole sequence.
  /// TempKey must come from GenDig of the slot's read key / write key.
  Result<Block> readEncryptedBlock(MemoryAddress address);
  /// outcomeUnknown: the block may be written. Repeating the whole sequence is safe.
  Status writeEncryptedBlock(MemoryAddress address, const Block& ciphertext, const Digest& mac);

  // ---- Locking, for ever: lock.cpp --------------------------------------------------------------------
  // All look first (locked: it was locked already; nothing is sent) and read the lock byte back afterwards
  // (notVerified: the chip reported success, but the state read back differs).

  /// `crc` is crc16() over all 128 bytes as they are now; the chip refuses with executionError if it holds
  /// something else. Without: no check, never do that on a part that matters.
  Status lockConfig(std::optional<std::uint16_t> crc);
  /// `crc` is crc16() over slots 0-15 without those that hold private keys, then OTP. notLocked: the
  /// configuration zone must be locked first.
  Status lockData(std::optional<std::uint16_t> crc);
  /// executionError unless KeyConfig.Lockable; notLocked before the configuration zone is locked.
  Status lockSlot(Slot slot);

  // ---- TempKey: nonce.cpp -----------------------------------------------------------------------------

  /// TempKey from the chip's random number and `numIn`; returns the random number, from which nonceValue()
  /// (host_mac.h) computes the same TempKey.
  Result<Block> nonce(const NumIn& numIn, Seed seed = Seed::update);
  /// [TempKey] Mixes the present TempKey instead of a random number (Param2 = 8000h); returns
  /// the new TempKey.
  Result<Block> nonceFromTempKey(const NumIn& numIn, Seed seed = Seed::update);
  /// Pass-through: TempKey is `value`.
  Status loadTempKey(const Digest& value);

  /// [TempKey] GenDig, all zones: TempKey becomes the digest of a secret and itself.
  /// invalidArgument for a block number outside of the zone (config 0-3, OTP 0-1).
  Status genDigConfig(unsigned block);
  Status genDigOtp(unsigned block);
  /// `otherData`: four bytes for a slot with NoMac (ignored by others), or none.
  Status genDigSlot(Slot slot, const std::optional<Word>& otherData = {});
  /// One of the chip maker's transport keys; keyId >= 8000h, invalidArgument otherwise.
  Status genDigTransportKey(std::uint16_t keyId);
  /// A shared nonce: `other` goes before TempKey, or after it.
  Status genDigShared(const Block& other, bool tempKeyFirst, std::uint8_t tag = 0);
  Status genDigCounter(CounterId id);
  Status genDigKeyConfig(Slot slot);

  // ---- Keys: keys.cpp ---------------------------------------------------------------------------------

  /// A new random private key in `slot`; the public key. Replaces what is there. When the answer is lost: if
  /// the slot held no key before, it is read back; otherwise outcomeUnknown, the slot holds the old or the
  /// new key, and publicKey() shows which.
  Result<PublicKey> createKey(Slot slot);
  /// [TempKey] The same, and mixes the public key into TempKey (a random key and its proof of origin).
  /// outcomeUnknown whenever the answer is lost: TempKey cannot be read back.
  Result<PublicKey> createKeyWithDigest(Slot slot);
  /// The public key of the private key in `slot`. executionError if PubInfo is 0 (data zone locked).
  Result<PublicKey> publicKey(Slot slot);
  /// [TempKey] The same, and mixes it into TempKey.
  Result<PublicKey> publicKeyWithDigest(Slot slot);
  /// [TempKey] Mixes the public key stored in `slot` (8-15) into TempKey, for Verify(Validate).
  Status digestStoredKey(Slot slot, const GenKeyOtherData& otherData = {});

  /// The X coordinate of the shared point, in clear (SlotConfig.ReadKey bit 3 is 0). Wipe it after use.
  /// After badCrc or timeout it may be asked for again, at the price of one use of a limited-use key.
  /// eccFault: `peer` is not a point of the curve, or the computation failed again and again. badResponse:
  /// the secret went to slot + 1, ReadKey bit 3 is 1.
  Result<Digest> ecdh(Slot slot, const PublicKey& peer);
  /// The result goes to slot + 1 (ReadKey bit 3 is 1), to be read by an encrypted read. invalidArgument for
  /// an odd slot. outcomeUnknown: slot + 1 may be written, the same call again is safe; or ReadKey bit 3 is 0
  /// and the secret went over the bus in clear.
  Status ecdhToNextSlot(Slot slot, const PublicKey& peer);

  /// Writes a private key in clear; only before the data zone is locked. Big-endian. outcomeUnknown:
  /// publicKey() shows which key the slot holds.
  Status writePrivateKey(Slot slot, const Block& privateKey);
  /// [TempKey] The same, encrypted; `ciphertext` and `mac` from encryptPrivateKey() (host_mac.h).
  Status writePrivateKeyEncrypted(Slot slot, const std::array<std::uint8_t, 36>& ciphertext,
                                  const Digest& mac);

  /// [TempKey] New content of `target` from its parent key and TempKey (SlotConfig.WriteConfig says how).
  /// `tempKeyFromInput` must be TempKey's SourceFlag. `mac` where WriteConfig asks for one.
  /// outcomeUnknown: `target` may hold the derived key; a rolled key cannot be distinguished from the old
  /// one without using it.
  Status deriveKey(Slot target, bool tempKeyFromInput, const std::optional<Digest>& mac = {});

  // ---- Sign and Verify: sign.cpp ----------------------------------------------------------------------

  /// Loads `digest` into TempKey and signs it: what TLS and CSRs need. Begins again if the chip slept
  /// in the middle.
  Result<Signature> signDigest(Slot slot, const Digest& digest);
  /// [TempKey] Signs TempKey as an external digest (ReadKey bit 0).
  Result<Signature> signTempKey(Slot slot);
  /// [TempKey] Signs the chip's own message about a GenDig or GenKey digest (ReadKey bit 1);
  /// data zone locked.
  Result<Signature> signInternal(Slot slot, const SignInternalMode& mode);

  /// Loads `digest` into TempKey and verifies with `key`. Begins again after lost answers: nothing lasts.
  /// ok: valid. mismatch: not valid.
  Status verifyDigest(const PublicKey& key, const Digest& digest, const Signature& signature);
  /// [TempKey] ok: the signature of TempKey is valid. mismatch: it is not.
  Status verifyTempKey(const PublicKey& key, const Signature& signature);
  /// [TempKey] With the public key in `slot` (8-15); also authorises keys whose AuthKey it is.
  Status verifyStored(Slot slot, const Signature& signature);
  /// [TempKey] Marks the public key in `slot` as validated / invalid. The key that signed is
  /// SlotConfig.ReadKey. TempKey must come from digestStoredKey(slot). mismatch: wrong signature.
  /// outcomeUnknown: keyValid(slot) shows it.
  Status validate(Slot slot, const Signature& signature, const VerifyOtherData& otherData);
  Status invalidate(Slot slot, const Signature& signature, const VerifyOtherData& otherData);
  /// [TempKey] The same for a key inside of an X.509 certificate whose digest SHA and shaPublic() made.
  Status validateExternal(Slot slot, const Signature& signature);

  // ---- MACs: mac.cpp ----------------------------------------------------------------------------------

  /// `challenge`: 32 bytes, or none if mode.challengeFromTempKey; invalidArgument otherwise. [TempKey] if
  /// mode.usesTempKey(). A lost answer is not asked for again: it may cost a use of a limited-use key.
  Result<Digest> mac(Slot slot, const MacMode& mode, Bytes challenge = {});
  /// Compares a MAC of another chip. ok or mismatch. invalidArgument if mode.includeSerial.
  Status checkMac(Slot slot, const MacMode& mode, const Block& challenge, const Digest& response,
                  const CheckMacOtherData& otherData);
  /// [TempKey]
  Result<Digest> hmac(Slot slot, const HmacMode& mode);

  // ---- SHA-256 in the chip: sha.cpp -------------------------------------------------------------------
  // Start, any number of 64-byte blocks, end with the rest. The context is kept in TempKey and lost with any
  // other command in between.

  Status shaStart();
  Status shaUpdate(const std::array<std::uint8_t, 64>& block);
  /// Adds X || Y of the public key stored in `slot`.
  Status shaPublic(Slot slot);
  /// At most 63 bytes, invalidArgument otherwise. The digest is also left in TempKey.
  Result<Digest> shaEnd(Bytes rest);
  /// HMAC-SHA256 with the first 32 bytes of `slot` as key.
  Status hmacStart(Slot slot);
  Result<Digest> hmacEnd(Bytes rest);
  /// All three steps. Begins again after lost answers.
  Result<Digest> sha(Bytes message);

 private:
  /// A command that answers with a status.
  Status run(const Command& command) { return session_.execute(command).status(); }
  Status fetch(const Command& command, MutableBytes out);
  Status write(MemoryAddress address, Bytes value);
  Status lock(std::uint8_t mode, std::uint16_t crc, MemoryAddress address, std::size_t byte,
              std::uint8_t unlockedBits);
  Status updateExtra(std::uint8_t mode, std::uint8_t value);
  Status genDig(std::uint8_t zone, std::uint16_t p2, Bytes otherData);
  Status genKey(Slot slot, std::uint8_t mode, Effect effect, Volatile volatileState, PublicKey& key);
  Status sign(Slot slot, std::uint8_t mode, Signature& signature);
  Status digestStep(std::uint8_t mode, std::uint16_t p2, Bytes data);
  Status verify(std::uint8_t mode, std::uint16_t p2, const Signature& signature, Bytes more, Effect effect);
  Result<Digest> shaFinish(std::uint8_t mode, Bytes rest);
  Result<Digest> shaWhole(Bytes message);

  Session& session_;
};

/// What Random and Nonce of a chip whose configuration zone is not locked give.
inline bool isFixedPattern(const Block& block) {
  for (std::size_t i = 0; i < block.size(); ++i) {
    if (block[i] != (i % 4 < 2 ? 0xFF : 0x00)) return false;
  }
  return true;
}

}  // namespace signet::atecc
