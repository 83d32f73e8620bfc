// Certificate signing request (PKCS #10, RFC 2986), written into a caller's buffer and signed in the chip.
//
//     const NameAttribute subject[] = {{Attribute::commonName, "sensor-0123"}};
//     std::array<std::uint8_t, kCsrSize> buffer;
//     Result<Bytes> csr = writeCsr({subject}, signer, sha256, buffer);     // DER
#pragma once

#include <cstddef>
#include <cstdint>

#include "signet/core/bytes.h"
#include "signet/core/sha256.h"
#include "signet/core/status.h"
#include "signet/x509/name.h"
#include "signet/x509/signer.h"

namespace signet::x509 {

/// Bits of KeyUsage as RFC 5280, section 4.2.1.3 numbers them, most significant first.
enum KeyUsage : std::uint16_t {
  digitalSignature = 0x8000,
  nonRepudiation = 0x4000,
  keyEncipherment = 0x2000,
  dataEncipherment = 0x1000,
  keyAgreement = 0x0800,
  keyCertSign = 0x0400,
  crlSign = 0x0200,
};

/// What the request asks for. Everything is the caller's and must outlive the call.
struct CsrRequest {
  Span<const NameAttribute> subject;  ///< in the order in which they are to appear; may be empty
  Span<const AltName> altNames;       ///< no extension when empty
  std::uint16_t keyUsage = 0;         ///< no extension when 0
  bool clientAuth = false;            ///< ExtendedKeyUsage id-kp-clientAuth
};

/// Enough for a subject with a common name and an organisation, two alternative names and all extensions.
constexpr std::size_t kCsrSize = 640;

/// The request in DER: a view into `buffer`.
///   invalidArgument   an attribute or alternative name that cannot be encoded (checkAttribute, checkAltName)
///   bufferTooSmall    `buffer` cannot hold it
///   and what the signer returns
Result<Bytes> writeCsr(const CsrRequest& request, Signer& signer, Sha256& sha256, MutableBytes buffer);

/// SubjectPublicKeyInfo of a P-256 key (RFC 5480), 91 bytes.
void writePublicKeyInfo(DerWriter& writer, const atecc::PublicKey& key);
/// AlgorithmIdentifier ecdsa-with-SHA256 (RFC 5758).
void writeEcdsaWithSha256(DerWriter& writer);
/// BIT STRING with Ecdsa-Sig-Value (RFC 3279, section 2.2.3).
void writeSignature(DerWriter& writer, const atecc::Signature& signature);
/// The Ecdsa-Sig-Value itself, as TLS carries it.
void writeSignaturePair(DerWriter& writer, const atecc::Signature& signature);
/// The opposite: R and S from the content of such a BIT STRING. badEncoding.
Result<atecc::Signature> readSignature(Bytes bitStringContent);
/// From the Ecdsa-Sig-Value itself. badEncoding.
Result<atecc::Signature> readSignaturePair(Bytes ecdsaSigValue);

}  // namespace signet::x509
