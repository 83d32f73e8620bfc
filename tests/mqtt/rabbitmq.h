// A RabbitMQ with its MQTT plugin, run by the user who runs the test, on free ports of loopback and
// with all of its files in a folder of its own. It takes some 15 seconds to start, most of them waiting
// for other nodes.
#pragma once

#include <memory>
#include <string>

#include "host/base/temporary_folder.h"
#include "tests/support/child.h"
#include "tests/support/pki.h"

namespace signet::test {

class RabbitMq {
 public:
  /// Throws when it does not start, or is not installed. Over TLS `server` is its certificate, and it lets in
  /// who has one of `clients` with the common name `user`; in clear it lets in everybody.
  RabbitMq(const Credential& server, const Credential& clients, const std::string& user);
  ~RabbitMq();
  RabbitMq(const RabbitMq&) = delete;
  RabbitMq& operator=(const RabbitMq&) = delete;
  std::uint16_t port() const { return port_; }
  std::uint16_t tlsPort() const { return tlsPort_; }

 private:
  void writeConfiguration(const Credential& server, const Credential& clients) const;
  void writeUsers(const std::string& user) const;

  TemporaryFolder folder_{"signet-rabbitmq"};
  std::uint16_t port_, tlsPort_;
  PemFolder keys_;
  std::unique_ptr<Child> names_;  ///< Erlang's name server, one of our own
  std::unique_ptr<Child> program_;
};

}  // namespace signet::test
