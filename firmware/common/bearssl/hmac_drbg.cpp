// Takes the place of BearSSL's src/rand/hmac_drbg.c in firmware (cmake/FirmwareLibraries.cmake): the engine
// calls these by name, on its way down to the deepest point of the stack. SHA-256 is the only hash function
// that tls::Client gives the engine.
#include "signet/core/bytes.h"
#include "signet/tls/hmac.h"

using signet::Bytes;
using signet::MutableBytes;

extern "C" {

void br_hmac_drbg_init(br_hmac_drbg_context* context, const br_hash_class* hash, const void* seed,
                       size_t size) {
  SIGNET_CHECK(hash == &br_sha256_vtable);
  signet::tls::initDrbg(*context, Bytes(static_cast<const std::uint8_t*>(seed), size));
}

void br_hmac_drbg_update(br_hmac_drbg_context* context, const void* seed, size_t size) {
  signet::tls::updateDrbg(*context, Bytes(static_cast<const std::uint8_t*>(seed), size));
}

void br_hmac_drbg_generate(br_hmac_drbg_context* context, void* out, size_t size) {
  signet::tls::generate(*context, MutableBytes(static_cast<std::uint8_t*>(out), size));
}

const br_prng_class br_hmac_drbg_vtable = {
    sizeof(br_hmac_drbg_context),
    [](const br_prng_class** context, const void* hash, const void* seed, size_t size) {
      br_hmac_drbg_init(reinterpret_cast<br_hmac_drbg_context*>(context),
                        static_cast<const br_hash_class*>(hash), seed, size);
    },
    [](const br_prng_class** context, void* out, size_t size) {
      br_hmac_drbg_generate(reinterpret_cast<br_hmac_drbg_context*>(context), out, size);
    },
    [](const br_prng_class** context, const void* seed, size_t size) {
      br_hmac_drbg_update(reinterpret_cast<br_hmac_drbg_context*>(context), seed, size);
    }};
}
