#include "host/home/device_files.h"

#include <filesystem>
#include <stdexcept>

#include "host/base/encoding.h"
#include "host/base/files.h"
#include "host/base/random.h"
#include "signet/core/secure.h"

namespace signet::home {
FolderFiles::FolderFiles(const Home& home, const atecc::SerialNumber& serial)
    : folder_(std::filesystem::path(home.device(serial, kJournalFile)).parent_path()) {}

std::optional<std::string> FolderFiles::read(const std::string& name) {
  if (!std::filesystem::exists(path(name))) return {};
  if (name == kSecretFile) refuseIfOthersCanRead(path(name));
  return readFile(path(name));
}

void FolderFiles::write(const std::string& name, std::string_view content) {
  Home::makeFolderFor(path(name));
  replaceFile(path(name), content, kOwnerOnly);
}

std::optional<Secret> loadPairingSecret(DeviceFiles& files) {
  std::optional<std::string> content = files.read(kSecretFile);
  if (!content) return {};
  return keyFrom(std::move(*content), files.path(kSecretFile));
}

Secret makePairingSecret(DeviceFiles& files) {
  if (auto known = loadPairingSecret(files)) return std::move(*known);
  std::vector<std::uint8_t> bytes(32);
  fillRandom(bytes);
  Secret secret(std::move(bytes));
  std::string text = hexOf(secret.bytes()) + "\n";
  const ZeroOnExit wipe(MutableBytes(reinterpret_cast<std::uint8_t*>(text.data()), text.size()));
  files.write(kSecretFile, text);
  return secret;
}

}  // namespace signet::home
