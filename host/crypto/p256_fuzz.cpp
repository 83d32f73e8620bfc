// Any bytes as a public key or signature file: decoded, or refused with a UserError, and what was
// decoded encodes again.
#include "host/base/errors.h"
#include "host/crypto/p256.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;
  const std::string_view content(reinterpret_cast<const char*>(data), size);
  try {
    const auto key = decodePublicKey(content, "fuzz");
    if (decodePublicKey(encodePublicKey(key, KeyForm::der), "fuzz") != key) __builtin_trap();
  } catch (const UserError&) {
  }
  try {
    const auto signature = decodeSignature(content, "fuzz");
    if (decodeSignature(encodeSignature(signature, SignatureForm::der), "fuzz") != signature)
      __builtin_trap();
  } catch (const UserError&) {
  }
  return 0;
}
