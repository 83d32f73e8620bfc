#include "host/crypto/p256.h"

#include <fmt/format.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "host/base/encoding.h"
#include "host/base/errors.h"
#include "host/crypto/openssl.h"
#include "host/crypto/openssl_key.h"

namespace signet {
namespace {

constexpr std::size_t kCoordinate = 32;
constexpr std::uint8_t kUncompressed = 0x04;

using Key = std::unique_ptr<EVP_PKEY, OpensslFree<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, OpensslFree<EVP_PKEY_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, OpensslFree<BN_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, OpensslFree<ECDSA_SIG_free>>;
using Certificate = std::unique_ptr<X509, OpensslFree<X509_free>>;

std::array<std::uint8_t, 65> pointOf(const atecc::PublicKey& key) {
  std::array<std::uint8_t, 65> point{kUncompressed};
  std::copy(key.bytes.begin(), key.bytes.end(), point.begin() + 1);
  return point;
}

std::string encodeWithOpenssl(const atecc::PublicKey& key, KeyForm form) {
  const auto opensslsKey = opensslKey(key);
  const Bio bio(BIO_new(BIO_s_mem()));
  const bool written =
      opensslsKey && (form == KeyForm::pem ? PEM_write_bio_PUBKEY(bio.get(), opensslsKey.get())
                                           : i2d_PUBKEY_bio(bio.get(), opensslsKey.get())) == 1;
  if (!written) {
    throw UserError(Exit::badAnswer, "The public key is not a point on the curve P-256.",
                    "Read it again; if it stays so, the slot does not hold a key.");
  }
  return contentOf(bio);
}

/// A public key that OpenSSL can read: SubjectPublicKeyInfo as PEM or DER, or the one in a PEM certificate.
Key readOpensslKey(std::string_view content) {
  const Bio bio(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
  if (content.find("-----BEGIN CERTIFICATE-----") != std::string_view::npos) {
    const Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    return Key(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
  }
  if (content.find("-----BEGIN") != std::string_view::npos) {
    return Key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  }
  return Key(d2i_PUBKEY_bio(bio.get(), nullptr));
}

/// 04 || X || Y or X || Y.
std::optional<atecc::PublicKey> readPoint(Bytes bytes) {
  if (bytes.size() == 65 && bytes[0] == kUncompressed) bytes = bytes.from(1);
  if (bytes.size() != 64) return {};
  atecc::PublicKey key;
  copy(bytes, key.bytes);
  return key;
}

UserError notAKey(std::string_view content, const std::string& name) {
  const char* next =
      "Give a P-256 public key: PEM or DER as `signet key show` and openssl write it, or raw or hex.";
  if (content.find("PRIVATE KEY-----") != std::string_view::npos) {
    return {Exit::badFile, name + " holds a private key; a public key is needed.",
            fmt::format("Take its public half: openssl pkey -in {} -pubout.", name)};
  }
  return {Exit::badFile, name + " is not a public key.", next};
}

bool setCoordinates(ECDSA_SIG* out, const atecc::Signature& signature) {
  Number r(BN_bin2bn(signature.bytes.data(), kCoordinate, nullptr));
  Number s(BN_bin2bn(signature.bytes.data() + kCoordinate, kCoordinate, nullptr));
  return ECDSA_SIG_set0(out, r.release(), s.release()) == 1;
}

std::vector<std::uint8_t> derOf(const atecc::Signature& signature) {
  const EcdsaSignature opensslSignature(ECDSA_SIG_new());
  SIGNET_CHECK(opensslSignature && setCoordinates(opensslSignature.get(), signature));
  std::vector<std::uint8_t> der(static_cast<std::size_t>(i2d_ECDSA_SIG(opensslSignature.get(), nullptr)));
  std::uint8_t* end = der.data();
  i2d_ECDSA_SIG(opensslSignature.get(), &end);
  return der;
}

std::optional<atecc::Signature> readDer(Bytes bytes) {
  const std::uint8_t* at = bytes.data();
  const EcdsaSignature parsed(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(bytes.size())));
  if (!parsed || at != bytes.end()) return {};
  atecc::Signature signature;
  std::uint8_t* out = signature.bytes.data();
  const bool fits = BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), out, kCoordinate) >= 0 &&
                    BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), out + kCoordinate, kCoordinate) >= 0;
  if (!fits) return {};
  return signature;
}

