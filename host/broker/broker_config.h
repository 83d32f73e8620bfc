// The configuration of the system's mosquitto: who may connect, and who may do what.
//
//     connect    who uses TLS 1.2 or newer and has a certificate of this home's authority that is not revoked.
//                The common name in the certificate is the user name, whatever name the client gives.
//     device     reads and writes devices/NAME/..., NAME being its own, and nothing else
//     operator   reads devices/..., writes devices/NAME/command
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/home/home.h"

namespace signet::broker {

struct BrokerSettings {
  std::string listen = "127.0.0.1";  ///< address of this computer; "0.0.0.0" and "::" are all of them
  std::uint16_t port = home::kMqttTlsPort;
  std::vector<std::string> names = {};  ///< by which clients reach it, beside those that follow from `listen`
  std::string program = {};             ///< mosquitto; empty: where Debian has it, or in PATH
};

/// mosquitto.conf. Throws UserError (usage) when `listen` is no address, (badFile) when the home's path
/// cannot be written into it.
std::string brokerConfig(const home::Home& home, const BrokerSettings& settings);
/// The file of access rules that it names.
std::string brokerAccess();

/// What clients may call a broker with these settings: the names for its certificate.
std::vector<std::string> brokerNames(const BrokerSettings& settings);

/// Whether only this computer reaches it.
bool isLoopback(const std::string& address);

}  // namespace signet::broker
