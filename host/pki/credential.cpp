#include "host/pki/credential.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "host/base/files.h"

namespace signet::pki {
namespace {

/// The certificate in `file`, if it may continue: its key is beside it, the authority stands for it, and for
/// a while still.
std::optional<Certificate> usable(const std::string& certificateFile, const std::string& keyFile,
                                  const Authority& authority, std::int64_t now) {
  std::error_code ignored;
  if (!std::filesystem::exists(certificateFile, ignored) || !std::filesystem::exists(keyFile, ignored))
    return {};
  Certificate certificate = Certificate::load(certificateFile);
  const bool good = certificate.hasKey(PrivateKey::load(keyFile).publicKey()) &&
                    authority.accepts(certificate, now) && certificate.notAfter() - kRenewAhead > now;
  if (!good) return {};
  return certificate;
}

/// Key before certificate: after a crash in between they do not match, and both are replaced.
void save(const PrivateKey& key, const std::string& keyFile, const std::string& chain,
          const std::string& certificateFile) {
  key.save(keyFile);
  replaceFile(certificateFile, chain);
}

/// Host names know no case.
std::string lowered(std::string name) {
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

void refuseDeviceNames(const home::Home& home, const std::vector<std::string>& names) {
  for (const home::DeviceRecord& device : home.devices()) {
    for (const std::string& name : names) {
      if (lowered(name) != lowered(device.name)) continue;
      throw usageError(
          fmt::format("{} is the name of a device; its certificate could stand for the broker.", name),
          "Give the broker or the device another name.");
    }
  }
}

bool hasAll(const std::vector<std::string>& names, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&names](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  });
}

}  // namespace

bool ensureOperator(const home::Home& home, const Authority& authority, std::int64_t now) {
  const std::string keyFile = home.operatorFile("operator.key");
  const std::string certificateFile = home.operatorFile("operator.crt");
  if (usable(certificateFile, keyFile, authority, now)) return false;
  const PrivateKey key = PrivateKey::generate();
  const Certificate certificate =
      authority.issueClient(home::kOperatorName, key.publicKey(), kOperatorYears, now);
  save(key, keyFile, authority.chainOf(certificate), certificateFile);
  return true;
}

void refuseServerName(const home::Home& home, const std::string& deviceName) {
  std::vector<std::string> names = {"localhost", kBrokerName};
  std::error_code ignored;
  if (std::filesystem::exists(home.broker("server.crt"), ignored)) {
    for (std::string& name : Certificate::load(home.broker("server.crt")).serverNames())
      names.push_back(std::move(name));
  }
  for (const std::string& name : names) {
    if (lowered(name) != lowered(deviceName)) continue;
    throw usageError(fmt::format("{} is a name of the broker; this device could stand for it.", deviceName),
                     "Choose another name with --name.");
  }
}

bool ensureServer(const home::Home& home, const Authority& authority, std::vector<std::string> names,
                  std::int64_t now) {
  refuseDeviceNames(home, names);
  const std::string keyFile = home.broker("server.key");
  const std::string certificateFile = home.broker("server.crt");
  if (const auto present = usable(certificateFile, keyFile, authority, now)) {
    const std::vector<std::string> had = present->serverNames();
    if (hasAll(had, names)) return false;
    for (const std::string& name : had) {
      if (!hasAll(names, {name})) names.push_back(name);
    }
  }
  const PrivateKey key = PrivateKey::generate();
  const Certificate certificate = authority.issueServer(kBrokerName, names, key.publicKey(), now);
  save(key, keyFile, authority.chainOf(certificate), certificateFile);
  return true;
}

}  // namespace signet::pki