/// DER is tried first: a short one may be 64 bytes long too, but 64 bytes of R || S are never well-formed
/// DER by chance.
std::optional<atecc::Signature> readSignature(Bytes bytes) {
  if (const auto signature = readDer(bytes)) return signature;
  atecc::Signature signature;
  if (bytes.size() != signature.bytes.size()) return {};
  copy(bytes, signature.bytes);
  return signature;
}

}  // namespace

KeyForm parseKeyForm(const std::string& name) {
  if (name == "pem") return KeyForm::pem;
  if (name == "der") return KeyForm::der;
  if (name == "raw") return KeyForm::raw;
  if (name == "hex") return KeyForm::hex;
  throw usageError(fmt::format("There is no key format \"{}\".", name), "Use pem, der, raw or hex.");
}

SignatureForm parseSignatureForm(const std::string& name) {
  if (name == "der") return SignatureForm::der;
  if (name == "base64") return SignatureForm::base64;
  if (name == "raw") return SignatureForm::raw;
  if (name == "hex") return SignatureForm::hex;
  throw usageError(fmt::format("There is no signature format \"{}\".", name), "Use der, base64, raw or hex.");
}

std::string encodePublicKey(const atecc::PublicKey& key, KeyForm form) {
  switch (form) {
    case KeyForm::raw: return textOf(pointOf(key));
    case KeyForm::hex: return hexOf(pointOf(key)) + "\n";
    default: return encodeWithOpenssl(key, form);
  }
}

std::string encodeSignature(const atecc::Signature& signature, SignatureForm form) {
  switch (form) {
    case SignatureForm::raw: return textOf(signature.bytes);
    case SignatureForm::hex: return hexOf(signature.bytes) + "\n";
    case SignatureForm::base64: return base64Of(derOf(signature)) + "\n";
    case SignatureForm::der: break;
  }
  return textOf(derOf(signature));
}

atecc::PublicKey decodePublicKey(std::string_view content, const std::string& name) {
  std::optional<atecc::PublicKey> key = readPoint(bytesOf(content));
  if (const auto bytes = parseHex(content); !key && bytes) key = readPoint(*bytes);
  if (!key) {
    const Key read = readOpensslKey(content);
    if (!read) throw notAKey(content, name);
    if (!isP256(read.get())) {
      throw UserError(Exit::badFile,
                      name + " holds a key of another kind; the chip knows only the curve P-256.",
                      "Give a P-256 key (openssl calls the curve prime256v1).");
    }
    key = coordinatesOf(read.get());
  }
  if (!key || !opensslKey(*key)) {
    throw UserError(Exit::badFile, name + " does not hold a point on the curve P-256.",
                    "Check that the file is whole and the key is of the curve P-256.");
  }
  return *key;
}

atecc::Signature decodeSignature(std::string_view content, const std::string& name) {
  if (const auto signature = readSignature(bytesOf(content))) return *signature;
  for (const auto& bytes : {parseHex(content), parseBase64(content)}) {
    if (!bytes) continue;
    if (const auto signature = readSignature(*bytes)) return *signature;
  }
  throw UserError(Exit::badFile, name + " is not a P-256 signature.",
                  "Give one as `signet sign` and openssl write it: DER, its Base64, 64 raw bytes, or hex.");
}

bool verifyOnHost(const atecc::PublicKey& key, const Sha256Digest& digest,
                  const atecc::Signature& signature) {
  const auto opensslsKey = opensslKey(key);
  if (!opensslsKey) return false;
  const KeyContext context(EVP_PKEY_CTX_new(opensslsKey.get(), nullptr));
  const std::vector<std::uint8_t> der = derOf(signature);
  return EVP_PKEY_verify_init(context.get()) == 1 &&
         EVP_PKEY_verify(context.get(), der.data(), der.size(), digest.data(), digest.size()) == 1;
}

}  // namespace signet
