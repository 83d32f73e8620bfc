// SHA-256 for tests, by OpenSSL.
#pragma once

#include <openssl/evp.h>

#include "signet/core/sha256.h"

namespace signet::test {

class OpensslSha256 final : public Sha256 {
 public:
  OpensslSha256() : context_(EVP_MD_CTX_new()) {}
  ~OpensslSha256() { EVP_MD_CTX_free(context_); }
  OpensslSha256(const OpensslSha256&) = delete;
  OpensslSha256& operator=(const OpensslSha256&) = delete;

 private:
  void doStart() override { EVP_DigestInit_ex(context_, EVP_sha256(), nullptr); }
  void doUpdate(Bytes data) override { EVP_DigestUpdate(context_, data.data(), data.size()); }
  Sha256Digest doFinish() override {
    Sha256Digest digest{};
    EVP_DigestFinal_ex(context_, digest.data(), nullptr);
    return digest;
  }

  EVP_MD_CTX* context_;
};

}  // namespace signet::test
