// A certificate authority for tests, by OpenSSL: it makes right certificates, and wrong ones on purpose.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/base/temporary_folder.h"
#include "signet/atecc/types.h"

namespace signet::test {

using Key = std::shared_ptr<EVP_PKEY>;
using DerBytes = std::vector<std::uint8_t>;

Key newEcKey();
Key newRsaKey();
/// A public key that lives elsewhere (in a chip).
Key keyOf(const atecc::PublicKey& publicKey);

struct CertificateOrder {
  std::string commonName = "device";
  std::string dnsName = {};  ///< no SubjectAltName when empty; "127.0.0.1" makes an address of it
  bool authority = false;
  int validFromDays = -1;  ///< relative to today
  int validForDays = 365;
};

/// A certificate and, unless the key is elsewhere, its private key.
struct Credential {
  std::shared_ptr<X509> certificate;
  Key key;
  DerBytes der() const;
};

Credential selfSigned(const CertificateOrder& order, const Key& key);
Credential issue(const CertificateOrder& order, const Key& subject, const Credential& issuer);

/// PEM files for programs; the folder is removed at the end.
class PemFolder {
 public:
  std::string path(const std::string& name) const { return folder_.path(name); }
  std::string writeCertificates(const std::string& name, const std::vector<Credential>& credentials) const;
  std::string writeKey(const std::string& name, const Key& key) const;
  /// A revocation list of `issuer`'s, valid for a day from now.
  std::string writeRevocations(const std::string& name, const Credential& issuer,
                               const std::vector<Credential>& revoked) const;

 private:
  TemporaryFolder folder_{"signet-pki"};
};

}  // namespace signet::test
