// DeviceFiles: where provisioning keeps what it must not lose about one chip: the journal and
// the pairing secret.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/base/values.h"
#include "host/home/home.h"
#include "signet/atecc/types.h"

namespace signet::home {

inline constexpr const char* kJournalFile = "journal";
inline constexpr const char* kSecretFile = "pairing.secret";

/// Both methods throw UserError (Exit::badFile).
class DeviceFiles {
 public:
  virtual ~DeviceFiles() = default;
  /// The whole file; nothing if there is none.
  virtual std::optional<std::string> read(const std::string& name) = 0;
  /// Returns once the file has this content for sure: a crash before that leaves the old content or the new.
  virtual void write(const std::string& name, std::string_view content) = 0;
  /// The file's place, for sentences.
  virtual std::string path(const std::string& name) const = 0;
};

/// Files in a folder, which is made when it is first written to. Only their owner can read them.
class FolderFiles final : public DeviceFiles {
 public:
  explicit FolderFiles(std::string folder) : folder_(std::move(folder)) {}
  /// The folder of this chip.
  FolderFiles(const Home& home, const atecc::SerialNumber& serial);
  std::optional<std::string> read(const std::string& name) override;
  void write(const std::string& name, std::string_view content) override;
  std::string path(const std::string& name) const override { return folder_ + "/" + name; }

 private:
  std::string folder_;
};

/// The pairing secret of a chip as it is kept in its file: 64 hexadecimal digits. Nothing if there is none.
/// Throws UserError (Exit::badFile) for a file that holds something else.
std::optional<Secret> loadPairingSecret(DeviceFiles& files);

/// The same, made from random bytes and saved if there is none.
Secret makePairingSecret(DeviceFiles& files);

}  // namespace signet::home
