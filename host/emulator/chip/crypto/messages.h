// The messages that the commands of the ATECC508A hash: one function a message, its layout in its comment
// (datasheet DS20005927A, section 9). All of them are pure: bytes in, digest out.
//
// Notation: || joins, Z(n) is n zero bytes, SN[a:b] are bytes of the serial number, Param2 goes low byte
// first. "Key" stands for the first 32 bytes of a slot, "TempKey" for its 32-byte value.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "host/emulator/chip/crypto/crypto.h"

namespace signet::emulator {

using SerialNumber = std::array<std::uint8_t, 9>;
using Span32 = std::span<const std::uint8_t, 32>;

/// The parameters of a command as they stand on the bus; both enter most messages.
struct Params {
  std::uint8_t p1 = 0;
  std::uint16_t p2 = 0;
};

/// Nonce, modes 0 and 1: RandOut or the old TempKey (32) || NumIn (20) || 16 || p1 || p2 low.
Digest nonceDigest(Span32 randomOrTempKey, std::span<const std::uint8_t, 20> numIn, Params params);

namespace gendig {

/// Zones config, OTP, and data with an ordinary or a transport key:
/// value (32) || 15 || p1 || p2 || SN[8] || SN[0:1] || Z(25) || TempKey.
Digest ofValue(Span32 value, Params params, const SerialNumber& serial, Span32 tempKey);

/// Zone data, key with SlotConfig.NoMac: key || OtherData (4) || SN[8] || SN[0:1] || Z(25) || TempKey.
Digest ofNoMacKey(Span32 key, std::span<const std::uint8_t, 4> otherData, const SerialNumber& serial,
                  Span32 tempKey);

/// Zone shared nonce: first || 15 || p1 || p2 low || 00 || SN[8] || SN[0:1] || Z(25) || second.
/// p2 bit 15 = 0: OtherData (32) is first and TempKey second; bit 15 = 1: the other way round.
Digest ofSharedNonce(Span32 otherData, Params params, const SerialNumber& serial, Span32 tempKey);

/// Zone counter: Z(32) || 15 || p1 || p2 || SN[8] || SN[0:1] || 00 || count (4, little endian) ||
/// Z(20) || TempKey.
Digest ofCounter(std::uint32_t count, Params params, const SerialNumber& serial, Span32 tempKey);

/// A slot's configuration as stored.
struct SlotState {
  std::array<std::uint8_t, 2> slotConfig{};
  std::array<std::uint8_t, 2> keyConfig{};
  bool unlocked = true;  ///< its bit of SlotLocked is 1
};

/// Zone key config: Z(32) || 15 || p1 || p2 || SN[8] || SN[0:1] || 00 || SlotConfig || KeyConfig || unlocked
/// || Z(19) || TempKey.
Digest ofKeyConfig(const SlotState& slot, Params params, const SerialNumber& serial, Span32 tempKey);

}  // namespace gendig

/// MAC: first (key or TempKey) || second (challenge or TempKey) || 08 || p1 || p2 || Z(11) || SN[8] ||
/// SN[4:7] || SN[0:1] || SN[2:3], the optional serial bytes zero unless p1 bit 6 is set. 88 bytes.
Digest macDigest(Span32 first, Span32 second, Params params, const SerialNumber& serial);

/// HMAC under the key of: Z(32) || TempKey || 11 || p1 || p2 || the rest as in MAC.
Digest hmacDigest(Span32 key, Span32 tempKey, Params params, const SerialNumber& serial);

/// CheckMac: first || second || OD[0:3] || Z(8) || OD[4:6] || SN[8] || OD[7:10] || SN[0:1] || OD[11:12].
Digest checkMacDigest(Span32 first, Span32 second, std::span<const std::uint8_t, 13> otherData,
                      const SerialNumber& serial);

/// DeriveKey, the new key: source || 1C || p1 || p2 || SN[8] || SN[0:1] || Z(25) || TempKey.
Digest derivedKey(Span32 source, Params params, const SerialNumber& serial, Span32 tempKey);

/// DeriveKey, the MAC that allows it: parent || 1C || p1 || p2 || SN[8] || SN[0:1]. 39 bytes.
Digest deriveKeyMac(Span32 parent, Params params, const SerialNumber& serial);

/// GenKey's digest of a public key: TempKey || 40 || abc || SN[8] || SN[0:1] || Z(25) || X || Y, where abc is
/// p1 || p2, or the three bytes of OtherData in mode 10h.
Digest publicKeyDigest(Span32 tempKey, std::span<const std::uint8_t, 3> abc, const SerialNumber& serial,
                       const p256::PublicKey& key);

/// Write, the MAC: TempKey || 12 || p1 || p2 || SN[8] || SN[0:1] || Z(25) || plaintext.
Digest writeMac(Span32 tempKey, Params params, const SerialNumber& serial, Span32 plaintext);

/// Write and Read: the value XOR TempKey. Encrypts and decrypts.
SecretBytes<32> xorWithTempKey(Span32 value, Span32 tempKey);

/// The data of PrivWrite: four zero bytes and the key.
using PrivWriteValue = SecretBytes<36>;

/// PrivWrite, the MAC: TempKey || 46 || p1 || p2 || SN[8] || SN[0:1] || Z(21) || value (36).
Digest privWriteMac(Span32 tempKey, Params params, const SerialNumber& serial, const PrivWriteValue& value);

/// PrivWrite: bytes 0-31 XOR TempKey, bytes 32-35 XOR the start of SHA-256(TempKey). Encrypts and decrypts.
PrivWriteValue privWriteCipher(const PrivWriteValue& value, Span32 tempKey);

/// What Sign(internal) says about the key that made TempKey.
struct TempKeyOrigin {
  gendig::SlotState slot;
  std::uint8_t flags = 0;  ///< NoMac, GenKey, GenDig, Source, KeyID from bit 7 down, as in Info(State) byte 0
  bool publicKeyValid = false;
};

using SignInternalMessage = std::array<std::uint8_t, 55>;

/// Sign(internal), 55 bytes: TempKey || 41 || p1 || p2 || SlotConfig || KeyConfig || flags || Z(2) || SN[8]
/// || SN[4:7] || SN[0:1] || SN[2:3] || unlocked || publicKeyValid || 00, optional serial bytes as in MAC.
SignInternalMessage signInternalMessage(Span32 tempKey, Params params, const TempKeyOrigin& origin,
                                        const SerialNumber& serial);

/// Verify(Validate, Invalidate): the same 55 bytes put together from OtherData:
/// TempKey || 41 || OD[0:9] || SN[8] || OD[10:13] || SN[0:1] || OD[14:18].
SignInternalMessage validateMessage(Span32 tempKey, std::span<const std::uint8_t, 19> otherData,
                                    const SerialNumber& serial);

}  // namespace signet::emulator
