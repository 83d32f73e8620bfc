#include "host/cli/connect/virtual_led.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace signet::cli {
namespace {

constexpr std::size_t kLongest = 4096;
constexpr const char* kForm = "A command is {\"led\": true} or {\"led\": false}.";

DeviceCommand problem(const std::string& what) {
  return {{}, what + " " + kForm};
}

}  // namespace

DeviceCommand parseDeviceCommand(std::string_view text) {
  if (text.size() > kLongest) return problem("The command is longer than 4096 bytes.");
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return problem("The command is no JSON object.");
  DeviceCommand command;
  for (const auto& [name, value] : json.items()) {
    if (name != "led") return problem("This device has an LED and nothing else to command.");
    if (!value.is_boolean()) return problem("\"led\" is neither true nor false.");
    command.led = value.get<bool>();
  }
  if (!command.led) return problem("The command is empty.");
  return command;
}

}  // namespace signet::cli
