// Trust anchors from certificates: what BearSSL needs of a CA certificate, as views into its bytes.
#pragma once

#include <bearssl.h>

#include "signet/core/bytes.h"
#include "signet/core/status.h"

namespace signet::tls {

/// A trust anchor for `certificate` (DER), which must outlive it. It may sign others, and may also be the
/// server's own certificate. badEncoding: not a certificate. notSupported: neither a P-256 nor an RSA key.
Result<br_x509_trust_anchor> anchorFrom(Bytes certificate);

}  // namespace signet::tls
