#include "signet/tls/curve.h"

#include <cstring>

#include "signet/core/secure.h"
#include "signet/x509/csr.h"
#include "signet/x509/der.h"

namespace signet::tls {
namespace {

#if defined(__linux__)
thread_local Curve* current = nullptr;
#else
Curve* current = nullptr;
#endif

constexpr std::size_t kPointSize = 65;  // 04 || X || Y
constexpr std::uint8_t kUncompressed = 0x04;

/// SEC 2, section 2.4.2.
constexpr unsigned char kGenerator[kPointSize] = {
    0x04, 0x6B, 0x17, 0xD1, 0xF2, 0xE1, 0x2C, 0x42, 0x47, 0xF8, 0xBC, 0xE6, 0xE5, 0x63, 0xA4, 0x40, 0xF2,
    0x77, 0x03, 0x7D, 0x81, 0x2D, 0xEB, 0x33, 0xA0, 0xF4, 0xA1, 0x39, 0x45, 0xD8, 0x98, 0xC2, 0x96, 0x4F,
    0xE3, 0x42, 0xE2, 0xFE, 0x1A, 0x7F, 0x9B, 0x8E, 0xE7, 0xEB, 0x4A, 0x7C, 0x0F, 0x9E, 0x16, 0x2B, 0xCE,
    0x33, 0x57, 0x6B, 0x31, 0x5E, 0xCE, 0xCB, 0xB6, 0x40, 0x68, 0x37, 0xBF, 0x51, 0xF5};
constexpr unsigned char kOrder[32] = {0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF,
                                      0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17,
                                      0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51};

bool readPoint(Bytes encoded, atecc::PublicKey& key) {
  if (encoded.size() != kPointSize || encoded[0] != kUncompressed) return false;
  copy(encoded.from(1), key.bytes);
  return true;
}

}  // namespace

void Curve::reset(const Crypto& crypto, Observer* observer) {
  crypto_ = &crypto;
  observer_ = observer;
  chipStatus_ = Status::ok;
  table_.impl = {1U << BR_EC_secp256r1, generator, order, xOffset, mul, mulGenerator, mulAdd};
  table_.owner = this;
}

void Curve::enter() {
  current = this;
}
void Curve::leave() {
  current = nullptr;
}

const unsigned char* Curve::generator(int, std::size_t* length) {
  *length = sizeof kGenerator;
  return kGenerator;
}

const unsigned char* Curve::order(int, std::size_t* length) {
  *length = sizeof kOrder;
  return kOrder;
}

std::size_t Curve::xOffset(int, std::size_t* length) {
  *length = 32;
  return 1;
}

std::uint32_t Curve::mul(unsigned char* point, std::size_t pointLength, const unsigned char* scalar,
                         std::size_t scalarLength, int curve) {
  SIGNET_CHECK(current != nullptr);
  Curve& self = *current;
  const Watch watch(self.observer_, Step::ecdh);
  if (self.crypto_->policy.keyExchange == Where::software) {
    return self.crypto_->software.ec->mul(point, pointLength, scalar, scalarLength, curve);
  }
  atecc::PublicKey peer;
  if (!readPoint(Bytes(point, pointLength), peer)) return 0;
  const Status status = self.ecdh(peer, MutableBytes(point + 1, 32));
  if (status == Status::ok) return 1;
  self.chipStatus_ = status;
  self.crypto_->ephemeral->spend();  // a key that failed once is not tried again
  return 0;
}

Status Curve::ecdh(const atecc::PublicKey& peer, MutableBytes secret) {
  SIGNET_CHECK(crypto_->ephemeral->ready());
  const atecc::Slot slot = crypto_->ephemeral->slot();
  if (crypto_->protectedEcdh == nullptr) {
    SIGNET_ASSIGN(atecc::Digest shared, crypto_->chip->ecdh(slot, peer));
    const ZeroOnExit wipe{MutableBytes(shared)};
    copy(shared, secret);
    crypto_->chip->session().wipe();
    return Status::ok;
  }
  atecc::NumIn numIn{};
  SIGNET_TRY(crypto_->entropy->fill(numIn));
  return crypto_->protectedEcdh->agree(*crypto_->chip, slot, peer, numIn, secret);
}

std::size_t Curve::mulGenerator(unsigned char* out, const unsigned char* scalar, std::size_t scalarLength,
                                int curve) {
  SIGNET_CHECK(current != nullptr);
  const Crypto& crypto = *current->crypto_;
  if (crypto.policy.keyExchange == Where::software) {
    return crypto.software.ec->mulgen(out, scalar, scalarLength, curve);
  }
  out[0] = kUncompressed;
  copy(crypto.ephemeral->publicKey().bytes, MutableBytes(out + 1, kPointSize - 1));
  crypto.ephemeral->spend();
  return kPointSize;
}

std::uint32_t Curve::mulAdd(unsigned char* a, const unsigned char* b, std::size_t length,
                            const unsigned char* x, std::size_t xLength, const unsigned char* y,
                            std::size_t yLength, int curve) {
  SIGNET_CHECK(current != nullptr);
  const Software& software = current->crypto_->software;
  if (software.ec == nullptr) return 0;
  return software.ec->muladd(a, b, length, x, xLength, y, yLength, curve);
}

std::uint32_t Curve::verify(const br_ec_impl* impl, const void* hash, std::size_t hashLength,
                            const br_ec_public_key* key, const void* signature, std::size_t signatureLength) {
  static_assert(offsetof(Table, impl) == 0, "the table must lead to its owner");
  Curve& self = *reinterpret_cast<const Table*>(impl)->owner;
  const Watch watch(self.observer_, Step::verify);
  if (self.crypto_->policy.verify == Where::software) {
    const Software& software = self.crypto_->software;
    return software.verify(software.ec, hash, hashLength, key, signature, signatureLength);
  }
  const Result<atecc::Signature> pair =
      x509::readSignaturePair(Bytes(static_cast<const std::uint8_t*>(signature), signatureLength));
  atecc::PublicKey point;
  atecc::Digest digest;
  if (key->curve != BR_EC_secp256r1 || hashLength != digest.size() || !pair.ok() ||
      !readPoint(Bytes(key->q, key->qlen), point)) {
    return 0;
  }
  std::memcpy(digest.data(), hash, digest.size());
  const Status status = self.crypto_->chip->verifyDigest(point, digest, *pair);
  if (status != Status::ok && status != Status::mismatch) self.chipStatus_ = status;
  return status == Status::ok ? 1 : 0;
}

}  // namespace signet::tls
