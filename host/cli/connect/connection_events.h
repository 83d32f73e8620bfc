// What a command keeps of a connection's events.
#pragma once

#include <optional>
#include <string>

#include "host/base/errors.h"
#include "host/cli/console.h"
#include "host/client/connection.h"

namespace signet::cli {

/// What was agreed with the broker.
struct Agreement {
  std::string suite;  ///< empty: no TLS
  std::string alpn;
  bool resumed = false;
  bool sessionPresent = false;
  Json limits;  ///< the broker's, by the names of the specification; version 5 only
};

/// One connection: it stands, or `failure` says why not. Commands that do more derive from it.
class ConnectionEvents : public device::Events {
 public:
  virtual ~ConnectionEvents() = default;

  /// To be called before the connection starts; must outlive it.
  void attach(client::Connection& connection) { connection_ = &connection; }

  const std::optional<Agreement>& agreement() const { return agreement_; }
  const std::optional<UserError>& failure() const { return failure_; }
  /// Throws the failure, if there is one.
  void check() const {
    if (failure_) throw UserError(*failure_);
  }

  void onConnected(const device::Agreed& agreed) override;
  void onDisconnected(const device::Disconnection& why) override;

 protected:
  client::Connection& connection() const { return *connection_; }
  void fail(UserError error) {
    if (!failure_) failure_.emplace(std::move(error));
  }

 private:
  client::Connection* connection_ = nullptr;
  std::optional<Agreement> agreement_;
  std::optional<UserError> failure_;
};

/// The properties of a packet by the names of the specification: integers as numbers, text as text, binary
/// data as Base64, user properties as a list of pairs.
Json propertiesJson(const mqtt::PropertyList& properties);

}  // namespace signet::cli
