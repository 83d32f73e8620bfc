// BearSslPeer: a TLS 1.2 server by BearSSL for handshakes in virtual time. Unlike OpenSSL's it can be made to
// ignore the maximum fragment length that a client asks for (RFC 6066, section 4).
#pragma once

#include <bearssl.h>

#include <array>
#include <vector>

#include "host/bench/handshake/certificates.h"
#include "host/bench/handshake/virtual_link.h"

namespace signet::test {

enum class Fragments { honoured, ignored };

class BearSslPeer final : public bench::Peer {
 public:
  /// Whatever arrives through the connection first is answered by `answer`, in records as large as allowed.
  BearSslPeer(const bench::Certificates& certificates, std::int64_t now, Fragments fragments,
              std::vector<std::uint8_t> answer);
  BearSslPeer(const BearSslPeer&) = delete;
  BearSslPeer& operator=(const BearSslPeer&) = delete;

  std::vector<std::uint8_t> receive(Bytes bytes) override;
  /// The client has asked for a maximum fragment length.
  bool wasAsked() const { return asked_; }

 private:
  /// Looks at the ClientHello, and leaves the rest to BearSSL's own policy.
  struct Policy {
    const br_ssl_server_policy_class* vtable;
    BearSslPeer* owner;
  };
  static const br_ssl_server_policy_class kPolicy;
  static BearSslPeer& of(const br_ssl_server_policy_class** context);
  static int choose(const br_ssl_server_policy_class** context, const br_ssl_server_context* server,
                    br_ssl_server_choices* choices);
  static std::uint32_t exchangeKeys(const br_ssl_server_policy_class** context, unsigned char* data,
                                    std::size_t* length);
  static std::size_t sign(const br_ssl_server_policy_class** context, unsigned algorithm, unsigned char* data,
                          std::size_t hashLength, std::size_t length);

  void takeApplicationData();
  void sendAnswer();
  std::vector<std::uint8_t> takeRecords();

  Fragments fragments_;
  std::vector<std::uint8_t> answer_;
  bool answering_ = false;
  bool asked_ = false;
  std::vector<std::uint8_t> serverDer_, signerDer_, rootDer_, key_;
  br_x509_certificate chain_[2];
  br_ec_private_key privateKey_;
  br_x509_trust_anchor anchor_[1];
  br_x509_minimal_context clients_{};
  br_ssl_server_context server_{};
  Policy policy_;
  std::array<unsigned char, BR_SSL_BUFSIZE_BIDI> memory_;
};

}  // namespace signet::test
