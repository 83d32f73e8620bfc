// Words for what a chip is and what its slots are, for listings.
#pragma once

#include <string>

#include "host/cli/console.h"
#include "signet/atecc/config/config_zone.h"

namespace signet::cli {

/// "ATECC508A", "ATECC608B", "unknown (00 12 34 56)": from the bytes of Info(Revision).
std::string chipType(const atecc::Word& revision);

/// "P-256 private key", "P-256 public key", "secret" or "data".
std::string slotHolds(const atecc::ConfigZone& config, atecc::Slot slot);

/// Once the data zone is locked: "anyone", "encrypted (key 4)", "never".
std::string slotReads(const atecc::ConfigZone& config, atecc::Slot slot);
std::string slotWrites(const atecc::ConfigZone& config, atecc::Slot slot);

/// "locked" in green, "open" in yellow.
std::string lockWord(const Console& console, bool locked);

}  // namespace signet::cli
