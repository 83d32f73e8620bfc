// HMAC-SHA-256 (RFC 2104), and what TLS 1.2 makes of it: the PRF (RFC 5246, section 5) and BearSSL's random
// generator, HMAC_DRBG (NIST SP 800-90A, section 10.1.2).
//
// They compute what BearSSL's own do, with a third of the stack: those keep memory for every hash function
// that there is.
#pragma once

#include <bearssl.h>

#include <array>
#include <cstdint>

#include "signet/core/bytes.h"

namespace signet::tls {

class HmacSha256 {
 public:
  static constexpr std::size_t kSize = 32;
  using Mac = std::array<std::uint8_t, kSize>;

  explicit HmacSha256(Bytes key) { setKey(key); }
  ~HmacSha256();
  HmacSha256(const HmacSha256&) = delete;
  HmacSha256& operator=(const HmacSha256&) = delete;

  /// Starts over, with another key of any length.
  void setKey(Bytes key);
  /// Starts over with the same key.
  void start() { br_sha256_set_state(&hash_, inner_.data(), kBlock); }
  void update(Bytes data) { br_sha256_update(&hash_, data.data(), data.size()); }
  /// Writes kSize bytes to `mac`; they may be the key. Then setKey() or start() is next.
  void finish(std::uint8_t* mac);

 private:
  static constexpr std::size_t kBlock = 64;

  void absorb(Bytes key, std::uint8_t pad, Mac& state);

  Mac inner_, outer_;  ///< states of the hash after the key's block
  br_sha256_context hash_;
};

/// A br_tls_prf_impl. Like br_tls12_sha256_prf(): `out` must not overlap anything that goes in.
void prfSha256(void* out, std::size_t size, const void* secret, std::size_t secretSize, const char* label,
               std::size_t seedCount, const br_tls_prf_seed_chunk* seed);

/// br_hmac_drbg_init(), _update() and _generate() with SHA-256. In a build for firmware they stand in
/// for those (replaced/hmac_drbg.cpp).
void initDrbg(br_hmac_drbg_context& drbg, Bytes seed);
void updateDrbg(br_hmac_drbg_context& drbg, Bytes seed);
void generate(br_hmac_drbg_context& drbg, MutableBytes out);

}  // namespace signet::tls
