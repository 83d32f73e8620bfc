#include "host/crypto/openssl_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <string_view>

#include "host/crypto/openssl.h"

namespace signet {
namespace {

constexpr std::size_t kPointCoordinate = 32;

using PointNumber = std::unique_ptr<BIGNUM, OpensslFree<BN_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, OpensslFree<EVP_PKEY_CTX_free>>;

}  // namespace

bool isP256(evp_pkey_st* key) {
  char group[32] = {};
  std::size_t length = 0;
  return key != nullptr && EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_group_name(key, group, sizeof group, &length) == 1 &&
         std::string_view(group) == "prime256v1";
}

atecc::PublicKey coordinatesOf(evp_pkey_st* key) {
  atecc::PublicKey result;
  const char* const names[] = {OSSL_PKEY_PARAM_EC_PUB_X, OSSL_PKEY_PARAM_EC_PUB_Y};
  for (std::size_t i = 0; i < 2; ++i) {
    BIGNUM* coordinate = nullptr;
    checkOpenssl(EVP_PKEY_get_bn_param(key, names[i], &coordinate) == 1, "reading a public key");
    const PointNumber owned(coordinate);
    checkOpenssl(BN_bn2binpad(coordinate, result.bytes.data() + i * kPointCoordinate, kPointCoordinate) > 0,
                 "reading a public key");
  }
  return result;
}

std::shared_ptr<evp_pkey_st> opensslKey(const atecc::PublicKey& key) {
  std::uint8_t point[65] = {0x04};
  std::copy(key.bytes.begin(), key.bytes.end(), point + 1);
  char group[] = "P-256";
  OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                             OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point),
                             OSSL_PARAM_construct_end()};
  const PkeyContext context(
      madeByOpenssl(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr), "reading a key"));
  EVP_PKEY* made = nullptr;
  checkOpenssl(EVP_PKEY_fromdata_init(context.get()) == 1, "reading a public key");
  if (EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters) != 1) made = nullptr;
  ERR_clear_error();
  return {made, EVP_PKEY_free};
}

}  // namespace signet
