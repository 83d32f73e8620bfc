// Keys and certificates in files of this home: the operator's and the broker's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/home/home.h"
#include "host/pki/authority.h"

namespace signet::pki {

/// The common name of the broker's certificate.
constexpr const char* kBrokerName = "signet-broker";

/// What a certificate is renewed ahead of its end.
constexpr std::int64_t kRenewAhead = std::int64_t{30} * 24 * 3600;

/// operator/operator.crt is the certificate with the signer's behind it. Both make what is missing,
/// belongs to another authority, was revoked or ends soon, each time with a new key; true if so. `now`:
/// POSIX time. Throw UserError.
bool ensureOperator(const home::Home& home, const Authority& authority, std::int64_t now);

/// Devices and brokers must not share names: a TLS client that looks at nothing but the common name would
/// take such a device for the broker. Throws UserError (usage) if the broker's certificate has this name.
void refuseServerName(const home::Home& home, const std::string& deviceName);

/// broker/server.crt likewise, for a broker that can be reached by `names`. A certificate that has more names
/// is left as it is, and a new one keeps the names of the old.
bool ensureServer(const home::Home& home, const Authority& authority, std::vector<std::string> names,
                  std::int64_t now);

}  // namespace signet::pki
