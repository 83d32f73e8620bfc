// What a device obeys: a command as JSON, {"led": true}.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace signet::cli {

/// A command of `signet device run`, or why it is none.
struct DeviceCommand {
  std::optional<bool> led;
  std::string problem;  ///< a sentence; empty: it is a command
};

/// One JSON object with the member "led", true or false. Anything else is a problem, members that this device
/// does not know too: whoever sends them should hear that they have no effect.
DeviceCommand parseDeviceCommand(std::string_view text);

}  // namespace signet::cli
