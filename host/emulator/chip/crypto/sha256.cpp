// OpenSSL 3 calls its direct SHA-256 functions deprecated in favour of EVP. They stay in use here because
// their context is a plain value: a chip, with a hash half done, may be copied; and a short hash costs a
// fifth of what it does through EVP.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

#include "host/emulator/chip/crypto/crypto.h"

namespace signet::emulator {

namespace {

constexpr std::size_t kBlockSize = 64;

Sha256Context keyedContext(ByteSpan key, std::uint8_t pad) {
  SIGNET_CHECK(key.size() <= kBlockSize);
  SecretBytes<kBlockSize> block;
  std::copy(key.begin(), key.end(), block.begin());
  for (auto& byte : block) byte ^= pad;
  Sha256Context context;
  context.update(block);
  return context;
}

}  // namespace

Sha256Context::Sha256Context() {
  SHA256_Init(&state_);
}

Sha256Context::~Sha256Context() {
  secureZero({reinterpret_cast<std::uint8_t*>(&state_), sizeof state_});
}

void Sha256Context::update(ByteSpan data) {
  SHA256_Update(&state_, data.data(), data.size());
}

Digest Sha256Context::finish() {
  Digest digest;
  SHA256_Final(digest.data(), &state_);
  return digest;
}

HmacContext::HmacContext(ByteSpan key) : inner_(keyedContext(key, 0x36)), outer_(keyedContext(key, 0x5c)) {}

Digest HmacContext::finish() {
  outer_.update(inner_.finish());
  return outer_.finish();
}

Digest sha256(std::initializer_list<ByteSpan> parts) {
  Sha256Context context;
  for (const ByteSpan part : parts) context.update(part);
  return context.finish();
}

Digest hmacSha256(ByteSpan key, ByteSpan message) {
  HmacContext context(key);
  context.update(message);
  return context.finish();
}

}  // namespace signet::emulator
