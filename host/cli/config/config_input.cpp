#include "host/cli/config/config_input.h"

#include <fmt/format.h>

#include "host/cli/config/config_file.h"

namespace signet::cli {
namespace {

bool isChipName(const std::string& what) {
  for (const char* kind : {"i2c:", "sim:", "unix:", "tcp:"}) {
    if (what.rfind(kind, 0) == 0) return true;
  }
  return false;
}

ConfigInput ofChip(chip::ChipTarget& chip) {
  return {.zone = chip.config(), .name = chip.name(), .address = chip.address(), .chip = true};
}

/// Serial numbers start with 01 23 on every part; layouts in files may leave them 00 or FF.
void checkSerial(const atecc::ConfigZone& zone, const std::string& name) {
  const unsigned start = zone.bytes[0] << 8 | zone.bytes[1];
  if (start == 0x0123 || start == 0x0000 || start == 0xFFFF) return;
  throw UserError(
      Exit::badFile,
      fmt::format("{} has 128 bytes, but starts with {:02x} {:02x}: no configuration of an ATECC.", name,
                  zone.bytes[0], zone.bytes[1]),
      "A configuration starts with the serial number 01 23; a layout without one with 00 00.");
}

}  // namespace

const char* const kConfigInputHelp =
    "a file (128 bytes, hexadecimal, C array, JSON, chip image; - for stdin) or a chip's name as for --chip; "
    "without it the chip of --chip";

ConfigInput readConfigInput(Context& context, const std::string& what) {
  if (what.empty()) return ofChip(context.chip());
  if (isChipName(what)) {
    const auto chip = chip::ChipTarget::open(what, searchProgress(context.console()));
    ConfigInput input = ofChip(*chip);
    chip->close();
    return input;
  }
  const atecc::ConfigZone zone = readConfigFile(what, context.in());
  checkSerial(zone, what == "-" ? "stdin" : what);
  return {.zone = zone, .name = what == "-" ? "stdin" : what};
}

}  // namespace signet::cli
