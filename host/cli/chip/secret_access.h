// Encrypted reads and writes of secret slots, with the key of another slot from a file.
#pragma once

#include <istream>
#include <string>

#include "host/chip/chip_target.h"

namespace signet::cli {

/// From the start of the slot. `keySlot`: the slot whose key is in `keyFile`. Throws UserError.
void readEncrypted(chip::ChipTarget& chip, atecc::Slot slot, MutableBytes out, atecc::Slot keySlot,
                   const std::string& keyFile, std::istream& in);
void writeEncrypted(chip::ChipTarget& chip, atecc::Slot slot, Bytes data, atecc::Slot keySlot,
                    const std::string& keyFile, std::istream& in);

}  // namespace signet::cli
