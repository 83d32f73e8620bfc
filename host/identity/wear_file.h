// How many fresh keys each slot has made, kept over the runs of the command.
//
//     2 1408        slot 2 has made 1408 keys of the 400,000 that its EEPROM endures
//     3 1407
//
// The count spreads wear evenly; it protects nothing. A damaged or missing file counts from 0.
#pragma once

#include <string>

#include "signet/core/bytes.h"
#include "signet/tls/ephemeral.h"

namespace signet::identity {

/// Sets `generated` of each slot that the file names.
void loadWear(const std::string& path, Span<tls::EphemeralSlot> slots);
/// Keeps what the file says of other slots. A warning is not worth the user's time: what cannot be
/// written is forgotten.
void storeWear(const std::string& path, Span<const tls::EphemeralSlot> slots);

}  // namespace signet::identity
