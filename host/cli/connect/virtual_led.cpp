#include "host/cli/connect/virtual_led.h"

#include "host/base/json.h"

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
  const auto json = Json::parse(text);
  if (!json || !json->isObject()) return problem("The command is no JSON object.");
  DeviceCommand command;
  for (const auto& [name, value] : json->members()) {
    if (name != "led") return problem("This device has an LED and nothing else to command.");
    if (value.boolean() == nullptr) return problem("\"led\" is neither true nor false.");
    command.led = *value.boolean();
  }
  if (!command.led) return problem("The command is empty.");
  return command;
}

}  // namespace signet::cli
