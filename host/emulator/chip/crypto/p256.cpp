#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>

#include <memory>

#include "host/emulator/chip/crypto/crypto.h"

namespace signet::emulator::p256 {

namespace {

/// The curve, set up once: making an EC_GROUP costs more than a signature.
const EC_GROUP* curve() {
  static const std::unique_ptr<EC_GROUP, decltype(&EC_GROUP_free)> group(
      EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1), &EC_GROUP_free);
  SIGNET_CHECK(group != nullptr);
  return group.get();
}

const BIGNUM* order() {
  return EC_GROUP_get0_order(curve());
}

/// The scratch memory of one computation. OpenSSL wipes the numbers of a BN_CTX when it frees it.
class Scratch {
 public:
  Scratch() : context_(BN_CTX_new()) {
    SIGNET_CHECK(context_ != nullptr);
    BN_CTX_start(context_);
  }
  ~Scratch() {
    BN_CTX_end(context_);
    BN_CTX_free(context_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  BN_CTX* context() { return context_; }
  BIGNUM* number() {
    BIGNUM* const n = BN_CTX_get(context_);
    SIGNET_CHECK(n != nullptr);
    return n;
  }
  BIGNUM* number(ByteSpan bytes) {
    BIGNUM* const n = number();
    SIGNET_CHECK(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), n) != nullptr);
    return n;
  }

 private:
  BN_CTX* context_;
};

class Point {
 public:
  Point() : point_(EC_POINT_new(curve())) { SIGNET_CHECK(point_ != nullptr); }
  ~Point() { EC_POINT_clear_free(point_); }
  Point(const Point&) = delete;
  Point& operator=(const Point&) = delete;

  EC_POINT* get() { return point_; }

  /// False if X, Y is not on the curve. OpenSSL checks that, but reduces coordinates above p.
  bool set(const PublicKey& key, Scratch& scratch) {
    const BIGNUM* const x = scratch.number(ByteSpan(key).first(32));
    const BIGNUM* const y = scratch.number(ByteSpan(key).last(32));
    const BIGNUM* const p = EC_GROUP_get0_field(curve());
    if (BN_cmp(x, p) >= 0 || BN_cmp(y, p) >= 0) return false;
    ERR_set_mark();
    const bool onCurve = EC_POINT_set_affine_coordinates(curve(), point_, x, y, scratch.context()) == 1;
    ERR_pop_to_mark();
    return onCurve;
  }

 private:
  EC_POINT* point_;
};

void store(const BIGNUM* number, std::span<std::uint8_t, 32> to) {
  SIGNET_CHECK(BN_bn2binpad(number, to.data(), static_cast<int>(to.size())) == static_cast<int>(to.size()));
}

bool inRange(const BIGNUM* number) {
  return !BN_is_zero(number) && BN_cmp(number, order()) < 0;
}

/// X of `scalar` times the generator, and Y if asked for.
void multiplyGenerator(const BIGNUM* scalar, BIGNUM* x, BIGNUM* y, Scratch& scratch) {
  Point point;
  SIGNET_CHECK(EC_POINT_mul(curve(), point.get(), scalar, nullptr, nullptr, scratch.context()) == 1);
  SIGNET_CHECK(EC_POINT_get_affine_coordinates(curve(), point.get(), x, y, scratch.context()) == 1);
}

/// a * b mod n.
BIGNUM* multiply(const BIGNUM* a, const BIGNUM* b, Scratch& scratch) {
  BIGNUM* const product = scratch.number();
  SIGNET_CHECK(BN_mod_mul(product, a, b, order(), scratch.context()) == 1);
  return product;
}

BIGNUM* inverse(const BIGNUM* a, Scratch& scratch) {
  BIGNUM* const result = scratch.number();
  SIGNET_CHECK(BN_mod_inverse(result, a, order(), scratch.context()) != nullptr);
  return result;
}

/// One attempt with nonce k; false in the (in practice unseen) case that R or S comes out as 0.
bool signWith(const BIGNUM* k, const BIGNUM* d, const Digest& digest, Signature& signature,
              Scratch& scratch) {
  BIGNUM* const r = scratch.number();
  multiplyGenerator(k, r, nullptr, scratch);
  SIGNET_CHECK(BN_nnmod(r, r, order(), scratch.context()) == 1);

  // s = k^-1 * (e + r d) mod n
  BIGNUM* const sum = multiply(r, d, scratch);
  SIGNET_CHECK(BN_mod_add(sum, sum, scratch.number(digest), order(), scratch.context()) == 1);
  const BIGNUM* const s = multiply(inverse(k, scratch), sum, scratch);

  if (BN_is_zero(r) || BN_is_zero(s)) return false;
  store(r, std::span(signature).first<32>());
  store(s, std::span(signature).last<32>());
  return true;
}

}  // namespace

