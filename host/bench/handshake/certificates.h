// Certificates for a handshake to be measured: a root, a signer below it, and the server's and the device's
// certificates below the signer, as `signet setup local` lays them out.
#pragma once

#include <vector>

#include "host/bench/handshake/tls_peer.h"
#include "signet/atecc/types.h"

namespace signet::bench {

struct Certificates {
  X509Ptr root, signer, server, device;
  KeyPtr serverKey;
};

/// The name in the server's certificate.
constexpr const char* kServerName = "broker.example";

/// Fresh keys for all but the device, whose key is in its chip. Valid for a day around `now` (POSIX time).
/// std::runtime_error: OpenSSL fails.
Certificates makeCertificates(const atecc::PublicKey& device, std::int64_t now);

std::vector<std::uint8_t> derOf(const X509Ptr& certificate);

}  // namespace signet::bench
