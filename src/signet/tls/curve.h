// Curve: BearSSL's elliptic-curve interface with the chip behind it.
//
// BearSSL's client makes one mul and one mulgen a handshake, mul first and both with the same random scalar:
// the premaster secret, then its own public point. With the key exchange in the chip the scalar is ignored,
// mul is ECDH of the prepared ephemeral key, and mulgen hands out that key's public half.
#pragma once

#include <bearssl.h>

#include "signet/core/status.h"
#include "signet/tls/crypto.h"
#include "signet/tls/observer.h"

namespace signet::tls {

class Curve {
 public:
  Curve() = default;
  Curve(const Curve&) = delete;
  Curve& operator=(const Curve&) = delete;

  /// Before each handshake. `crypto` must outlive it.
  void reset(const Crypto& crypto, Observer* observer);

  const br_ec_impl* impl() const { return &table_.impl; }
  /// For br_ssl_engine_set_ecdsa() and br_x509_minimal_set_ecdsa(), together with impl().
  br_ecdsa_vrfy verifier() const { return &Curve::verify; }

  /// What the driver returned when an operation of the chip failed; ok otherwise.
  Status chipStatus() const { return chipStatus_; }
  /// BearSSL's mul has no context: between enter() and leave() it is this curve's. One handshake step of a
  /// program runs at a time (of a thread, where there are threads).
  void enter();
  void leave();

 private:
  /// First member of its own, so that a pointer to the table leads to the curve.
  struct Table {
    br_ec_impl impl;
    Curve* owner;
  };

  static const unsigned char* generator(int curve, std::size_t* length);
  static const unsigned char* order(int curve, std::size_t* length);
  static std::size_t xOffset(int curve, std::size_t* length);
  static std::uint32_t mul(unsigned char* point, std::size_t pointLength, const unsigned char* scalar,
                           std::size_t scalarLength, int curve);
  static std::size_t mulGenerator(unsigned char* out, const unsigned char* scalar, std::size_t scalarLength,
                                  int curve);
  static std::uint32_t mulAdd(unsigned char* a, const unsigned char* b, std::size_t length,
                              const unsigned char* x, std::size_t xLength, const unsigned char* y,
                              std::size_t yLength, int curve);
  static std::uint32_t verify(const br_ec_impl* impl, const void* hash, std::size_t hashLength,
                              const br_ec_public_key* key, const void* signature,
                              std::size_t signatureLength);

  Status ecdh(const atecc::PublicKey& peer, MutableBytes secret);

  Table table_{};
  const Crypto* crypto_ = nullptr;
  Observer* observer_ = nullptr;
  Status chipStatus_ = Status::ok;
};

}  // namespace signet::tls
