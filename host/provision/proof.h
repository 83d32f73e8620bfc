// Proofs that a provisioned chip is what it should be, by commands that change nothing. See also
// sharesSecret() in apply.h.
#pragma once

#include "signet/atecc/device.h"

namespace signet::provision {

/// Whether the private key in `slot` belongs to `key`: a random digest is signed. Throws UserError when the
/// chip refuses.
bool provesKey(atecc::Device& device, atecc::Slot slot, const atecc::PublicKey& key);

}  // namespace signet::provision
