// SlotContent: reading and writing slots as their access says, in clear or encrypted with the pairing secret.
#pragma once

#include <optional>

#include "host/base/values.h"
#include "host/chip/encrypted_slot.h"
#include "host/profile/slot_map.h"
#include "signet/atecc/device.h"
#include "signet/core/bytes.h"

namespace signet::pki {

class SlotContent {
 public:
  /// `secret`: 32 bytes, of this chip, when it is known. Chip and map must outlive it.
  SlotContent(atecc::Device& chip, const profile::SlotMap& map, std::optional<Secret> secret)
      : chip_(chip), map_(map), secret_(std::move(secret)) {}

  /// From the start of the slot. Throws UserError, also when the pairing secret is needed and not there.
  void read(atecc::Slot slot, MutableBytes out);
  /// Whole words. Not read back.
  void write(atecc::Slot slot, Bytes content);

  atecc::Device& chip() { return chip_; }
  const profile::SlotMap& map() const { return map_; }

 private:
  chip::SlotKey keyFor(atecc::Slot slot) const;

  atecc::Device& chip_;
  const profile::SlotMap& map_;
  std::optional<Secret> secret_;
};

}  // namespace signet::pki
