#include "host/broker/broker_config.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "host/base/errors.h"
#include "host/pki/server_name.h"

namespace signet::broker {
namespace {

/// A line of mosquitto.conf ends at its end: a path with a line break would be two.
void refuseLineBreak(const std::string& path) {
  if (path.find_first_of("\r\n") == std::string::npos) return;
  throw UserError(Exit::badFile, "The path of signet's home has a line break in it.",
                  "Choose another folder with --home.");
}

std::vector<std::uint8_t> parsedAddress(const std::string& text) {
  if (auto bytes = pki::addressBytes(text)) return *std::move(bytes);
  throw usageError(
      fmt::format("\"{}\" is no IP address to listen at.", text),
      "Give an address of this computer, 127.0.0.1 (only this computer) or 0.0.0.0 (all of them).");
}

void addOnce(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

}  // namespace

bool isLoopback(const std::string& address) {
  const auto bytes = parsedAddress(address);
  return bytes.size() == 4 ? bytes[0] == 127 : address == "::1";
}

std::vector<std::string> brokerNames(const BrokerSettings& settings) {
  const auto bytes = parsedAddress(settings.listen);
  std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"};
  if (!isLoopback(settings.listen)) names = pki::namesOfThisComputer();
  const bool every = std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
  if (!every) addOnce(names, pki::addressText(bytes));
  for (const std::string& name : settings.names) addOnce(names, name);
  return names;
}

std::string brokerConfig(const home::Home& home, const BrokerSettings& settings) {
  refuseLineBreak(home.folder());
  const std::string address = pki::addressText(parsedAddress(settings.listen));
  // mosquitto started by root would become another user, who cannot read the key.
  const char* const user = ::geteuid() == 0 ? "user root\n" : "";
  return fmt::format(
      "# Written by `signet broker` at each start; changes are lost.\n"
      "listener {} {}\n"
      "\n"
      "# TLS with certificates on both sides, or nothing.\n"
      "certfile {}\n"
      "keyfile {}\n"
      "cafile {}\n"
      "crlfile {}\n"
      "tls_version tlsv1.2\n"
      "require_certificate true\n"
      "allow_anonymous false\n"
      "\n"
      "# The user is who the certificate says.\n"
      "use_identity_as_username true\n"
      "acl_file {}\n"
      "\n"
      "# Sessions and retained messages outlive a restart.\n"
      "persistence true\n"
      "persistence_location {}/\n"
      "\n"
      "log_dest stderr\n"
      "log_type error\n"
      "log_type warning\n"
      "log_type notice\n"
      "log_type information\n"
      "log_type subscribe\n"
      "log_timestamp_format %Y-%m-%d %H:%M:%S\n"
      "{}",
      settings.port, address, home.broker("server.crt"), home.broker("server.key"), home.ca("root.crt"),
      home.ca("crl.pem"), home.broker("acl"), home.broker("data"), user);
}

std::string brokerAccess() {
  return fmt::format(
      "# Written by `signet broker` at each start; changes are lost.\n"
      "# A device has its own topics. %u is the common name of its certificate.\n"
      "pattern readwrite devices/%u/#\n"
      "\n"
      "# The operator sees all of them, and commands.\n"
      "user {}\n"
      "topic read devices/#\n"
      "topic write devices/+/command\n",
      home::kOperatorName);
}

}  // namespace signet::broker
