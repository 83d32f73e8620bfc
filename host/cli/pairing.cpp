#include "host/cli/pairing.h"

#include <filesystem>

#include "host/base/files.h"
#include "host/base/values.h"
#include "host/provision/device_files.h"
#include "host/provision/proof.h"

namespace signet::cli {
namespace {

constexpr const char* kBringBack =
    "Bring back the file that was made when the chip was provisioned. It cannot be made anew.";

Secret secretFrom(const std::string& file) {
  refuseIfOthersCanRead(file);
  std::string text = readFile(file);
  try {
    return keyFrom(std::move(text), file);
  } catch (const UserError& error) {
    // A new key, as for other slots, is of no use here.
    throw UserError(error.code(), error.what(), kBringBack);
  }
}

}  // namespace

std::string pairingFile(const ConnectionOptions& options,
                        const std::optional<provision::DeviceRecord>& record) {
  if (!options.pairingSecret.empty()) return options.pairingSecret;
  if (!record) return {};
  const std::string path = provision::Home::find(options.home).device(record->serial, provision::kSecretFile);
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) ? path : std::string();
}

std::optional<client::PairingSecret> pairingFor(ChipTarget& chip, const provision::SlotMap& map,
                                                const std::string& file) {
  const auto slot = map.find(provision::SlotUse::pairingSecret);
  if (file.empty() || !slot) return {};
  client::PairingSecret pairing;
  pairing.slot = *slot;
  const Secret secret = secretFrom(file);
  copy(secret.bytes(), pairing.secret);
  pairing.serial = chip.config().serialNumber();
  return pairing;
}

void requirePairing(ChipTarget& chip, const client::PairingSecret& pairing, const std::string& file) {
  if (!chip.config().dataLocked()) return;
  provision::requireSharedSecret(chip.device(), pairing.serial, pairing.slot, pairing.secret, file);
}

}  // namespace signet::cli
