// The pairing secret of the chip that a command connects with: where it is, and whether it is the chip's.
#pragma once

#include <optional>
#include <string>

#include "host/chip/chip_target.h"
#include "host/client/credentials.h"
#include "host/home/home.h"

namespace signet::identity {

/// --pairing-secret, else the file beside the record; empty: there is none.
std::string pairingFile(const std::string& given, const std::string& home,
                        const std::optional<home::DeviceRecord>& record);

/// What `file` holds, for the slot that the map has for it; nothing without a file or a slot.
/// Throws UserError (badFile).
std::optional<client::PairingSecret> pairingFor(chip::ChipTarget& chip, const profile::SlotMap& map,
                                                const std::string& file);

/// Throws UserError (badFile) unless it is the secret in the chip, proved by a MAC. A wrong one gives wrong
/// TLS keys, which only the server detects, without knowing the cause. Proves nothing as long as the data
/// zone is open: until then the slot can be rewritten.
void requirePairing(chip::ChipTarget& chip, const client::PairingSecret& pairing, const std::string& file);

}  // namespace signet::identity
