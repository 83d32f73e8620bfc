// The pairing secret of the chip that a command connects with: where it is, and whether it is the chip's.
#pragma once

#include <optional>
#include <string>

#include "host/cli/connection_options.h"

namespace signet::cli {

/// --pairing-secret, else the file beside the record; empty: there is none.
std::string pairingFile(const ConnectionOptions& options,
                        const std::optional<provision::DeviceRecord>& record);

/// What `file` holds, for the slot that the map has for it; nothing without a file or a slot. Throws
/// UserError (badFile).
std::optional<client::PairingSecret> pairingFor(ChipTarget& chip, const provision::SlotMap& map,
                                                const std::string& file);

/// Throws UserError (badFile) unless it is the secret in the chip, proved by a MAC. A wrong one makes wrong
/// keys of TLS, which nobody but the server notices, and it cannot tell why. Proves nothing as long as the
/// data zone is open: until then the slot can be written anew.
void requirePairing(ChipTarget& chip, const client::PairingSecret& pairing, const std::string& file);

}  // namespace signet::cli
