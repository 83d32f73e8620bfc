// Home: the folder in which signet keeps what it knows on this computer.
//
//     ca/root.key root.crt                      the certificate authority; the root key signs only signers
//     ca/signer.key signer.crt crl.pem          what signs devices, servers and operators, and what it revoked
//     broker/server.key server.crt ...          of `signet broker`, with the configuration made for it
//     operator/operator.key operator.crt        who may read all devices' topics and write their commands
//     devices/SERIAL/device.toml                one folder a chip, SERIAL as 18 lower-case hexadecimal digits:
//            device.csr device.crt chain.pem    the record below, request, certificate, certificate and signer
//            pairing.secret journal             what `signet apply` shares with the chip, and its progress
//
// Which folder: --home, else $SIGNET_HOME, else $XDG_DATA_HOME/signet, else ~/.local/share/signet. Folders
// are made for their owner only. Files are replaced whole (host/base/atomic_file.h): a crash leaves the old
// one or the new one. All functions throw UserError.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/profile/slot_map.h"
#include "signet/atecc/types.h"

namespace signet::home {

constexpr std::uint16_t kMqttTlsPort = 8883;

/// The user name of the operator's certificate; no device may have it.
constexpr const char* kOperatorName = "signet-operator";

/// What device.toml says: a device, its chip, and where it connects.
struct DeviceRecord {
  std::string name;              ///< common name of the certificate, MQTT client identifier and user name
  atecc::SerialNumber serial{};  ///< of the chip
  std::string profile;           ///< name of the profile; empty: the chip was configured elsewhere
  profile::SlotMap slots;
  std::string brokerHost = "localhost";
  std::uint16_t brokerPort = kMqttTlsPort;
};

/// "signet-" and the serial number.
std::string defaultDeviceName(const atecc::SerialNumber& serial);

/// A name is part of topics and of certificates: 1 to 64 letters, digits, '-' and '_'.
/// Throws UserError (usage).
void checkDeviceName(const std::string& name);

/// The text of device.toml and back. `source` names it in the sentences. Throws UserError (badFile).
std::string recordToToml(const DeviceRecord& record);
DeviceRecord recordFromToml(std::string_view text, const std::string& source);

class Home {
 public:
  /// The folder for this value of --home (empty: not given). Nothing is made yet. Throws UserError (usage)
  /// when there is no home at all.
  static Home find(const std::string& option);

  explicit Home(std::string folder) : folder_(std::move(folder)) {}

  const std::string& folder() const { return folder_; }
  std::string ca(const std::string& file) const { return folder_ + "/ca/" + file; }
  std::string broker(const std::string& file) const { return folder_ + "/broker/" + file; }
  std::string operatorFile(const std::string& file) const { return folder_ + "/operator/" + file; }
  std::string device(const atecc::SerialNumber& serial, const std::string& file) const;

  /// Makes the folder that `path` is in, and those above it, for their owner only.
  static void makeFolderFor(const std::string& path);

  /// The record of a chip; nothing if there is none.
  std::optional<DeviceRecord> load(const atecc::SerialNumber& serial) const;
  /// Throws UserError (usage) if the record's name is not one, or another device has it.
  void checkName(const DeviceRecord& record) const;
  /// checkName(), then writes it.
  void save(const DeviceRecord& record) const;

  /// All records, ordered by name.
  std::vector<DeviceRecord> devices() const;
  /// The one of this name; with an empty name the only one there is. Throws UserError (badFile) that lists
  /// the names there are.
  DeviceRecord deviceNamed(const std::string& name) const;

 private:
  std::string folder_;
};

/// A file that one process at a time holds. Throws UserError (busy) with `sentence` and `next` when another
/// has it for longer than `patience`.
class FileLock {
 public:
  FileLock(const std::string& path, std::chrono::milliseconds patience, const std::string& sentence,
           const std::string& next);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int fd_;
};

/// Held while the home is changed, so that two commands do not change it at once: the second one waits, as
/// setting up a chip takes some seconds.
class HomeLock {
 public:
  static constexpr std::chrono::seconds kPatience{30};

  explicit HomeLock(const Home& home, std::chrono::milliseconds patience = kPatience);

 private:
  FileLock lock_;
};

}  // namespace signet::home
