// The public key that belongs to a slot.
#pragma once

#include "host/chip/chip_target.h"

namespace signet::chip {

/// The public half of the slot's private key, or the public key stored in it. Throws UserError.
atecc::PublicKey publicKeyOf(ChipTarget& chip, atecc::Slot slot);

}  // namespace signet::chip
