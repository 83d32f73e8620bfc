// The public key that belongs to a slot.
#pragma once

#include "host/cli/chip_target.h"

namespace signet::cli {

/// The public half of the slot's private key, or the public key stored in it. Throws UserError.
atecc::PublicKey publicKeyOf(ChipTarget& chip, atecc::Slot slot);

}  // namespace signet::cli
