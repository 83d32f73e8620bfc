#include "host/bench/handshake/certificates.h"

#include <openssl/x509v3.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "host/crypto/openssl_key.h"

namespace signet::bench {
namespace {

KeyPtr own(EVP_PKEY* key) {
  if (key == nullptr) throw std::runtime_error("OpenSSL made no key");
  return {key, EVP_PKEY_free};
}

KeyPtr newKey() {
  return own(EVP_EC_gen("P-256"));
}

KeyPtr keyOf(const atecc::PublicKey& publicKey) {
  auto key = opensslKey(publicKey);
  if (!key) throw std::runtime_error("not a point of P-256");
  return key;
}

void extend(X509* certificate, int nid, const std::string& value) {
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  if (extension == nullptr) throw std::runtime_error("OpenSSL does not take " + value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

struct Issuer {
  X509Ptr certificate;  ///< null: self-signed
  KeyPtr key;
};

X509Ptr issue(const std::string& name, const KeyPtr& subject, const Issuer& issuer, std::int64_t now,
              const std::string& constraints) {
  X509Ptr certificate(X509_new(), X509_free);
  X509* const c = certificate.get();
  X509_set_version(c, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(c), 0x5167);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(c,
                       X509_get_subject_name(issuer.certificate != nullptr ? issuer.certificate.get() : c));
  constexpr std::int64_t kHalfADay = 43200;
  ASN1_TIME_set(X509_getm_notBefore(c), now - kHalfADay);
  ASN1_TIME_set(X509_getm_notAfter(c), now + kHalfADay);
  X509_set_pubkey(c, subject.get());
  extend(c, NID_basic_constraints, constraints);
  if (constraints.find("TRUE") == std::string::npos) extend(c, NID_subject_alt_name, "DNS:" + name);
  if (X509_sign(c, issuer.key.get(), EVP_sha256()) == 0) throw std::runtime_error("OpenSSL did not sign");
  return certificate;
}

}  // namespace

Certificates makeCertificates(const atecc::PublicKey& device, std::int64_t now) {
  constexpr const char* kAuthority = "critical,CA:TRUE";
  constexpr const char* kEnd = "critical,CA:FALSE";
  Certificates all;
  const KeyPtr rootKey = newKey(), signerKey = newKey();
  all.serverKey = newKey();
  all.root = issue("signet bench root", rootKey, {nullptr, rootKey}, now, kAuthority);
  all.signer = issue("signet bench signer", signerKey, {all.root, rootKey}, now, kAuthority);
  all.server = issue(kServerName, all.serverKey, {all.signer, signerKey}, now, kEnd);
  all.device = issue("signet-bench", keyOf(device), {all.signer, signerKey}, now, kEnd);
  return all;
}

std::vector<std::uint8_t> derOf(const X509Ptr& certificate) {
  std::uint8_t* bytes = nullptr;
  const int size = i2d_X509(certificate.get(), &bytes);
  if (size < 0) throw std::runtime_error("OpenSSL wrote no certificate");
  std::vector<std::uint8_t> out(bytes, bytes + size);
  OPENSSL_free(bytes);
  return out;
}

}  // namespace signet::bench
