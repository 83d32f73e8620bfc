// `signet` with a chip of its own, a mosquitto that accepts no client without a certificate,
// and its authority.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/cli/signet_command.h"
#include "tests/support/child.h"
#include "tests/support/pki.h"

namespace signet::test {

/// The broker: identity from the certificate, each device confined to devices/NAME/#, the
/// operator to nothing.
class TlsBroker {
 public:
  /// `folder` is the caller's and outlives it.
  TlsBroker(std::string folder, const Credential& server, const Credential& authority);
  void start();
  /// Kills it: a mosquitto that has just started loses a polite signal.
  void stop();
  std::uint16_t port() const { return port_; }
  void waitForLog(const std::string& text) { program_->waitFor(text); }
  /// mosquitto_pub or mosquitto_sub as the operator.
  std::vector<std::string> client(const std::string& program, std::vector<std::string> more) const;
  /// One more line of its configuration; takes effect with start().
  void configure(const std::string& line);

 private:
  std::string folder_;
  std::uint16_t port_;
  std::unique_ptr<Child> program_;
};

class ConnectedCommand : public SignetCommand {
 protected:
  ConnectedCommand();

  /// `signet COMMAND` with the options that connect this device.
  std::string connecting(const std::string& command) const { return command + connection_; }
  /// The same as arguments of a program that runs in the background.
  std::vector<std::string> program(std::vector<std::string> command) const;
  /// Writes a credential's certificate (and the key, if it is here) to NAME.pem (and NAME.key).
  void write(const std::string& name, const Credential& credential);
  std::string chip() const { return " --chip sim:" + path("my.chip"); }

  Credential authority_;
  Credential device_;
  std::unique_ptr<TlsBroker> broker_;
  std::string connection_;
};

}  // namespace signet::test
