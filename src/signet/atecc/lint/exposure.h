// Exposure: what an attacker on the bus who knows no secret can do to a chip with this configuration.
//
// The bus is open to anyone who holds the board or has taken over its microcontroller, so this is the
// question that a configuration has to answer. Computed for the state of a chip in service, with both zones
// locked; slots count as locked where SlotLocked says so. Access is followed transitively: a slot written
// only with key 4 is open to everyone when slot 4 is, and so on through write keys, read keys, authorisation,
// DeriveKey and ECDH results.
//
// "Knows" means the value that the slot will hold when it is used against its owner: overwriting a key with
// one's own is knowing it.
#pragma once

#include <cstdint>

#include "signet/atecc/config/config_zone.h"

namespace signet::atecc {

/// A set of slots.
class SlotSet {
 public:
  constexpr bool has(Slot slot) const { return ((bits_ >> slot.number()) & 1) != 0; }
  /// True if the slot was not in the set before.
  constexpr bool add(Slot slot) {
    const bool added = !has(slot);
    bits_ = static_cast<std::uint16_t>(bits_ | 1u << slot.number());
    return added;
  }
  constexpr void remove(Slot slot) { bits_ = static_cast<std::uint16_t>(bits_ & ~(1u << slot.number())); }
  constexpr std::uint16_t bits() const { return bits_; }

 private:
  std::uint16_t bits_ = 0;
};

class Exposure {
 public:
  /// Keeps a reference to the configuration, which must outlive it.
  explicit Exposure(const ConfigZone& zone);

  /// Anyone on the bus can learn what the slot holds, or decide it. Never true for private keys.
  bool knows(Slot slot) const { return known_.has(slot); }
  /// Anyone on the bus can put a value of their choice, or one they can compute, into the slot. For private
  /// keys see below.
  bool sets(Slot slot) const { return settable_.has(slot); }
  /// ... and the way is an ECDH on the slot before it, whatever WriteConfig says.
  bool setsByEcdh(Slot slot) const;

  /// Anyone on the bus can get the slot's key used: no authorisation is needed, or they can pass it.
  bool uses(Slot slot) const;
  /// Anyone on the bus can pass the authorisation (CheckMac, Verify) with this slot as AuthKey.
  bool authorizes(Slot authKey) const;
  /// Anyone on the bus can run GenDig with this slot's key and knows it: reads and writes encrypted with
  /// it are open.
  bool wields(Slot key) const;

  /// Anyone on the bus can make GenKey replace the private key (by a new one).
  bool genKey(Slot slot) const;
  /// Anyone on the bus can write a private key of their own into the slot.
  bool privWrite(Slot slot) const;
  /// Anyone on the bus can make DeriveKey change the slot, without a MAC.
  bool derives(Slot slot) const;

 private:
  bool learnsByRead(Slot slot) const;
  bool setsByWrite(Slot slot) const;
  bool setsByDerive(Slot slot) const;
  bool spread();

  const ConfigZone& zone_;
  SlotSet known_;
  SlotSet settable_;
};

// ---- What is possible at all, even with every secret at hand.

/// The slot can be used by GenDig, CheckMac, MAC, DeriveKey: not a private key, its authorisation can be
/// passed, uses are left, and it is not disabled by an intrusion latch that nothing can set.
bool isUsableAsKey(const ConfigZone& zone, Slot slot);

/// Every AuthKey on the way from `slot` can be used, and none waits for itself.
bool isAuthorizable(const ConfigZone& zone, Slot slot);

/// KeyConfig.IntrusionDisable can be satisfied: a single-wire part whose GPIO is in intrusion
/// mode (section 2.2).
bool hasIntrusionLatch(const ConfigZone& zone);

/// SlotConfig.LimitedUse is set and no use is left.
bool isExhausted(const ConfigZone& zone, Slot slot);

}  // namespace signet::atecc
