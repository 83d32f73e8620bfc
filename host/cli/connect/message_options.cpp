#include "host/cli/connect/message_options.h"

#include <fmt/format.h>

#include "host/base/errors.h"
#include "host/base/values.h"
#include "host/cli/options.h"

namespace signet::cli {

mqtt::Qos parseQos(const std::string& text, mqtt::Qos otherwise) {
  return text.empty() ? otherwise : static_cast<mqtt::Qos>(parseNumber(text, "The QoS", 0, 2));
}

void MessageProperties::addTo(CLI::App& command) {
  const char* const group = "Properties (MQTT 5)";
  addOption(command, "--user-property", user, "NAME=VALUE; may be given several times").group(group);
  addOption(command, "--content-type", contentType, "what the payload is, e.g. application/json")
      .group(group);
  addOption(command, "--response-topic", responseTopic, "where an answer is expected").group(group);
  addOption(command, "--correlation", correlation, "what the answer shall repeat").group(group);
  addOption(command, "--expiry", expiry, "seconds after which the broker forgets the message").group(group);
}

bool MessageProperties::empty() const {
  return user.empty() && contentType.empty() && responseTopic.empty() && correlation.empty() &&
         expiry.empty();
}

std::vector<mqtt::Property> MessageProperties::list(mqtt::Version version) const {
  using mqtt::Property;
  using mqtt::PropertyId;
  if (empty()) return {};
  if (version != mqtt::Version::v5) {
    throw usageError("Properties need MQTT 5.", "Leave --protocol away, or the properties.");
  }
  std::vector<Property> properties;
  if (!expiry.empty()) {
    const unsigned seconds = parseNumber(expiry, "The expiry", 1, 0xFFFFFFFF);
    properties.push_back(Property::integer(PropertyId::messageExpiryInterval, seconds));
  }
  if (!contentType.empty()) properties.push_back(Property::text(PropertyId::contentType, contentType));
  if (!responseTopic.empty()) properties.push_back(Property::text(PropertyId::responseTopic, responseTopic));
  if (!correlation.empty()) properties.push_back(Property::text(PropertyId::correlationData, correlation));
  for (const std::string& one : user) {
    const std::size_t equals = one.find('=');
    if (equals == std::string::npos) {
      throw usageError(fmt::format("\"{}\" is no user property.", one), "Write --user-property NAME=VALUE.");
    }
    const std::string_view whole = one;
    properties.push_back(Property::user(whole.substr(0, equals), whole.substr(equals + 1)));
  }
  return properties;
}

}  // namespace signet::cli
