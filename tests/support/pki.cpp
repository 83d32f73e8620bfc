#include "tests/support/pki.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <cstdlib>
#include <stdexcept>

#include "host/crypto/openssl_key.h"

namespace signet::test {
namespace {

Key own(EVP_PKEY* key) {
  if (key == nullptr) throw std::runtime_error("OpenSSL made no key");
  return Key(key, EVP_PKEY_free);
}

void addExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  if (extension == nullptr) throw std::runtime_error("bad extension " + value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Credential make(const CertificateOrder& order, const Key& subject, X509* issuer, EVP_PKEY* signer) {
  static long serial = 1000;
  std::shared_ptr<X509> certificate(X509_new(), X509_free);
  X509* const c = certificate.get();
  X509_set_version(c, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(c), ++serial);
  const auto* name = reinterpret_cast<const unsigned char*>(order.commonName.c_str());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_UTF8, name, -1, -1, 0);
  X509_set_issuer_name(c, issuer != nullptr ? X509_get_subject_name(issuer) : X509_get_subject_name(c));
  X509_time_adj_ex(X509_getm_notBefore(c), order.validFromDays, 0, nullptr);
  X509_time_adj_ex(X509_getm_notAfter(c), order.validFromDays + order.validForDays, 0, nullptr);
  X509_set_pubkey(c, subject.get());
  addExtension(c, issuer != nullptr ? issuer : c, NID_basic_constraints,
               order.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (!order.dnsName.empty()) {
    const bool address = order.dnsName.find_first_not_of("0123456789.") == std::string::npos;
    addExtension(c, issuer != nullptr ? issuer : c, NID_subject_alt_name,
                 (address ? "IP:" : "DNS:") + order.dnsName);
  }
  if (X509_sign(c, signer, EVP_sha256()) == 0) throw std::runtime_error("OpenSSL did not sign");
  return {certificate, subject};
}

std::FILE* openFile(const std::string& path) {
  std::FILE* const file = std::fopen(path.c_str(), "w");
  if (file == nullptr) throw std::runtime_error("cannot write " + path);
  return file;
}

}  // namespace

Key newEcKey() {
  return own(EVP_EC_gen("P-256"));
}
Key newRsaKey() {
  return own(EVP_RSA_gen(2048));
}

Key keyOf(const atecc::PublicKey& publicKey) {
  auto key = opensslKey(publicKey);
  if (!key) throw std::runtime_error("not a point of P-256");
  return key;
}

DerBytes Credential::der() const {
  std::uint8_t* bytes = nullptr;
  const int size = i2d_X509(certificate.get(), &bytes);
  DerBytes out(bytes, bytes + size);
  OPENSSL_free(bytes);
  return out;
}

Credential selfSigned(const CertificateOrder& order, const Key& key) {
  return make(order, key, nullptr, key.get());
}

Credential issue(const CertificateOrder& order, const Key& subject, const Credential& issuer) {
  return make(order, subject, issuer.certificate.get(), issuer.key.get());
}

std::string PemFolder::writeCertificates(const std::string& name,
                                         const std::vector<Credential>& credentials) const {
  std::FILE* const file = openFile(path(name));
  for (const Credential& credential : credentials) PEM_write_X509(file, credential.certificate.get());
  std::fclose(file);
  return path(name);
}

std::string PemFolder::writeKey(const std::string& name, const Key& key) const {
  std::FILE* const file = openFile(path(name));
  PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
  return path(name);
}

std::string PemFolder::writeRevocations(const std::string& name, const Credential& issuer,
                                        const std::vector<Credential>& revoked) const {
  constexpr long kDay = 86400;
  const std::shared_ptr<X509_CRL> list(X509_CRL_new(), X509_CRL_free);
  const std::shared_ptr<ASN1_TIME> now(X509_gmtime_adj(nullptr, 0), ASN1_TIME_free);
  const std::shared_ptr<ASN1_TIME> until(X509_gmtime_adj(nullptr, kDay), ASN1_TIME_free);
  X509_CRL_set_version(list.get(), 1);
  X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.certificate.get()));
  X509_CRL_set1_lastUpdate(list.get(), now.get());
  X509_CRL_set1_nextUpdate(list.get(), until.get());
  for (const Credential& credential : revoked) {
    X509_REVOKED* const entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(credential.certificate.get()));
    X509_REVOKED_set_revocationDate(entry, now.get());
    X509_CRL_add0_revoked(list.get(), entry);
  }
  if (X509_CRL_sign(list.get(), issuer.key.get(), EVP_sha256()) == 0)
    throw std::runtime_error("OpenSSL did not sign the revocation list");
  std::FILE* const file = openFile(path(name));
  PEM_write_X509_CRL(file, list.get());
  std::fclose(file);
  return path(name);
}

}  // namespace signet::test
