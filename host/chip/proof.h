// Proofs that a provisioned chip is what it should be, by commands that change nothing.
#pragma once

#include <string>

#include "signet/atecc/device.h"

namespace signet::chip {

/// Whether the private key in `slot` belongs to `key`: a random digest is signed. Throws UserError when
/// the chip refuses.
bool provesKey(atecc::Device& device, atecc::Slot slot, const atecc::PublicKey& key);

/// Whether `secret` is the one in slot `slot` of the chip: the chip makes a MAC with its own. Throws
/// UserError when the chip does not answer.
bool sharesSecret(atecc::Device& device, const atecc::SerialNumber& serial, atecc::Slot slot, Bytes secret);

/// Throws UserError (badFile) that names `file` unless the secret it holds is the one in `slot`. `device`:
/// its data zone locked.
void requireSharedSecret(atecc::Device& device, const atecc::SerialNumber& serial, atecc::Slot slot,
                         Bytes secret, const std::string& file);

}  // namespace signet::chip
