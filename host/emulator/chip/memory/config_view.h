// The configuration zone by the names of the datasheet (sections 2.2.1 to 2.2.5). Read only: a view onto the
// bytes of an Eeprom, which must outlive it.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "host/emulator/chip/memory/eeprom.h"

namespace signet::emulator {

/// What a Write command may do to a slot (table 2-7).
enum class WriteMode : std::uint8_t { always, pubInvalid, never, encrypt };

/// The access conditions of a slot (table 2-5), little endian in bytes 20..51.
struct SlotConfig {
  std::uint16_t word = 0;

  unsigned readKey() const { return word & 0x0F; }
  bool noMac() const { return bit(4); }
  bool limitedUse() const { return bit(5); }
  bool encryptRead() const { return bit(6); }
  bool isSecret() const { return bit(7); }
  unsigned writeKey() const { return (word >> 8) & 0x0F; }

  // ReadKey of a private key means something else (table 2-6).
  bool externalSignatures() const { return bit(0); }
  bool internalSignatures() const { return bit(1); }
  bool ecdhAllowed() const { return bit(2); }
  bool ecdhToNextSlot() const { return bit(3); }

  // WriteConfig, read for the Write command (table 2-7) ...
  WriteMode writeMode() const {
    if (bit(14)) return WriteMode::encrypt;
    switch (word >> 12) {
      case 0: return WriteMode::always;
      case 1: return WriteMode::pubInvalid;
      default: return WriteMode::never;
    }
  }
  // ... for DeriveKey (table 2-8): a target at all, source is the slot WriteKey (else the target itself), MAC
  // under WriteKey required ...
  bool deriveKeyTarget() const { return bit(13); }
  bool deriveKeyCreates() const { return bit(12); }
  bool deriveKeyNeedsMac() const { return bit(15); }
  // ... for GenKey (create) and PrivWrite (tables 2-9, 2-10).
  bool genKeyAllowed() const { return bit(13); }
  bool privWriteAllowed() const { return bit(14); }

 private:
  bool bit(unsigned n) const { return (word >> n & 1) != 0; }
};

/// The kind of key of a slot and who may use it (table 2-11), little endian in bytes 96..127.
struct KeyConfig {
  static constexpr unsigned kKeyTypeP256 = 4;

  std::uint16_t word = 0;

  bool isPrivate() const { return bit(0); }
  bool pubInfo() const { return bit(1); }
  unsigned keyType() const { return (word >> 2) & 7; }
  bool isP256() const { return keyType() == kKeyTypeP256; }
  bool lockable() const { return bit(5); }
  bool reqRandom() const { return bit(6); }
  bool reqAuth() const { return bit(7); }
  unsigned authKey() const { return (word >> 8) & 0x0F; }
  bool intrusionDisable() const { return bit(12); }
  unsigned x509id() const { return word >> 14; }

 private:
  bool bit(unsigned n) const { return (word >> n & 1) != 0; }
};

/// Where a public key stands in an X.509 certificate that SHA(Public) hashes, in blocks of 64 bytes.
struct X509Format {
  unsigned templateLength = 0;
  unsigned publicPosition = 0;
  /// 00: the key may be validated by Verify(Validate) instead.
  bool none() const { return templateLength == 0 && publicPosition == 0; }
};

/// The byte addresses of table 2-2.
namespace config_byte {
inline constexpr std::size_t kRevNum = 4;
inline constexpr std::size_t kI2cEnable = 14;
inline constexpr std::size_t kI2cAddress = 16;
inline constexpr std::size_t kOtpMode = 18;
inline constexpr std::size_t kChipMode = 19;
inline constexpr std::size_t kSlotConfig = 20;
inline constexpr std::size_t kCounter = 52;
inline constexpr std::size_t kLastKeyUse = 68;
inline constexpr std::size_t kLastKeyUseSize = 16;
inline constexpr std::size_t kUserExtra = 84;
inline constexpr std::size_t kSelector = 85;
inline constexpr std::size_t kLockValue = 86;
inline constexpr std::size_t kLockConfig = 87;
inline constexpr std::size_t kSlotLocked = 88;
inline constexpr std::size_t kX509Format = 92;
inline constexpr std::size_t kKeyConfig = 96;
}  // namespace config_byte

class ConfigView {
 public:
  static constexpr std::uint8_t kUnlocked = 0x55;
  static constexpr std::uint8_t kOtpReadOnly = 0xAA;
  static constexpr std::uint8_t kOtpConsumption = 0x55;

  explicit ConfigView(const Eeprom& eeprom) : bytes_(eeprom.config) {}

  /// The nine bytes SN[0:8].
  std::array<std::uint8_t, 9> serialNumber() const {
    return {bytes_[0], bytes_[1],  bytes_[2],  bytes_[3], bytes_[8],
            bytes_[9], bytes_[10], bytes_[11], bytes_[12]};
  }
  std::span<const std::uint8_t> revision() const { return bytes_.subspan(config_byte::kRevNum, 4); }

  bool configLocked() const { return bytes_[config_byte::kLockConfig] != kUnlocked; }
  bool dataLocked() const { return bytes_[config_byte::kLockValue] != kUnlocked; }
  bool slotLocked(unsigned slot) const { return (word(config_byte::kSlotLocked) >> slot & 1) == 0; }

  SlotConfig slotConfig(unsigned slot) const {
    return {word(config_byte::kSlotConfig + std::size_t{2} * slot)};
  }
  KeyConfig keyConfig(unsigned slot) const { return {word(config_byte::kKeyConfig + std::size_t{2} * slot)}; }
  X509Format x509Format(unsigned index) const {
    const unsigned byte = bytes_[config_byte::kX509Format + index];
    return {byte >> 4, byte & 0x0F};
  }

  std::uint8_t i2cAddress() const { return bytes_[config_byte::kI2cAddress]; }
  bool i2cEnabled() const { return (bytes_[config_byte::kI2cEnable] & 0x01) != 0; }
  std::uint8_t otpMode() const { return bytes_[config_byte::kOtpMode]; }
  bool selectorMode() const { return (bytes_[config_byte::kChipMode] & 0x01) != 0; }
  bool longWatchdog() const { return (bytes_[config_byte::kChipMode] & 0x04) != 0; }
  std::uint8_t userExtra() const { return bytes_[config_byte::kUserExtra]; }
  std::uint8_t selector() const { return bytes_[config_byte::kSelector]; }

  /// True for slots that hold a P-256 public key: only 8..15 are large enough.
  bool isPublicKeySlot(unsigned slot) const {
    return slot >= 8 && !keyConfig(slot).isPrivate() && keyConfig(slot).isP256();
  }
  /// The same, and the key's validity nibble counts (PubInfo = 1).
  bool validatedPublicKey(unsigned slot) const { return isPublicKeySlot(slot) && keyConfig(slot).pubInfo(); }

 private:
  std::uint16_t word(std::size_t at) const {
    return static_cast<std::uint16_t>(bytes_[at] | bytes_[at + 1] << 8);
  }
  std::span<const std::uint8_t, Eeprom::kConfigSize> bytes_;
};

}  // namespace signet::emulator
