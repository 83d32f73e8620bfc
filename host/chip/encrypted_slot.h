// Slots that are read and written encrypted, with the key of another slot.
#pragma once

#include "host/base/values.h"
#include "signet/atecc/device.h"

namespace signet::chip {

/// The key that opens a slot: SlotConfig.ReadKey or WriteKey names its slot.
struct SlotKey {
  atecc::Slot slot;
  const Secret& secret;  ///< 32 bytes; must outlive its use
};

/// From the start of the slot, with a fresh nonce. What a lost answer broke is repeated. Statuses as of
/// atecc::EncryptedAccess: a wrong key shows as executionError when writing, and as nonsense when reading.
Status readEncrypted(atecc::Device& device, atecc::Slot slot, MutableBytes out, const SlotKey& key);
Status writeEncrypted(atecc::Device& device, atecc::Slot slot, Bytes content, const SlotKey& key);

}  // namespace signet::chip
