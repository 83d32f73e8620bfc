// A handshake without the chip, as devices do it that have none. The private key is that of RFC 6979, A.2.5:
// everybody knows it, so nothing is secure with it but a measurement.
#include "firmware/common/curves.h"

namespace signet::firmware {
namespace {

constexpr std::uint8_t kKnownKey[] = {0xC9, 0xAF, 0xA9, 0xD8, 0x45, 0xBA, 0x75, 0x16, 0x6B, 0x5C, 0x21,
                                      0x57, 0x67, 0xB1, 0xD6, 0x93, 0x4E, 0x50, 0xC3, 0xDB, 0x36, 0xE8,
                                      0x9B, 0x12, 0x7B, 0x8A, 0x62, 0x2B, 0x12, 0x0F, 0x67, 0x21};

class KnownKey final : public x509::Signer {
 private:
  Result<atecc::PublicKey> doPublicKey() override {
    std::uint8_t point[65];
    br_ec_p256_m15.mulgen(point, kKnownKey, sizeof kKnownKey, BR_EC_secp256r1);
    atecc::PublicKey key;
    copy(Bytes(point).from(1), key.bytes);
    return key;
  }
  Result<atecc::Signature> doSign(const atecc::Digest& digest) override {
    const br_ec_private_key key{BR_EC_secp256r1, const_cast<std::uint8_t*>(kKnownKey), sizeof kKnownKey};
    atecc::Signature signature;
    const std::size_t size = br_ecdsa_i15_sign_raw(&br_ec_p256_m15, &br_sha256_vtable, digest.data(), &key,
                                                   signature.bytes.data());
    if (size != signature.bytes.size()) return Status::invalidArgument;
    return signature;
  }
};

KnownKey knownKey;

}  // namespace

Curves curves() {
  return {{tls::Where::software, tls::Where::software},
          {&br_ec_p256_m15, &br_ecdsa_i15_vrfy_asn1, nullptr},
          &knownKey};
}

}  // namespace signet::firmware
