// ConfigZone: the 128 bytes that decide, for ever, what an ATECC508A does (datasheet
// DS20005927A, section 2.2).
//
// Any 128 bytes are a configuration zone: the chip stores whatever is written and checks nothing. Whether
// they make sense is the question of lint.h; what they refuse, of refusal.h. The names are the datasheet's.
//
// A value type: 128 bytes, copied freely, no heap. Reading one from a chip takes four 32-byte Read commands.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "signet/atecc/config/config_fields.h"
#include "signet/atecc/config/counter_code.h"
#include "signet/atecc/config/key_config.h"
#include "signet/atecc/config/slot_config.h"
#include "signet/atecc/types.h"
#include "signet/core/bytes.h"
#include "signet/i2c/address.h"

namespace signet::atecc {

/// Which part a configuration belongs to, by the third byte of RevNum.
enum class ChipFamily : std::uint8_t {
  atecc508a,
  atecc608,  ///< same SlotConfig and KeyConfig, but other meanings of bytes 13, 18, 19, 68-83, 85, 90 and 91
  unknown,
};

enum class OtpMode : std::uint8_t {
  readOnly = 0xAA,     ///< OTP never changes after the data lock
  consumption = 0x55,  ///< anyone may clear bits of OTP after the data lock (the factory setting)
};

/// ChipMode, byte 19.
class ChipMode {
 public:
  constexpr ChipMode() = default;
  explicit constexpr ChipMode(std::uint8_t byte) : byte_(byte) {}
  constexpr std::uint8_t byte() const { return byte_; }

  constexpr bool selectorMode() const { return (byte_ & 1) != 0; }  ///< 1: Selector can be set only once
  constexpr bool ttlEnable() const {
    return (byte_ & 2) != 0;
  }  ///< 1: input levels follow VCC; 0: fixed reference
  constexpr bool watchdogLong() const { return (byte_ & 4) != 0; }  ///< 1: watchdog of 10 s; 0: of 1.3 s
  constexpr std::uint8_t reserved() const { return static_cast<std::uint8_t>(byte_ >> 3); }  ///< must be 0

  constexpr ChipMode& setSelectorMode(bool value) { return set(1, value); }
  constexpr ChipMode& setTtlEnable(bool value) { return set(2, value); }
  constexpr ChipMode& setWatchdogLong(bool value) { return set(4, value); }

 private:
  constexpr ChipMode& set(unsigned mask, bool value) {
    byte_ = static_cast<std::uint8_t>(value ? byte_ | mask : byte_ & ~mask);
    return *this;
  }
  std::uint8_t byte_ = 0;
};

struct ConfigZone {
  static constexpr std::size_t kSize = 128;
  static constexpr std::uint8_t kUnlocked =
      0x55;  ///< of LockValue and LockConfig; the chip clears them to 00 for ever

  std::array<std::uint8_t, kSize> bytes{};

  // ---- Which chip.
  /// SN[0:8]: bytes 0-3 and 8-12.
  std::array<std::uint8_t, 9> serialNumber() const;
  std::array<std::uint8_t, 4> revision() const;
  ChipFamily family() const;

  // ---- The bus.
  bool i2cEnabled() const {
    return (bytes[14] & 1) != 0;
  }  ///< false: single-wire part, byte 16 sets its GPIO
  /// Status::invalidArgument if bit 0 is set or the I2C specification reserves the address.
  Result<i2c::Address> i2cAddress() const { return i2c::Address::fromEightBit(bytes[16]); }
  void setI2cAddress(i2c::Address address) { bytes[16] = address.eightBit(); }

  // ---- The whole chip.
  OtpMode otpMode() const { return static_cast<OtpMode>(bytes[18]); }  ///< a reserved value stays what it is
  void setOtpMode(OtpMode mode) { bytes[18] = static_cast<std::uint8_t>(mode); }
  ChipMode chipMode() const { return ChipMode(bytes[19]); }
  void setChipMode(ChipMode mode) { bytes[19] = mode.byte(); }
  std::uint8_t userExtra() const { return bytes[84]; }
  std::uint8_t selector() const { return bytes[85]; }

