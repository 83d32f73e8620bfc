// The arithmetic inside the chip: SHA-256, HMAC-SHA-256 and the NIST curve P-256, computed by OpenSSL.
//
// Numbers and points are byte strings as they cross the bus: big-endian, a public key is X || Y, a signature
// R || S. Private keys travel as SecretBytes and are wiped when they go out of scope; so is every temporary
// in here. Nothing draws randomness by itself: the chip passes its own source, so that a seeded chip repeats
// its keys and signatures.
#pragma once

#include <openssl/sha.h>

#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>

#include "signet/core/secure.h"

namespace signet::emulator {

using ByteSpan = std::span<const std::uint8_t>;
using Digest = std::array<std::uint8_t, 32>;

/// N bytes that are wiped when they go out of scope.
template <std::size_t N>
struct SecretBytes : std::array<std::uint8_t, N> {
  SecretBytes() : std::array<std::uint8_t, N>{} {}
  SecretBytes(const SecretBytes&) = default;
  SecretBytes& operator=(const SecretBytes&) = default;
  ~SecretBytes() { secureZero(*this); }

  /// The first N bytes of `bytes`, which must be at least as long.
  static SecretBytes from(ByteSpan bytes) {
    SIGNET_CHECK(bytes.size() >= N);
    SecretBytes result;
    std::copy_n(bytes.begin(), N, result.begin());
    return result;
  }
};

/// A running SHA-256. May be copied: the copy continues independently. Wiped at its end.
class Sha256Context {
 public:
  Sha256Context();
  Sha256Context(const Sha256Context&) = default;
  Sha256Context& operator=(const Sha256Context&) = default;
  ~Sha256Context();

  void update(ByteSpan data);
  /// The digest of all that was added. The context is used up: assign a new one to begin again.
  Digest finish();

 private:
  SHA256_CTX state_;
};

/// A running HMAC-SHA-256 (FIPS 198-1). Copies and ends like Sha256Context.
class HmacContext {
 public:
  /// `key` has at most 64 bytes, the block of SHA-256; a slot's key has 32.
  explicit HmacContext(ByteSpan key);

  void update(ByteSpan data) { inner_.update(data); }
  Digest finish();

 private:
  Sha256Context inner_;
  Sha256Context outer_;
};

/// SHA-256 of the parts, one after the other.
Digest sha256(std::initializer_list<ByteSpan> parts);
Digest hmacSha256(ByteSpan key, ByteSpan message);

/// Fills a buffer with random bytes.
using RandomFill = std::function<void(std::span<std::uint8_t>)>;

namespace p256 {

using PrivateKey = SecretBytes<32>;
using PublicKey = std::array<std::uint8_t, 64>;
using Signature = std::array<std::uint8_t, 64>;

/// True for 1 .. n-1: what a private key, R and S must be.
bool isScalar(std::span<const std::uint8_t, 32> number);

/// True for the coordinates of a point of the curve.
bool isPoint(const PublicKey& key);

/// A private key drawn evenly from 1 .. n-1.
PrivateKey generate(const RandomFill& random);

/// The public key of a private one; nothing if `key` is not 1 .. n-1.
std::optional<PublicKey> publicKeyOf(const PrivateKey& key);

/// ECDSA (FIPS 186-4) with a nonce drawn from `random`; nothing if `key` is not 1 .. n-1.
std::optional<Signature> sign(const PrivateKey& key, const Digest& digest, const RandomFill& random);

/// True when `signature` is one of `digest` under `key`. R or S out of range, or a point off the
/// curve, is false.
bool verify(const PublicKey& key, const Digest& digest, const Signature& signature);

/// The X coordinate of the shared point (SP 800-56A); nothing if `key` is out of range or `peer`
/// off the curve.
std::optional<SecretBytes<32>> ecdh(const PrivateKey& key, const PublicKey& peer);

}  // namespace p256

}  // namespace signet::emulator
