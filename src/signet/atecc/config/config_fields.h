// The configuration zone as a table: every field by its datasheet name, where it is and who may change it
// (DS20005927A, section 2.2). Tools that print, compare or patch a configuration walk over these tables.
#pragma once

#include <cstddef>
#include <cstdint>

namespace signet::atecc {

/// Which command may change a byte of the configuration zone. Reading is always allowed.
enum class ConfigAccess : std::uint8_t {
  never,          ///< set in the factory
  write,          ///< Write, until the configuration zone is locked
  updateExtra,    ///< UpdateExtra only
  lock,           ///< Lock only
  writeThenLock,  ///< Write until the configuration zone is locked, then bit by bit by Lock(slot)
};

/// A field, or an array of equal fields (one per slot, counter or format).
struct ConfigField {
  const char* name;
  std::uint8_t offset;  ///< of the first element, in bytes
  std::uint8_t size;    ///< of one element, in bytes
  std::uint8_t count;   ///< elements
  ConfigAccess access;
};

/// All 128 bytes, in order, without gaps.
inline constexpr ConfigField kConfigFields[] = {
    {"SN[0:3]", 0, 4, 1, ConfigAccess::never},
    {"RevNum", 4, 4, 1, ConfigAccess::never},
    {"SN[4:8]", 8, 5, 1, ConfigAccess::never},
    {"Reserved13", 13, 1, 1, ConfigAccess::never},
    {"I2C_Enable", 14, 1, 1, ConfigAccess::never},
    {"Reserved15", 15, 1, 1, ConfigAccess::never},
    {"I2C_Address", 16, 1, 1, ConfigAccess::write},
    {"Reserved17", 17, 1, 1, ConfigAccess::write},
    {"OTPmode", 18, 1, 1, ConfigAccess::write},
    {"ChipMode", 19, 1, 1, ConfigAccess::write},
    {"SlotConfig", 20, 2, 16, ConfigAccess::write},
    {"Counter", 52, 8, 2, ConfigAccess::write},
    {"LastKeyUse", 68, 16, 1, ConfigAccess::write},
    {"UserExtra", 84, 1, 1, ConfigAccess::updateExtra},
    {"Selector", 85, 1, 1, ConfigAccess::updateExtra},
    {"LockValue", 86, 1, 1, ConfigAccess::lock},
    {"LockConfig", 87, 1, 1, ConfigAccess::lock},
    {"SlotLocked", 88, 2, 1, ConfigAccess::writeThenLock},
    {"RFU", 90, 2, 1, ConfigAccess::write},
    {"X509format", 92, 1, 4, ConfigAccess::write},
    {"KeyConfig", 96, 2, 16, ConfigAccess::write},
};

/// Bits inside a field, by their datasheet name.
struct BitField {
  const char* name;
  std::uint8_t shift;
  std::uint8_t width;
};

inline constexpr BitField kSlotConfigBits[] = {
    {"ReadKey", 0, 4},  {"NoMac", 4, 1},    {"LimitedUse", 5, 1},   {"EncryptRead", 6, 1},
    {"IsSecret", 7, 1}, {"WriteKey", 8, 4}, {"WriteConfig", 12, 4},
};

inline constexpr BitField kKeyConfigBits[] = {
    {"Private", 0, 1},   {"PubInfo", 1, 1}, {"KeyType", 2, 3}, {"Lockable", 5, 1},
    {"ReqRandom", 6, 1}, {"ReqAuth", 7, 1}, {"AuthKey", 8, 4}, {"IntrusionDisable", 12, 1},
    {"RFU", 13, 1},      {"X509id", 14, 2},
};

inline constexpr BitField kChipModeBits[] = {
    {"SelectorMode", 0, 1},
    {"TTLenable", 1, 1},
    {"WatchdogDuration", 2, 1},
    {"Reserved", 3, 5},
};

inline constexpr BitField kX509FormatBits[] = {{"PublicPosition", 0, 4}, {"TemplateLength", 4, 4}};

/// Which command may change the byte at `offset` (0..127; more is a programmer's error).
ConfigAccess configAccess(std::size_t offset);

/// True when a Write command of `size` bytes (4 or 32) at byte `offset` can succeed before the configuration
/// lock: a write that touches one byte it may not change fails as a whole. So blocks 0 and 2 are never
/// written with 32 bytes.
bool isConfigWritable(std::size_t offset, std::size_t size);

}  // namespace signet::atecc
