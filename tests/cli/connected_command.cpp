#include "tests/cli/connected_command.h"

#include <openssl/pem.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/mqtt/broker.h"

namespace signet::test {
namespace {

atecc::PublicKey keyFrom(const std::string& raw) {
  atecc::PublicKey key;
  std::copy_n(raw.begin() + 1, key.bytes.size(), key.bytes.begin());
  return key;
}

void writePem(const std::string& path, const Credential& credential, bool key) {
  std::FILE* const file = std::fopen(path.c_str(), "w");
  if (file == nullptr) throw std::runtime_error("cannot write " + path);
  if (key) {
    PEM_write_PrivateKey(file, credential.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  } else {
    PEM_write_X509(file, credential.certificate.get());
  }
  std::fclose(file);
}

}  // namespace

TlsBroker::TlsBroker(std::string folder, const Credential& server, const Credential& authority)
    : folder_(std::move(folder)), port_(freePort()) {
  writePem(folder_ + "/server.pem", server, false);
  writePem(folder_ + "/server.key", server, true);
  writePem(folder_ + "/ca.pem", authority, false);
  std::ofstream(folder_ + "/acl") << "pattern readwrite devices/%u/#\nuser operator\ntopic readwrite #\n";
  std::ofstream(folder_ + "/mosquitto.conf")
      << "listener " << port_ << " 127.0.0.1\nuser root\nallow_anonymous false\n"
      << "cafile " << folder_ << "/ca.pem\ncertfile " << folder_ << "/server.pem\nkeyfile " << folder_
      << "/server.key\nrequire_certificate true\nuse_identity_as_username true\nacl_file " << folder_
      << "/acl\n";
}

void TlsBroker::configure(const std::string& line) {
  std::ofstream(folder_ + "/mosquitto.conf", std::ios::app) << line << '\n';
}

void TlsBroker::start() {
  program_ = std::make_unique<Child>(
      std::vector<std::string>{"/usr/sbin/mosquitto", "-v", "-c", folder_ + "/mosquitto.conf"});
  program_->waitFor(" running");
}

void TlsBroker::stop() {
  program_.reset();
}

std::vector<std::string> TlsBroker::client(const std::string& program, std::vector<std::string> more) const {
  std::vector<std::string> command = {program,
                                      "-h",
                                      "localhost",
                                      "-p",
                                      std::to_string(port_),
                                      "--cafile",
                                      folder_ + "/ca.pem",
                                      "--cert",
                                      folder_ + "/operator.pem",
                                      "--key",
                                      folder_ + "/operator.key"};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

ConnectedCommand::ConnectedCommand() {
  setenv("SIGNET_HOME", path("home").c_str(), 1);
  authority_ = selfSigned({.commonName = "Test CA", .authority = true}, newEcKey());
  ok("chip new my.chip --seed 1");
  // Slots 2 and 3 for fresh keys: private, ECDH in clear and nothing else, GenKey.
  ok("write config --offset 24 84208420 --chip sim:my.chip");
  ok("write config --offset 100 33003300 --chip sim:my.chip");
  ok("lock config --despite-lint --irreversible yes --chip sim:my.chip");
  ok("key gen 0 --chip sim:my.chip");
  ok("lock data --despite-lint --irreversible yes --chip sim:my.chip");
  device_ = issue({.commonName = "my-device"},
                  keyOf(keyFrom(ok("key show 0 --format raw --chip sim:my.chip"))), authority_);
  write("device", device_);
  write("operator", issue({.commonName = "operator"}, newEcKey(), authority_));
  broker_ = std::make_unique<TlsBroker>(
      folder_.string(), issue({.commonName = "server", .dnsName = "localhost"}, newEcKey(), authority_),
      authority_);
  broker_->start();
  connection_ = " --host localhost --port " + std::to_string(broker_->port()) +
                " --ca ca.pem --cert device.pem" + chip();
}

void ConnectedCommand::write(const std::string& name, const Credential& credential) {
  writePem(path(name + ".pem"), credential, false);
  if (credential.key && name != "device") writePem(path(name + ".key"), credential, true);
}

std::vector<std::string> ConnectedCommand::program(std::vector<std::string> command) const {
  command.insert(command.begin(), SIGNET_BIN "/signet");
  std::istringstream words(connection_);
  for (std::string word; words >> word;) {
    const bool file = word.size() > 4 && word.ends_with(".pem");
    command.push_back(file ? path(word) : word);
  }
  return command;
}

}  // namespace signet::test
