#include "host/identity/pairing.h"

#include <filesystem>

#include "host/base/files.h"
#include "host/base/values.h"
#include "host/chip/proof.h"
#include "host/home/device_files.h"

namespace signet::identity {
namespace {

constexpr const char* kBringBack =
    "Bring back the file that was made when the chip was provisioned. It cannot be made again.";

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

std::string pairingFile(const std::string& given, const std::string& home,
                        const std::optional<home::DeviceRecord>& record) {
  if (!given.empty()) return given;
  if (!record) return {};
  const std::string path = home::Home::find(home).device(record->serial, home::kSecretFile);
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) ? path : std::string();
}

std::optional<client::PairingSecret> pairingFor(chip::ChipTarget& chip, const profile::SlotMap& map,
                                                const std::string& file) {
  const auto slot = map.find(profile::SlotUse::pairingSecret);
  if (file.empty() || !slot) return {};
  client::PairingSecret pairing;
  pairing.slot = *slot;
  const Secret secret = secretFrom(file);
  copy(secret.bytes(), pairing.secret);
  pairing.serial = chip.config().serialNumber();
  return pairing;
}

void requirePairing(chip::ChipTarget& chip, const client::PairingSecret& pairing, const std::string& file) {
  if (!chip.config().dataLocked()) return;
  chip::requireSharedSecret(chip.device(), pairing.serial, pairing.slot, pairing.secret, file);
}

}  // namespace signet::identity
