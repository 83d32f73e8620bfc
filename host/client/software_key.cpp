#include "host/client/software_key.h"

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "host/base/errors.h"
#include "host/crypto/openssl.h"
#include "host/crypto/openssl_key.h"

namespace signet::client {
namespace {

using Context = std::unique_ptr<EVP_PKEY_CTX, OpensslFree<EVP_PKEY_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, OpensslFree<ECDSA_SIG_free>>;

/// Never asks on the terminal: an encrypted key is one that cannot be used.
int noPassword(char*, int, int, void*) {
  return -1;
}

}  // namespace

struct SoftwareKey::Key {
  EVP_PKEY* handle = nullptr;
  ~Key() { EVP_PKEY_free(handle); }
};

SoftwareKey::SoftwareKey(std::string_view pem, const std::string& name) : key_(std::make_unique<Key>()) {
  key_->handle = PEM_read_bio_PrivateKey(readingBio(pem).get(), nullptr, &noPassword, nullptr);
  ERR_clear_error();
  if (key_->handle == nullptr) {
    throw UserError(
        Exit::badFile, fmt::format("{} holds no private key that can be read.", name),
        "Give an unencrypted PEM file: `openssl pkey -in FILE -noout -text` shows what it holds.");
  }
  if (!isP256(key_->handle)) {
    throw UserError(
        Exit::badFile, fmt::format("{} holds a private key of another kind than P-256.", name),
        "signet speaks TLS with P-256 keys; `openssl ecparam -name prime256v1 -genkey` makes one.");
  }
}

SoftwareKey::~SoftwareKey() = default;

Result<atecc::PublicKey> SoftwareKey::doPublicKey() {
  return Result<atecc::PublicKey>::filledBy([this](atecc::PublicKey& key) {
    std::uint8_t point[65];
    std::size_t size = 0;
    if (EVP_PKEY_get_octet_string_param(key_->handle, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point, &size) !=
            1 ||
        size != sizeof point || point[0] != 0x04) {
      return Status::badEncoding;
    }
    copy(Bytes(point).from(1), key.bytes);
    return Status::ok;
  });
}

Result<atecc::Signature> SoftwareKey::doSign(const atecc::Digest& digest) {
  return Result<atecc::Signature>::filledBy([&](atecc::Signature& signature) {
    const Context context(EVP_PKEY_CTX_new(key_->handle, nullptr));
    std::uint8_t der[80];
    std::size_t size = sizeof der;
    if (EVP_PKEY_sign_init(context.get()) != 1 ||
        EVP_PKEY_sign(context.get(), der, &size, digest.data(), digest.size()) != 1) {
      return Status::notSupported;
    }
    const unsigned char* at = der;
    const EcdsaSignature pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
    if (!pair) return Status::badEncoding;
    BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), signature.bytes.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), signature.bytes.data() + 32, 32);
    return Status::ok;
  });
}

}  // namespace signet::client
