// CertificateTemplate: one certificate of a product, and where in it lies what differs from device to device.
//
//     // once, on a PC or at start-up, from any certificate of the product:
//     Result<CertificateTemplate> t = CertificateTemplate::analyse(sample, {.signerId = 0x2C00});
//     // on the device:
//     Result<Bytes> certificate = t->rebuild(compressed, inputs, {sha256, sha1}, buffer);
//
// The variable places: serial number, both dates, public key, key identifiers of subject and authority, the
// signer ID as four hexadecimal digits at the end of issuer and subject, the chip's serial number as 18
// hexadecimal digits in the subject, and the signature with its varying length.
#pragma once

#include <cstddef>
#include <cstdint>

#include "signet/core/bytes.h"
#include "signet/core/sha1.h"
#include "signet/core/sha256.h"
#include "signet/core/status.h"
#include "signet/x509/compressed.h"

namespace signet::x509 {

/// A run of bytes within the sample; length 0: the certificate has no such place.
struct Field {
  std::uint16_t offset = 0;
  std::uint16_t length = 0;
  bool present() const { return length != 0; }
};

/// What the sample was made with, so that it can be found again in there.
struct TemplateHints {
  std::uint16_t signerId = 0;
  atecc::SerialNumber chipSerial{};  ///< all zero: do not look for it in the subject
};

/// What a device knows of itself.
struct RebuildInputs {
  SerialInputs serial;         ///< its publicKey is the certificate's own
  atecc::PublicKey authority;  ///< the issuer's, for the AuthorityKeyIdentifier
};

struct CertificateHashes {
  Sha256& sha256;
  Sha1& sha1;
};

class CertificateTemplate {
 public:
  /// Finds the variable places. The sample is not copied and must outlive the template.
  /// badEncoding: not an X.509 certificate with a P-256 key and an ecdsa-with-SHA256 signature, or shorter
  /// than 256 bytes (the outer length must take two bytes).
  static Result<CertificateTemplate> analyse(Bytes sample, const TemplateHints& hints);

  /// The most bytes a certificate of this template can have.
  std::size_t largest() const;

  /// The whole certificate, a view into `out`.
  ///   bufferTooSmall  out.size() < largest()
  ///   notEncodable    the serial number's source gives another length than the template has
  ///   badEncoding     dates that do not exist, or that the template's form cannot express
  Result<Bytes> rebuild(const CompressedCertificate& compressed, const RebuildInputs& inputs,
                        CertificateHashes hashes, MutableBytes out) const;

  /// The opposite: what has to be stored for `certificate`, an X.509 certificate of this product. `identity`
  /// gives signer ID, template ID, chain ID, serial number source and format version; its signature and dates
  /// are ignored. It is rebuilt in `scratch` (largest() bytes) and compared byte for byte.
  ///   notEncodable    it cannot be rebuilt exactly: it is not of this template, or the inputs are not its own
  ///   badEncoding     not an X.509 certificate
  ///   bufferTooSmall  scratch.size() < largest()
  Result<CompressedCertificate> compress(Bytes certificate, const CompressedCertificate& identity,
                                         const RebuildInputs& inputs, CertificateHashes hashes,
                                         MutableBytes scratch) const;

  const Field& publicKeyField() const { return publicKey_; }
  const Field& serialField() const { return serial_; }

 private:
  void locateNames(Bytes issuer, Bytes subject, const TemplateHints& hints);
  Status locateExtensions(Bytes extensions);
  Field fieldOf(Bytes part) const;

  void patch(const Field& field, Bytes value, MutableBytes out) const;
  void patchKeyId(const Field& field, const atecc::PublicKey& key, Sha1& sha1, MutableBytes out) const;
  void patchHex(const Field& field, Bytes value, MutableBytes out) const;
  Status patchDates(const CompressedCertificate& compressed, MutableBytes out) const;

  Bytes sample_;
  std::uint16_t tbsEnd_ = 0;  ///< where the signature algorithm begins
  Field serial_, notBefore_, notAfter_, publicKey_, subjectKeyId_, authorityKeyId_;
  Field issuerSignerId_, subjectSignerId_, subjectChipSerial_;
  DateForm notBeforeForm_ = DateForm::utcTime;
  DateForm notAfterForm_ = DateForm::utcTime;
};

}  // namespace signet::x509
