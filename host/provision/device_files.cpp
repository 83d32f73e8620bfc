#include "host/provision/device_files.h"

#include <openssl/rand.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>

#include "host/base/encoding.h"
#include "host/base/files.h"
#include "signet/core/secure.h"

namespace signet::provision {
namespace {

namespace fs = std::filesystem;

void makePrivateFolder(const fs::path& path) {
  std::error_code error;
  if (path.empty() || fs::is_directory(path, error)) return;
  makePrivateFolder(path.parent_path());
  if (!fs::create_directory(path, error)) {
    errno = error ? error.value() : ENOTDIR;
    throw fileError(path.string(), "made");
  }
  fs::permissions(path, fs::perms::owner_all, error);
}

}  // namespace

std::optional<std::string> FolderFiles::read(const std::string& name) {
  if (!fs::exists(path(name))) return {};
  return readFile(path(name));
}

void FolderFiles::write(const std::string& name, std::string_view content) {
  makePrivateFolder(folder_);
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
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("OpenSSL has no random numbers");
  }
  Secret secret(std::move(bytes));
  std::string text = hexOf(secret.bytes()) + "\n";
  const ZeroOnExit wipe(MutableBytes(reinterpret_cast<std::uint8_t*>(text.data()), text.size()));
  files.write(kSecretFile, text);
  return secret;
}

}  // namespace signet::provision
