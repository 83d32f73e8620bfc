// CertificateRequest: a CSR as it comes from a chip (signet/x509/csr.h), checked.
#pragma once

#include <string>
#include <string_view>

#include "signet/atecc/types.h"
#include "signet/core/bytes.h"

namespace signet::pki {

/// A request whose signature is good: who made it has the private key.
struct CertificateRequest {
  std::string commonName;
  atecc::PublicKey publicKey;

  /// Throw UserError (badFile): not a request, not a P-256 key, or the signature is not by that key.
  static CertificateRequest fromPem(std::string_view text, const std::string& source);
  static CertificateRequest fromDer(Bytes der, const std::string& source);
};

/// The PEM form of a request in DER.
std::string requestToPem(Bytes der);

}  // namespace signet::pki
