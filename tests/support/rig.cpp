#include "tests/support/rig.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/obj_mac.h>

#include <memory>

// The low-level EC functions take bare numbers, which is what the chip's formats are made of. They are
// deprecated in OpenSSL 3 in favour of ones that take whole key objects.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace signet::test {
namespace {

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Point = std::unique_ptr<EC_POINT, Freed<EC_POINT_free>>;
using EcKey = std::unique_ptr<EC_KEY, Freed<EC_KEY_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

const EC_GROUP* p256() {
  static const EC_GROUP* const group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  return group;
}

Number number(Bytes bytes) {
  return Number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

void store(const BIGNUM* from, MutableBytes to) {
  BN_bn2binpad(from, to.data(), static_cast<int>(to.size()));
}

atecc::PublicKey coordinates(const Point& point) {
  const Number x(BN_new()), y(BN_new());
  EC_POINT_get_affine_coordinates(p256(), point.get(), x.get(), y.get(), nullptr);
  atecc::PublicKey key;
  store(x.get(), MutableBytes(key.bytes).first(32));
  store(y.get(), MutableBytes(key.bytes).from(32));
  return key;
}

}  // namespace

atecc::PublicKey publicKeyOf(const atecc::Block& privateKey) {
  const Point point(EC_POINT_new(p256()));
  EC_POINT_mul(p256(), point.get(), number(privateKey).get(), nullptr, nullptr, nullptr);
  return coordinates(point);
}

atecc::Digest sharedSecretOf(const atecc::Block& privateKey, const atecc::PublicKey& peer) {
  const Point theirs(EC_POINT_new(p256())), shared(EC_POINT_new(p256()));
  const Bytes bytes(peer.bytes);
  EC_POINT_set_affine_coordinates(p256(), theirs.get(), number(bytes.first(32)).get(),
                                  number(bytes.from(32)).get(), nullptr);
  EC_POINT_mul(p256(), shared.get(), nullptr, theirs.get(), number(privateKey).get(), nullptr);
  atecc::Digest secret;
  copy(Bytes(coordinates(shared).bytes).first(32), secret);
  return secret;
}

atecc::Signature signWith(const atecc::Block& privateKey, const atecc::Digest& digest) {
  const EcKey key(EC_KEY_new_by_curve_name(NID_X9_62_prime256v1));
  EC_KEY_set_private_key(key.get(), number(privateKey).get());
  const EcdsaSignature made(ECDSA_do_sign(digest.data(), static_cast<int>(digest.size()), key.get()));
  atecc::Signature signature;
  store(ECDSA_SIG_get0_r(made.get()), MutableBytes(signature.bytes).first(32));
  store(ECDSA_SIG_get0_s(made.get()), MutableBytes(signature.bytes).from(32));
  return signature;
}

}  // namespace signet::test
