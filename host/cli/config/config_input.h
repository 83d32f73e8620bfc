// Which configuration a `signet config` command works on: that of a chip, or one in a file.
#pragma once

#include <string>

#include "host/cli/context.h"
#include "signet/atecc/config/config_zone.h"
#include "signet/i2c/address.h"

namespace signet::cli {

struct ConfigInput {
  atecc::ConfigZone zone;
  std::string name;        ///< of the chip or file, for titles
  i2c::Address address{};  ///< where the chip answers now; of a file the usual 0x60
  bool chip = false;
};

/// `what` is a file, a chip's name as for --chip ("i2c:1", "sim:my.chip", ...), or empty for the chip
/// of --chip. Throws UserError. A file of another kind, or one whose serial number cannot be an
/// ATECC's, is refused.
ConfigInput readConfigInput(Context& context, const std::string& what);

/// The sentence under "FILE" in the help of every command that takes one.
extern const char* const kConfigInputHelp;

}  // namespace signet::cli
