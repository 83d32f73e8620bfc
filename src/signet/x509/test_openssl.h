// The reference that tests compare with: keys, hashes and certificates made by OpenSSL.
#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <vector>

#include "signet/core/sha1.h"
#include "signet/core/test_openssl_sha256.h"
#include "signet/x509/signer.h"

namespace signet::x509::test {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* p) const {
    Free(p);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Request = std::unique_ptr<X509_REQ, Deleter<X509_REQ_free>>;

using signet::test::OpensslSha256;

class OpensslSha1 final : public Sha1 {
  Sha1Digest doDigestOf(Bytes data) override {
    Sha1Digest digest;
    SHA1(data.data(), data.size(), digest.data());
    return digest;
  }
};

inline Key newKey() {
  return Key(EVP_EC_gen("P-256"));
}

inline atecc::PublicKey publicKeyOf(EVP_PKEY* key) {
  std::uint8_t point[65];
  std::size_t size = 0;
  EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point, &size);
  atecc::PublicKey out;
  std::copy(point + 1, point + 65, out.bytes.begin());
  return out;
}

class OpensslSigner final : public Signer {
 public:
  explicit OpensslSigner(EVP_PKEY* key) : key_(key) {}

 private:
  Result<atecc::PublicKey> doPublicKey() override { return publicKeyOf(key_); }
  Result<atecc::Signature> doSign(const atecc::Digest& digest) override {
    std::unique_ptr<EVP_PKEY_CTX, Deleter<EVP_PKEY_CTX_free>> context(EVP_PKEY_CTX_new(key_, nullptr));
    std::uint8_t der[80];
    std::size_t size = sizeof der;
    EVP_PKEY_sign_init(context.get());
    if (EVP_PKEY_sign(context.get(), der, &size, digest.data(), digest.size()) != 1) return Status::eccFault;
    const std::uint8_t* p = der;
    std::unique_ptr<ECDSA_SIG, Deleter<ECDSA_SIG_free>> pair(
        d2i_ECDSA_SIG(nullptr, &p, static_cast<long>(size)));
    atecc::Signature out;
    BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out.bytes.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out.bytes.data() + 32, 32);
    return out;
  }
  EVP_PKEY* key_;
};

inline std::vector<std::uint8_t> derOf(X509* certificate) {
  std::uint8_t* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  std::vector<std::uint8_t> out(der, der + size);
  OPENSSL_free(der);
  return out;
}

}  // namespace signet::x509::test
