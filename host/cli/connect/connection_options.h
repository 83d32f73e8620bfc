// The options of every command that connects, and what becomes of them: a device's record in the home folder
// says who it is and where it connects; options on the command line say it for once.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "host/cli/context.h"
#include "host/client/connection.h"
#include "host/client/credentials.h"
#include "host/home/home.h"

namespace CLI {
class App;
}

namespace signet::cli {

/// As given; empty: not given.
struct ConnectionOptions {
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
  std::optional<home::DeviceRecord> record;  ///< of the chip, if there is one
  std::string name;                          ///< the common name of the certificate: whose topics these are
  std::unique_ptr<client::Credentials> credentials;
  client::Settings settings;
  std::string wearFile;  ///< where the counts of fresh keys are kept; empty: nowhere
};

/// Whom to connect to; from the options, else the record. Throws UserError (usage) that names the option.
client::Peer peerOf(const ConnectionOptions& options, const std::optional<home::DeviceRecord>& record);

/// The record of this chip in the home folder, if there is one.
std::optional<home::DeviceRecord> recordOf(chip::ChipTarget& chip, const ConnectionOptions& options);

/// Which slot of this chip is for what: by its record, else by its configuration.
profile::SlotMap slotMapFor(chip::ChipTarget& chip, const std::optional<home::DeviceRecord>& record);
/// The slot of the device's key: --key-slot, else the map's, else slot 0.
atecc::Slot keySlotFor(const ConnectionOptions& options, const profile::SlotMap& map);
/// Slots for fresh keys: those given, or those that the map names and the pairing secret (or
/// its absence) fits.
std::vector<atecc::Slot> ephemeralSlots(const ConnectionOptions& options, const profile::SlotMap& map,
                                        bool paired);

/// The parts, so that `signet doctor` can look at each by itself. All throw UserError.
home::TrustAnchors anchorsFor(const ConnectionOptions& options);
home::CertificateList chainFor(Context& context, const ConnectionOptions& options,
                               const std::optional<home::DeviceRecord>& record);
client::ChipUse chipUseFor(Context& context, const ConnectionOptions& options,
                           const std::optional<home::DeviceRecord>& record);

client::Settings settingsFor(const ConnectionOptions& options,
                             const std::optional<home::DeviceRecord>& record, const std::string& name);
/// The sentence for tls::Identity::check().
UserError certificateMismatch(const std::string& subject, Status status);

/// For commands that come back: the longest pause between two tries, in seconds as given; empty: 2 minutes.
void addRetryOption(CLI::App& command, std::string& value);
void setRetry(const std::string& value, client::Settings& settings);

/// All of it. Opens the chip, unless the key is in a file; checks that certificate and key belong together,
/// unless despiteKeyMismatch says to let the broker find out.
Prepared prepareConnection(Context& context, const ConnectionOptions& options);

/// The clock on which the connection's times are measured.
Clock& connectionClock(Context& context, const Prepared& prepared);

/// Keeps the counts of fresh keys for the next command.
void saveWear(const Prepared& prepared);

}  // namespace signet::cli
