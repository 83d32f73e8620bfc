// The options of `signet pub` and `signet sub` about messages.
#pragma once

#include <string>
#include <vector>

#include "signet/mqtt/property.h"
#include "signet/mqtt/types.h"

namespace CLI {
class App;
}

namespace signet::cli {

/// "0", "1" or "2"; empty: `otherwise`. Throws UserError (usage).
mqtt::Qos parseQos(const std::string& text, mqtt::Qos otherwise);

/// Properties of version 5 that a message carries, as given on the command line.
struct MessageProperties {
  std::vector<std::string> user;  ///< NAME=VALUE
  std::string contentType, responseTopic, correlation, expiry;

  void addTo(CLI::App& command);
  bool empty() const;
  /// Views into this object. Throws UserError (usage): ill-formed, or given with 3.1.1.
  std::vector<mqtt::Property> list(mqtt::Version version) const;
};

}  // namespace signet::cli
