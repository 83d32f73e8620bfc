// What a thing is told to do, as JSON on its command topic: {"led": true}.
#pragma once

#include <string_view>

#include "signet/core/status.h"

namespace signet::thing {

struct Command {
  bool led = false;
};

/// Reads a flat JSON object. Members with other names are passed over if their value is a string, a number,
/// true, false or null; of several "led" the last counts.
///   badEncoding   not such an object
///   notSupported  an object without "led", or "led" is neither true nor false
Result<Command> parseCommand(std::string_view text);

}  // namespace signet::thing
