// Identity: the client's certificate chain and the key in the chip that belongs to it.
#pragma once

#include <bearssl.h>

#include "signet/core/bytes.h"
#include "signet/core/status.h"
#include "signet/tls/observer.h"
#include "signet/x509/signer.h"

namespace signet::tls {

class Identity {
 public:
  /// `chain`: DER certificates, the device's own first, then its issuers without the root. At least one.
  /// Neither the chain nor the signer is copied; both must outlive every client.
  Identity(Span<const br_x509_certificate> chain, x509::Signer& signer) : chain_(chain), signer_(signer) {}
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

  /// Whether the first certificate is for the signer's key. keyMismatch, badEncoding (not a certificate with
  /// a P-256 key), and what the signer returns. Worth a GenKey(public) before the first connection; the
  /// answer cannot change.
  Status check();

  /// For br_ssl_client_set_client_certificate(). Begins a new handshake.
  const br_ssl_client_certificate_class** engine(Observer* observer);
  /// The server has asked for a certificate and takes ecdsa-with-SHA256.
  bool wasSent() const { return sent_; }
  /// What the signer returned when signing failed; ok otherwise.
  Status signerStatus() const { return signerStatus_; }

 private:
  struct Link {
    const br_ssl_client_certificate_class* vtable;
    Identity* owner;
  };
  static const br_ssl_client_certificate_class kClass;

  static Identity& of(const br_ssl_client_certificate_class** context);
  static void ignore(const br_ssl_client_certificate_class** context);
  static void ignoreName(const br_ssl_client_certificate_class** context, std::size_t length);
  static void ignoreBytes(const br_ssl_client_certificate_class** context, const unsigned char* bytes,
                          std::size_t length);
  static void choose(const br_ssl_client_certificate_class** context, const br_ssl_client_context* client,
                     std::uint32_t authTypes, br_ssl_client_certificate* choices);
  static std::uint32_t staticEcdh(const br_ssl_client_certificate_class** context, unsigned char* data,
                                  std::size_t* length);
  static std::size_t sign(const br_ssl_client_certificate_class** context, int hashId, std::size_t hashLength,
                          unsigned char* data, std::size_t length);

  Link link_{};
  Span<const br_x509_certificate> chain_;
  x509::Signer& signer_;
  Observer* observer_ = nullptr;
  bool sent_ = false;
  Status signerStatus_ = Status::ok;
};

}  // namespace signet::tls
