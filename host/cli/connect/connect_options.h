// The options of every command that connects, and what becomes of them: a device's record in the home folder
// says who it is and where it connects; options on the command line say it for once.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "host/cli/context.h"
#include "host/client/credentials.h"
#include "host/client/pc_connection.h"
#include "host/home/home.h"
#include "host/identity/identity.h"

namespace CLI {
class App;
}

namespace signet::cli {

/// As given; empty: not given.
struct ConnectOptions {
  std::string home;
  std::string host, port;
  std::string ca, cert, key;
  std::string serverName, alpn;
  std::string clientId, protocol, keepAlive;
  std::string keySlot, ephemeralSlots, pairingSecret;
  bool softwareExchange = false;
  bool softwareVerify = false;
  bool asOperator = false;
  bool despiteKeyMismatch = false;

  void addTo(CLI::App& command);
};

/// Everything that a connection needs, from the options, the record and the chip.
struct Prepared {
  std::optional<identity::Identity> identity;  ///< of the chip; none with a key in a file
  std::string name;                            ///< the common name of the certificate: whose topics these are
  std::unique_ptr<client::Credentials> credentials;
  client::Settings settings;
};

/// What the options choose of the chip's identity. Throws UserError (usage) that names the option.
identity::Choices choicesOf(const ConnectOptions& options);

/// Whom to connect to; from the options, else the record. Throws UserError (usage) that names the option.
client::Peer peerOf(const ConnectOptions& options, const std::optional<home::DeviceRecord>& record);
client::Settings settingsFor(const ConnectOptions& options, const std::optional<home::DeviceRecord>& record,
                             const std::string& name);

/// For commands that come back: the longest pause between two tries, in seconds as given; empty: 2 minutes.
void addRetryOption(CLI::App& command, std::string& value);
void setRetry(const std::string& value, client::Settings& settings);

/// All of it. Opens the chip, unless the key is in a file; checks that certificate and key belong together,
/// unless despiteKeyMismatch says to let the broker find out.
Prepared prepareConnection(Context& context, const ConnectOptions& options);

/// The clock on which the connection's times are measured.
Clock& connectionClock(Context& context, const Prepared& prepared);

/// Keeps the counts of fresh keys for the next command.
void saveWear(const Prepared& prepared);

}  // namespace signet::cli