  // ---- Slots.
  SlotConfig slotConfig(Slot slot) const { return SlotConfig(word(20 + 2u * slot.number())); }
  void setSlotConfig(Slot slot, SlotConfig value) { setWord(20 + 2u * slot.number(), value.word()); }
  KeyConfig keyConfig(Slot slot) const { return KeyConfig(word(96 + 2u * slot.number())); }
  void setKeyConfig(Slot slot, KeyConfig value) { setWord(96 + 2u * slot.number(), value.word()); }

  // ---- Counters and limited use. `number` is 0 or 1 for counters, 0 to 3 for formats; more is
  // a programmer's error.
  CounterBytes counterBytes(unsigned number) const;
  std::uint32_t counter(unsigned number) const { return decodeCounter(counterBytes(number)); }
  /// Status::invalidArgument if value > kCounterMax.
  Status setCounter(unsigned number, std::uint32_t value);
  /// LastKeyUse: how often slot 15 may still be used if its LimitedUse is set (0 to 128).
  unsigned lastKeyUsesLeft() const;
  /// How often a slot may still be used if its LimitedUse is set: Counter[0], and LastKeyUse for slot 15.
  std::uint32_t usesLeft(Slot slot) const;

  // ---- X509format: how Verify(ValidateExternal) finds a public key in a certificate, in SHA blocks
  // of 64 bytes.
  std::uint8_t x509Format(unsigned number) const;
  std::uint8_t x509TemplateLength(unsigned number) const {
    return static_cast<std::uint8_t>(x509Format(number) >> 4);
  }
  std::uint8_t x509PublicPosition(unsigned number) const { return x509Format(number) & 15; }

  // ---- Locks. Only ever from open to locked.
  bool configLocked() const { return bytes[87] != kUnlocked; }
  bool dataLocked() const { return bytes[86] != kUnlocked; }  ///< data slots and OTP
  bool slotLocked(Slot slot) const { return ((word(88) >> slot.number()) & 1) == 0; }
  void setConfigLocked(bool locked) { bytes[87] = locked ? 0 : kUnlocked; }
  void setDataLocked(bool locked) { bytes[86] = locked ? 0 : kUnlocked; }
  void setSlotLocked(Slot slot, bool locked);

  /// The slot's ECC private key may only be used by GenKey, PrivWrite, Sign and ECDH.
  bool isPrivate(Slot slot) const { return keyConfig(slot).isPrivate(); }

  /// The bytes of one element of a field of kConfigFields.
  Bytes field(const ConfigField& description, unsigned index = 0) const;

  friend bool operator==(const ConfigZone& a, const ConfigZone& b) { return a.bytes == b.bytes; }
  friend bool operator!=(const ConfigZone& a, const ConfigZone& b) { return a.bytes != b.bytes; }

 private:
  std::uint16_t word(unsigned offset) const {
    return static_cast<std::uint16_t>(bytes[offset] | bytes[offset + 1] << 8);
  }
  void setWord(unsigned offset, std::uint16_t value);
};

/// Calls visit(const ConfigField&, unsigned index) for each field that differs, in the order of the bytes.
template <typename Visitor>
void forEachDifference(const ConfigZone& a, const ConfigZone& b, Visitor&& visit) {
  for (const ConfigField& field : kConfigFields) {
    for (unsigned i = 0; i < field.count; ++i) {
      if (!equal(a.field(field, i), b.field(field, i))) visit(field, i);
    }
  }
}

/// Calls visit(const BitField&, unsigned before, unsigned after) for each group of bits that differs.
template <std::size_t N, typename Visitor>
void forEachBitDifference(const BitField (&bits)[N], unsigned a, unsigned b, Visitor&& visit) {
  for (const BitField& field : bits) {
    const unsigned mask = (1u << field.width) - 1;
    const unsigned before = (a >> field.shift) & mask;
    const unsigned after = (b >> field.shift) & mask;
    if (before != after) visit(field, before, after);
  }
}

}  // namespace signet::atecc
