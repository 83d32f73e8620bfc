#include "signet/tls/hmac.h"

#include <cstring>

#include "signet/core/secure.h"

namespace signet::tls {
namespace {

Bytes bytesOf(const char* label) {
  return {reinterpret_cast<const std::uint8_t*>(label), std::strlen(label)};
}

void absorbSeed(HmacSha256& hmac, Bytes label, Span<const br_tls_prf_seed_chunk> seed) {
  hmac.update(label);
  for (const br_tls_prf_seed_chunk& chunk : seed) {
    hmac.update({static_cast<const std::uint8_t*>(chunk.data), chunk.len});
  }
}

/// V = HMAC(K, V), with K as it is now.
void step(HmacSha256& hmac, br_hmac_drbg_context& drbg) {
  hmac.update({drbg.V, HmacSha256::kSize});
  hmac.finish(drbg.V);
}

/// K = HMAC(K, V || marker || seed), V = HMAC(K, V). `hmac` has begun with K.
void mix(HmacSha256& hmac, br_hmac_drbg_context& drbg, std::uint8_t marker, Bytes seed) {
  hmac.update({drbg.V, HmacSha256::kSize});
  hmac.update({&marker, 1});
  hmac.update(seed);
  hmac.finish(drbg.K);
  hmac.setKey({drbg.K, HmacSha256::kSize});
  step(hmac, drbg);
}

}  // namespace

HmacSha256::~HmacSha256() {
  secureZero(MutableBytes(inner_));
  secureZero(MutableBytes(outer_));
  secureZero(MutableBytes(reinterpret_cast<std::uint8_t*>(&hash_), sizeof hash_));
}

void HmacSha256::absorb(Bytes key, std::uint8_t pad, Mac& state) {
  std::array<std::uint8_t, kBlock> block;
  const ZeroOnExit wipe{MutableBytes(block)};
  block.fill(pad);
  for (std::size_t i = 0; i < key.size(); ++i) block[i] ^= key[i];
  br_sha256_init(&hash_);
  update(block);
  br_sha256_state(&hash_, state.data());
}

void HmacSha256::setKey(Bytes key) {
  Mac digest;
  const ZeroOnExit wipe{MutableBytes(digest)};
  if (key.size() > kBlock) {
    br_sha256_init(&hash_);
    update(key);
    br_sha256_out(&hash_, digest.data());
    key = Bytes(digest);
  }
  absorb(key, 0x36, inner_);
  absorb(key, 0x5C, outer_);
  start();
}

void HmacSha256::finish(std::uint8_t* mac) {
  br_sha256_out(&hash_, mac);
  br_sha256_set_state(&hash_, outer_.data(), kBlock);
  update({mac, kSize});
  br_sha256_out(&hash_, mac);
}

void prfSha256(void* out, std::size_t size, const void* secret, std::size_t secretSize, const char* label,
               std::size_t seedCount, const br_tls_prf_seed_chunk* seed) {
  const Bytes name = bytesOf(label);
  HmacSha256 hmac({static_cast<const std::uint8_t*>(secret), secretSize});
  HmacSha256::Mac a, block;
  const ZeroOnExit wipeA{MutableBytes(a)}, wipeBlock{MutableBytes(block)};
  absorbSeed(hmac, name, {seed, seedCount});
  hmac.finish(a.data());
  for (MutableBytes rest(static_cast<std::uint8_t*>(out), size); !rest.empty();) {
    hmac.start();
    hmac.update(a);
    absorbSeed(hmac, name, {seed, seedCount});
    hmac.finish(block.data());
    const std::size_t count = rest.size() < block.size() ? rest.size() : block.size();
    copy(Bytes(block).first(count), rest);
    rest = rest.from(count);
    hmac.start();
    hmac.update(a);
    hmac.finish(a.data());
  }
}

void initDrbg(br_hmac_drbg_context& drbg, Bytes seed) {
  drbg.vtable = &br_hmac_drbg_vtable;
  drbg.digest_class = &br_sha256_vtable;
  std::memset(drbg.K, 0x00, HmacSha256::kSize);
  std::memset(drbg.V, 0x01, HmacSha256::kSize);
  updateDrbg(drbg, seed);
}

void updateDrbg(br_hmac_drbg_context& drbg, Bytes seed) {
  HmacSha256 hmac({drbg.K, HmacSha256::kSize});
  mix(hmac, drbg, 0x00, seed);
  if (seed.empty()) return;
  hmac.start();
  mix(hmac, drbg, 0x01, seed);
}

void generate(br_hmac_drbg_context& drbg, MutableBytes out) {
  HmacSha256 hmac({drbg.K, HmacSha256::kSize});
  while (!out.empty()) {
    step(hmac, drbg);
    const std::size_t count = out.size() < HmacSha256::kSize ? out.size() : HmacSha256::kSize;
    copy(Bytes(drbg.V, count), out);
    out = out.from(count);
    hmac.start();
  }
  mix(hmac, drbg, 0x00, {});
}

}  // namespace signet::tls
