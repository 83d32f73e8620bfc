// What signet looks at in an X.509 certificate (RFC 5280, section 4.1). Nothing is judged here, only parsed.
#pragma once

#include "signet/core/bytes.h"
#include "signet/core/status.h"
#include "signet/x509/der.h"

namespace signet::x509 {

/// The pieces of an X.509 certificate that signet looks at; views into the bytes it was parsed from.
struct CertificateParts {
  Bytes tbs;     ///< the whole element, what the signature is over
  Bytes serial;  ///< content
  Bytes issuer;  ///< content of the Name
  Bytes subject;
  Bytes subjectName;  ///< the whole Name element
  DerElement notBefore, notAfter;
  Bytes publicKeyInfo;  ///< the whole element
  Bytes extensions;     ///< content of the SEQUENCE OF Extension; empty if none
  Bytes signature;      ///< content of the BIT STRING
};

/// badEncoding: not an X.509 certificate (version 3) in DER.
Result<CertificateParts> parseCertificate(Bytes certificate);
/// The P-256 key of a SubjectPublicKeyInfo. badEncoding: another kind of key.
Result<Bytes> pointOf(Bytes publicKeyInfo);
/// The same of a whole certificate: what follows the first SubjectPublicKeyInfo of a P-256 key in it. For a
/// certificate that is trusted to be one, as a device's own; a tenth of the code of parseCertificate().
Result<Bytes> findPoint(Bytes certificate);

}  // namespace signet::x509
