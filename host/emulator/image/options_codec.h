// ChipOptions as the "options" object of a chip image: one member an option, by the name it has in options.h;
// enumerators by their names, durations in nanoseconds with the suffix Ns.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "host/emulator/chip/options.h"

namespace signet::emulator {

nlohmann::ordered_json encodeOptions(const ChipOptions& options);

/// Options that are missing keep their default. Returns an empty string, or what is wrong as the end of a
/// sentence: "the option 'foo' is unknown".
std::string decodeOptions(const nlohmann::ordered_json& json, ChipOptions& options);

}  // namespace signet::emulator
