// Certificates from PEM files, as the device library wants them: bytes of DER in a row, and trust anchors
// that point into them.
#pragma once

#include <bearssl.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/bytes.h"

namespace signet::home {

/// What a person wants to know of a certificate.
struct CertificateFacts {
  std::string subject;         ///< "O = Example, CN = sensor-1"
  std::string commonName;      ///< empty if it has none
  std::string issuer;          ///< as `subject`
  std::string serialNumber;    ///< hexadecimal
  std::int64_t notBefore = 0;  ///< POSIX time
  std::int64_t notAfter = 0;
  bool selfSigned = false;  ///< issuer and subject are the same
};

/// "2026-11-22 02:30:00 UTC".
std::string dateText(std::int64_t posixSeconds);

/// Certificates in the order of their file. Views stay valid while the list lives, also when it is moved.
class CertificateList {
 public:
  using Der = std::vector<std::uint8_t>;

  /// Every certificate of a PEM text. `name` names the source in the sentence. Throws UserError
  /// (Exit::badFile): none in it, or a damaged one.
  static CertificateList fromPem(std::string_view pem, const std::string& name);
  explicit CertificateList(std::vector<Der> certificates);

  std::size_t size() const { return certificates_.size(); }
  Bytes der(std::size_t index) const { return certificates_.at(index); }
  CertificateFacts facts(std::size_t index) const;
  std::string pem() const;
  /// As BearSSL sends it.
  Span<const br_x509_certificate> view() const { return views_; }
  /// The same without the roots: a peer that trusts them has them.
  CertificateList withoutRoots() const;

 private:
  std::vector<Der> certificates_;
  std::vector<br_x509_certificate> views_;
};

/// Whom the device trusts.
class TrustAnchors {
 public:
  /// Throws UserError (Exit::badFile) for a certificate whose key is neither P-256 nor RSA.
  TrustAnchors(CertificateList certificates, const std::string& name);
  Span<const br_x509_trust_anchor> view() const { return anchors_; }
  const CertificateList& certificates() const { return certificates_; }

 private:
  CertificateList certificates_;
  std::vector<br_x509_trust_anchor> anchors_;
};

}  // namespace signet::home