bool isScalar(std::span<const std::uint8_t, 32> number) {
  Scratch scratch;
  return inRange(scratch.number(number));
}

bool isPoint(const PublicKey& key) {
  Scratch scratch;
  Point point;
  return point.set(key, scratch);
}

PrivateKey generate(const RandomFill& random) {
  // Drawing again keeps the distribution even; a number above n comes up once in 2^32 draws.
  PrivateKey key;
  do random(key);
  while (!isScalar(key));
  return key;
}

std::optional<PublicKey> publicKeyOf(const PrivateKey& key) {
  Scratch scratch;
  const BIGNUM* const d = scratch.number(key);
  if (!inRange(d)) return std::nullopt;
  BIGNUM* const x = scratch.number();
  BIGNUM* const y = scratch.number();
  multiplyGenerator(d, x, y, scratch);
  PublicKey result;
  store(x, std::span(result).first<32>());
  store(y, std::span(result).last<32>());
  return result;
}

std::optional<Signature> sign(const PrivateKey& key, const Digest& digest, const RandomFill& random) {
  if (!isScalar(key)) return std::nullopt;
  Signature signature;
  for (;;) {
    Scratch scratch;
    const PrivateKey nonce = generate(random);
    if (signWith(scratch.number(nonce), scratch.number(key), digest, signature, scratch)) return signature;
  }
}

bool verify(const PublicKey& key, const Digest& digest, const Signature& signature) {
  Scratch scratch;
  const BIGNUM* const r = scratch.number(ByteSpan(signature).first(32));
  const BIGNUM* const s = scratch.number(ByteSpan(signature).last(32));
  Point q;
  if (!inRange(r) || !inRange(s) || !q.set(key, scratch)) return false;

  // R' = e/s * G + r/s * Q, and the signature holds when its X is R mod n.
  const BIGNUM* const w = inverse(s, scratch);
  const BIGNUM* const u1 = multiply(scratch.number(digest), w, scratch);
  const BIGNUM* const u2 = multiply(r, w, scratch);
  Point sum;
  SIGNET_CHECK(EC_POINT_mul(curve(), sum.get(), u1, q.get(), u2, scratch.context()) == 1);
  if (EC_POINT_is_at_infinity(curve(), sum.get())) return false;
  BIGNUM* const x = scratch.number();
  SIGNET_CHECK(EC_POINT_get_affine_coordinates(curve(), sum.get(), x, nullptr, scratch.context()) == 1);
  SIGNET_CHECK(BN_nnmod(x, x, order(), scratch.context()) == 1);
  return BN_cmp(x, r) == 0;
}

std::optional<SecretBytes<32>> ecdh(const PrivateKey& key, const PublicKey& peer) {
  Scratch scratch;
  const BIGNUM* const d = scratch.number(key);
  Point point;
  if (!inRange(d) || !point.set(peer, scratch)) return std::nullopt;
  // n is prime and 0 < d < n, so the product is never the point at infinity.
  Point product;
  SIGNET_CHECK(EC_POINT_mul(curve(), product.get(), nullptr, point.get(), d, scratch.context()) == 1);
  BIGNUM* const x = scratch.number();
  SIGNET_CHECK(EC_POINT_get_affine_coordinates(curve(), product.get(), x, nullptr, scratch.context()) == 1);
  SecretBytes<32> shared;
  store(x, shared);
  return shared;
}

}  // namespace signet::emulator::p256
