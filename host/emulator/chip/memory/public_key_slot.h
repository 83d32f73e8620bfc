// A public key as a slot stores it (table 14-2): 72 bytes, 4 pad, X, 4 pad, Y. The high nibble of the first
// byte says whether the key was validated, where KeyConfig.PubInfo asks for that.
#pragma once

#include <algorithm>
#include <cstdint>

#include "host/emulator/chip/crypto/crypto.h"
#include "host/emulator/chip/memory/config_view.h"
#include "host/emulator/chip/memory/eeprom.h"

namespace signet::emulator {

inline constexpr std::uint8_t kKeyValidated = 0x50;
inline constexpr std::uint8_t kKeyInvalid = 0xA0;

/// X and Y without their pads. The slot must be one of 8..15.
inline p256::PublicKey storedPublicKey(const Eeprom& eeprom, unsigned slot) {
  const auto bytes = eeprom.slot(slot);
  p256::PublicKey key;
  std::copy_n(bytes.begin() + 4, 32, key.begin());
  std::copy_n(bytes.begin() + 40, 32, key.begin() + 32);
  return key;
}

/// The nibble says "valid". Meaningful where ConfigView::validatedPublicKey(slot).
inline bool isValidated(const Eeprom& eeprom, unsigned slot) {
  return (eeprom.slot(slot)[0] & 0xF0) == kKeyValidated;
}

/// Writes kKeyValidated or kKeyInvalid; the low nibble stays.
inline void setValidity(Eeprom& eeprom, unsigned slot, std::uint8_t nibble) {
  auto& first = eeprom.slot(slot)[0];
  first = static_cast<std::uint8_t>((first & 0x0F) | nibble);
}

}  // namespace signet::emulator
