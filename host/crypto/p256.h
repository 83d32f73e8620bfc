// P-256 public keys and ECDSA signatures in the forms that openssl reads and writes.
//
//     key         PEM or DER: SubjectPublicKeyInfo (RFC 5480)
//                 raw: 04 || X || Y, 65 bytes
//                 hex: the same as 130 digits
//     signature   DER: Ecdsa-Sig-Value (RFC 3279), or the same in Base64
//                 raw: R || S, 64 bytes
//                 hex: the same as 128 digits
#pragma once

#include <string>
#include <string_view>

#include "signet/atecc/types.h"
#include "signet/core/sha256.h"

namespace signet {

enum class KeyForm { pem, der, raw, hex };
enum class SignatureForm { der, base64, raw, hex };

/// Throws UserError (Exit::usage) that lists the forms.
KeyForm parseKeyForm(const std::string& name);
SignatureForm parseSignatureForm(const std::string& name);

/// The text forms end with a newline. Throws UserError (Exit::badAnswer) if the point is not on the curve.
std::string encodePublicKey(const atecc::PublicKey& key, KeyForm form);
std::string encodeSignature(const atecc::Signature& signature, SignatureForm form);

/// Any of the forms, found out from the content; of a key also X || Y without the 04, and a PEM certificate.
/// `name` names the source in the sentence. Throws UserError (Exit::badFile) that says what it is instead: a
/// private key, another curve, a point that is not on the curve, not a key at all.
atecc::PublicKey decodePublicKey(std::string_view content, const std::string& name);
atecc::Signature decodeSignature(std::string_view content, const std::string& name);

/// Verifies on this computer, without a chip.
bool verifyOnHost(const atecc::PublicKey& key, const Sha256Digest& digest, const atecc::Signature& signature);

}  // namespace signet
