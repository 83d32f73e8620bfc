#include "host/crypto/openssl_sha256.h"

#include <openssl/evp.h>

#include <stdexcept>

namespace signet {
namespace {

void require(int result) {
  if (result != 1) throw std::runtime_error("OpenSSL refuses to compute SHA-256");
}

}  // namespace

void OpensslSha256::Free::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

OpensslSha256::OpensslSha256() : context_(EVP_MD_CTX_new()) {
  require(context_ ? 1 : 0);
}

OpensslSha256::~OpensslSha256() = default;

void OpensslSha256::doStart() {
  require(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
}

void OpensslSha256::doUpdate(Bytes data) {
  require(EVP_DigestUpdate(context_.get(), data.data(), data.size()));
}

Sha256Digest OpensslSha256::doFinish() {
  Sha256Digest digest{};
  require(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr));
  return digest;
}

}  // namespace signet
