// EphemeralKeys: fresh ECDHE keys from the chip, made ahead of time.
//
// A key in a slot of the ATECC508A is an EEPROM write, good for 400,000 times (datasheet section 8.1). Spread
// over the slots given, every key is used for one handshake and never again; what that wears is counted.
//
// A slot for this needs: Private, P-256, GenKey allowed, ECDH allowed (SlotConfig.ReadKey bit 2), no lock.
#pragma once

#include <cstdint>

#include "signet/atecc/device.h"
#include "signet/core/bytes.h"
#include "signet/core/status.h"

namespace signet::tls {

/// One slot and how many keys have been made in it. The count is the caller's to keep over a restart.
struct EphemeralSlot {
  atecc::Slot slot;
  std::uint32_t generated = 0;
};

class EphemeralKeys {
 public:
  /// EEPROM cycles a byte endures at 85 degrees (datasheet table 8-1).
  static constexpr std::uint32_t kEndurance = 400'000;

  /// `slots`: at least one; the least worn is used next. Not copied; must outlive this.
  EphemeralKeys(atecc::Device& device, Span<EphemeralSlot> slots) : device_(device), slots_(slots) {}

  /// Makes a key unless an unused one is there already: GenKey, 11 ms typically. Call it while the network is
  /// slow. Statuses of Device::createKey(). After outcomeUnknown the next call makes another key: that one
  /// was never used.
  Status prepare();
  bool ready() const { return current_ != nullptr; }

  /// The prepared key. Precondition: ready().
  const atecc::PublicKey& publicKey() const;
  atecc::Slot slot() const;
  /// From now on the prepared key counts as used, whatever becomes of the handshake.
  void spend() { current_ = nullptr; }

  Span<const EphemeralSlot> slots() const { return slots_; }

 private:
  EphemeralSlot& leastWorn();

  atecc::Device& device_;
  Span<EphemeralSlot> slots_;
  EphemeralSlot* current_ = nullptr;
  atecc::PublicKey publicKey_;
};

}  // namespace signet::tls
