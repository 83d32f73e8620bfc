// KeyConfig: what a slot holds and what must have happened before it is used (datasheet
// DS20005927A, section 2.2.5).
//
// A 16-bit word, stored low byte first at bytes 96 + 2 * slot of the configuration zone. Every bit belongs to
// a field here, so a word survives decoding and encoding unchanged.
//
//   15..14  13   12                11..8    7        6          5         4..2     1        0
//   X509id  RFU  IntrusionDisable  AuthKey  ReqAuth  ReqRandom  Lockable  KeyType  PubInfo  Private
#pragma once

#include <cstdint>

#include "signet/atecc/types.h"
#include "signet/core/check.h"

namespace signet::atecc {

/// The values of KeyType that the ATECC508A knows; all others are reserved.
enum class KeyType : std::uint8_t {
  p256 = 4,   ///< an ECC key on the curve P-256: private, or public
  other = 7,  ///< a secret key for SHA-256 commands, or any data
};

class KeyConfig {
 public:
  constexpr KeyConfig() = default;
  explicit constexpr KeyConfig(std::uint16_t word) : word_(word) {}
  constexpr std::uint16_t word() const { return word_; }

  /// "Private": an ECC private key. Only GenKey, PrivWrite, Sign and ECDH may use the slot.
  constexpr bool isPrivate() const { return bit(0); }
  /// Of a private key: GenKey may output its public key. Of a public key: it must be validated before
  /// Verify uses it.
  constexpr bool pubInfo() const { return bit(1); }
  constexpr KeyType keyType() const { return static_cast<KeyType>(field(2, 7)); }
  constexpr bool lockable() const { return bit(5); }
  constexpr bool reqRandom() const { return bit(6); }
  constexpr bool reqAuth() const { return bit(7); }
  constexpr std::uint8_t authKey() const { return field(8, 15); }
  constexpr Slot authKeySlot() const { return Slot::from(authKey()).value(); }
  constexpr bool intrusionDisable() const { return bit(12); }
  constexpr bool rfu() const { return bit(13); }
  constexpr std::uint8_t x509Id() const { return field(14, 3); }

  /// A P-256 key that is not private.
  constexpr bool isPublicKey() const { return !isPrivate() && keyType() == KeyType::p256; }

  constexpr KeyConfig& setPrivate(bool value) { return set(0, 1, value); }
  constexpr KeyConfig& setPubInfo(bool value) { return set(1, 1, value); }
  constexpr KeyConfig& setKeyType(KeyType value) { return set(2, 7, static_cast<std::uint8_t>(value)); }
  constexpr KeyConfig& setLockable(bool value) { return set(5, 1, value); }
  constexpr KeyConfig& setReqRandom(bool value) { return set(6, 1, value); }
  constexpr KeyConfig& setReqAuth(bool value) { return set(7, 1, value); }
  constexpr KeyConfig& setAuthKey(std::uint8_t value) { return set(8, 15, value); }
  constexpr KeyConfig& setIntrusionDisable(bool value) { return set(12, 1, value); }
  constexpr KeyConfig& setRfu(bool value) { return set(13, 1, value); }
  constexpr KeyConfig& setX509Id(std::uint8_t value) { return set(14, 3, value); }

  friend constexpr bool operator==(KeyConfig a, KeyConfig b) { return a.word_ == b.word_; }
  friend constexpr bool operator!=(KeyConfig a, KeyConfig b) { return a.word_ != b.word_; }

 private:
  constexpr bool bit(unsigned position) const { return ((word_ >> position) & 1) != 0; }
  constexpr std::uint8_t field(unsigned shift, unsigned mask) const {
    return static_cast<std::uint8_t>((word_ >> shift) & mask);
  }
  /// A value that does not fit its field is a programmer's error.
  constexpr KeyConfig& set(unsigned shift, unsigned mask, std::uint8_t value) {
    SIGNET_CHECK(value <= mask);
    word_ = static_cast<std::uint16_t>((word_ & ~(mask << shift)) | (static_cast<unsigned>(value) << shift));
    return *this;
  }

  std::uint16_t word_ = 0;
};

}  // namespace signet::atecc
