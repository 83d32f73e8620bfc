// SlotConfig: who may read, write and use a slot (datasheet DS20005927A, section 2.2.1).
//
// A 16-bit word, stored low byte first at bytes 20 + 2 * slot of the configuration zone. Every bit belongs to
// a field here, so a word survives decoding and encoding unchanged. Setters return the object, so that a
// layout reads as
//
//     SlotConfig().setIsSecret(true).setReadKey(SlotConfig::kExternalSign).setWriteConfig(0x2)
//
//   15..12       11..8     7         6            5           4      3..0
//   WriteConfig  WriteKey  IsSecret  EncryptRead  LimitedUse  NoMac  ReadKey
//
// The meaning of ReadKey and WriteConfig depends on what the slot holds: see the accessors.
#pragma once

#include <cstdint>

#include "signet/atecc/types.h"
#include "signet/core/check.h"

namespace signet::atecc {

/// What the Write command may do once the data zone is locked.
enum class WriteMode : std::uint8_t {
  always,      ///< 0000: in clear by anyone; 4-byte writes only while IsSecret is 0
  pubInvalid,  ///< 0001: in clear by anyone, unless the slot holds a validated public key
  never,       ///< 001x, 10xx
  encrypt,     ///< x1xx: 32 bytes, encrypted and with a MAC made with WriteKey
};

/// What DeriveKey may do to the slot. PrivWrite and GenKey have a bit each.
enum class DeriveMode : std::uint8_t {
  none,           ///< xx0x: not a target of DeriveKey
  roll,           ///< 0x10: from the slot's own key, by anyone
  rollWithMac,    ///< 1x10: from the slot's own key, with a MAC made with WriteKey
  create,         ///< 0x11: from WriteKey, by anyone
  createWithMac,  ///< 1x11: from WriteKey, with a MAC made with WriteKey
};

/// How the Read command treats a slot once the data zone is locked.
enum class ReadMode : std::uint8_t {
  clear,       ///< IsSecret 0, EncryptRead 0: 4 or 32 bytes, by anyone
  prohibited,  ///< IsSecret 0, EncryptRead 1: the datasheet forbids it, security is not guaranteed
  never,       ///< IsSecret 1, EncryptRead 0
  encrypted,   ///< IsSecret 1, EncryptRead 1: 32 bytes, encrypted with ReadKey
};

class SlotConfig {
 public:
  constexpr SlotConfig() = default;
  explicit constexpr SlotConfig(std::uint16_t word) : word_(word) {}
  constexpr std::uint16_t word() const { return word_; }

  // ---- ReadKey of a secret or data slot: the key of encrypted reads, and 0 lets CheckMac copy the slot into
  // TempKey. Of a public key with PubInfo: the key that validates it. Of a private key: these bits.
  static constexpr std::uint8_t kExternalSign = 1;  ///< Sign of digests that come from outside
  static constexpr std::uint8_t kInternalSign = 2;  ///< Sign of messages made inside (GenDig, GenKey)
  static constexpr std::uint8_t kEcdh = 4;          ///< ECDH
  static constexpr std::uint8_t kEcdhToNextSlot =
      8;  ///< its result goes to slot N+1, not onto the bus (even N only)

  constexpr std::uint8_t readKey() const { return nibble(0); }
  constexpr Slot readKeySlot() const { return slotOf(readKey()); }
  constexpr bool externalSign() const { return (readKey() & kExternalSign) != 0; }
  constexpr bool internalSign() const { return (readKey() & kInternalSign) != 0; }
  constexpr bool ecdh() const { return (readKey() & kEcdh) != 0; }
  constexpr bool ecdhToNextSlot() const { return (readKey() & kEcdhToNextSlot) != 0; }

  constexpr bool noMac() const { return bit(4); }
  constexpr bool limitedUse() const { return bit(5); }
  constexpr bool encryptRead() const { return bit(6); }
  constexpr bool isSecret() const { return bit(7); }
  constexpr ReadMode readMode() const {
    if (isSecret()) return encryptRead() ? ReadMode::encrypted : ReadMode::never;
    return encryptRead() ? ReadMode::prohibited : ReadMode::clear;
  }

  constexpr std::uint8_t writeKey() const { return nibble(8); }
  constexpr Slot writeKeySlot() const { return slotOf(writeKey()); }

  // ---- WriteConfig. One nibble, read differently by each command that changes a slot.
  constexpr std::uint8_t writeConfig() const { return nibble(12); }
  constexpr WriteMode writeMode() const {
    if (bit(14)) return WriteMode::encrypt;
    if (bit(15) || bit(13)) return WriteMode::never;
    return bit(12) ? WriteMode::pubInvalid : WriteMode::always;
  }
  constexpr DeriveMode deriveMode() const {
    if (!bit(13)) return DeriveMode::none;
    if (bit(12)) return bit(15) ? DeriveMode::createWithMac : DeriveMode::create;
    return bit(15) ? DeriveMode::rollWithMac : DeriveMode::roll;
  }
  constexpr bool genKeyAllowed() const { return bit(13); }  ///< private keys: GenKey may make a new key
  constexpr bool privWriteAllowed() const {
    return bit(14);
  }  ///< private keys: PrivWrite, encrypted with WriteKey

  constexpr SlotConfig& setReadKey(std::uint8_t value) { return setNibble(0, value); }
  constexpr SlotConfig& setNoMac(bool value) { return setBit(4, value); }
  constexpr SlotConfig& setLimitedUse(bool value) { return setBit(5, value); }
  constexpr SlotConfig& setEncryptRead(bool value) { return setBit(6, value); }
  constexpr SlotConfig& setIsSecret(bool value) { return setBit(7, value); }
  constexpr SlotConfig& setWriteKey(std::uint8_t value) { return setNibble(8, value); }
  constexpr SlotConfig& setWriteConfig(std::uint8_t value) { return setNibble(12, value); }

  friend constexpr bool operator==(SlotConfig a, SlotConfig b) { return a.word_ == b.word_; }
  friend constexpr bool operator!=(SlotConfig a, SlotConfig b) { return a.word_ != b.word_; }

 private:
  static constexpr Slot slotOf(std::uint8_t number) { return Slot::from(number).value(); }
  constexpr bool bit(unsigned position) const { return ((word_ >> position) & 1) != 0; }
  constexpr std::uint8_t nibble(unsigned shift) const {
    return static_cast<std::uint8_t>((word_ >> shift) & 15);
  }
  constexpr SlotConfig& setBit(unsigned position, bool value) {
    const unsigned mask = 1u << position;
    word_ = static_cast<std::uint16_t>(value ? word_ | mask : word_ & ~mask);
    return *this;
  }
  /// A value above 15 is a programmer's error.
  constexpr SlotConfig& setNibble(unsigned shift, std::uint8_t value) {
    SIGNET_CHECK(value <= 15);
    word_ = static_cast<std::uint16_t>((word_ & ~(15u << shift)) | static_cast<unsigned>(value << shift));
    return *this;
  }

  std::uint16_t word_ = 0;
};

}  // namespace signet::atecc
