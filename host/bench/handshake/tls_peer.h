// TlsPeer: a TLS 1.2 server without a network, by OpenSSL, for handshakes in virtual time. It demands a
// client certificate and answers what arrives through the connection as its application says.
#pragma once

#include <openssl/ssl.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/bench/handshake/virtual_link.h"

namespace signet::bench {

using X509Ptr = std::shared_ptr<X509>;
using KeyPtr = std::shared_ptr<EVP_PKEY>;

/// What the server presents, and which clients it accepts.
struct TlsPeerIdentity {
  std::vector<X509Ptr> chain;  ///< its own certificate first
  KeyPtr key;
  X509Ptr clientAuthority;
  std::int64_t now = 0;  ///< POSIX time at which it judges certificates
};

/// The settings and the session cache that several connections share. std::runtime_error:
/// OpenSSL refuses them.
class TlsPeerContext {
 public:
  explicit TlsPeerContext(const TlsPeerIdentity& identity);
  SSL_CTX* get() const { return context_.get(); }

 private:
  std::shared_ptr<SSL_CTX> context_;
};

/// One connection.
class TlsPeer final : public Peer {
 public:
  /// Bytes that arrived through TLS; what to answer.
  using Application = std::function<std::vector<std::uint8_t>(Bytes)>;

  TlsPeer(const TlsPeerContext& context, Application application);

  std::vector<std::uint8_t> receive(Bytes bytes) override;
  Ending ending() const override { return ended_ ? Ending::closed : Ending::none; }
  /// The handshake is complete and the client has proved who it is.
  bool authenticated() const;
  /// Why the server failed; empty when it did not.
  const std::string& error() const { return error_; }

 private:
  void run();

  std::shared_ptr<SSL> ssl_;
  BIO* in_;   ///< owned by ssl_
  BIO* out_;  ///< owned by ssl_
  Application application_;
  bool ended_ = false;
  std::string error_;
};

}  // namespace signet::bench
