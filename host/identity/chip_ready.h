// What a chip lacks to be a device: checked before a command, whose error would not say it.
#pragma once

#include "host/chip/chip_target.h"

namespace signet::identity {

/// Throws UserError (refused) for a chip whose configuration is not locked: it holds no keys.
void refuseBlank(chip::ChipTarget& chip);

/// Throws UserError (refused) as long as the data zone is open: until then no slot can be read.
void requireReadableSlots(chip::ChipTarget& chip);

/// The public half of the private key in `slot`. Throws UserError (refused) that says why there is none, or
/// why it does not sign for TLS.
atecc::PublicKey requireKey(chip::ChipTarget& chip, atecc::Slot slot);

}  // namespace signet::identity
