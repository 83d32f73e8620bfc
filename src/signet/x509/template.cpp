#include "signet/x509/template.h"

#include "signet/x509/certificate.h"
#include "signet/x509/csr.h"

namespace signet::x509 {
namespace {

constexpr std::uint8_t kOidSubjectKeyId[] = {0x55, 0x1D, 0x0E};
constexpr std::uint8_t kOidAuthorityKeyId[] = {0x55, 0x1D, 0x23};
constexpr std::size_t kKeyIdSize = 20;  // SHA-1
/// 30 82 hh ll: the outer header of every certificate of 256 bytes and more.
constexpr std::size_t kOuterHeader = 4;
/// BIT STRING, unused bits, SEQUENCE, two INTEGERs of at most 33 bytes.
constexpr std::size_t kLargestSignature = 2 + 1 + 2 + 2 * (2 + 33);
/// AlgorithmIdentifier ecdsa-with-SHA256.
constexpr std::size_t kAlgorithmSize = 12;

std::uint8_t hexDigit(unsigned value) {
  return static_cast<std::uint8_t>(value < 10 ? '0' + value : 'A' + value - 10);
}

bool isHexOf(const std::uint8_t* text, Bytes value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (text[2 * i] != hexDigit(value[i] >> 4) || text[2 * i + 1] != hexDigit(value[i] & 15)) return false;
  }
  return true;
}

/// The last place in `where` that reads as `value` in upper-case hexadecimal.
Bytes findHex(Bytes where, Bytes value) {
  const std::size_t length = 2 * value.size();
  for (std::size_t end = where.size(); end >= length; --end) {
    if (isHexOf(where.data() + end - length, value)) return where.subspan(end - length, length);
  }
  return {};
}

bool isSet(Bytes bytes) {
  for (const std::uint8_t byte : bytes) {
    if (byte != 0) return true;
  }
  return false;
}

DateForm formOf(const DerElement& time) {
  return time.tag == der::kUtcTime ? DateForm::utcTime : DateForm::generalizedTime;
}

/// The 20-byte key identifier within the value of one of the two extensions; empty if it has another form.
Result<Bytes> keyIdOf(Bytes value, bool authority) {
  DerReader reader(value);
  if (!authority) {
    SIGNET_ASSIGN(const DerElement id, reader.next(der::kOctetString));
    return id.content;
  }
  SIGNET_ASSIGN(const DerElement sequence, reader.next(der::kSequence));
  DerReader inner(sequence.content);
  if (inner.peekTag() != der::contextPrimitive(0)) return Bytes();
  SIGNET_ASSIGN(const DerElement id, inner.next());
  return id.content;
}

/// The value of an extension: after the OID an optional BOOLEAN, then the OCTET STRING.
Result<Bytes> extensionValue(DerReader& extension) {
  if (extension.peekTag() == der::kBoolean) SIGNET_TRY(extension.next().status());
  SIGNET_ASSIGN(const DerElement value, extension.next(der::kOctetString));
  return value.content;
}

}  // namespace

Field CertificateTemplate::fieldOf(Bytes part) const {
  if (part.empty()) return {};
  return {static_cast<std::uint16_t>(part.data() - sample_.data()), static_cast<std::uint16_t>(part.size())};
}

Status CertificateTemplate::locateExtensions(Bytes extensions) {
  DerReader reader(extensions);
  while (!reader.atEnd()) {
    SIGNET_ASSIGN(const DerElement extension, reader.next(der::kSequence));
    DerReader inner(extension.content);
    SIGNET_ASSIGN(const DerElement oid, inner.next(der::kOid));
    const bool authority = equal(oid.content, kOidAuthorityKeyId);
    if (!authority && !equal(oid.content, kOidSubjectKeyId)) continue;
    SIGNET_ASSIGN(const Bytes value, extensionValue(inner));
    SIGNET_ASSIGN(const Bytes id, keyIdOf(value, authority));
    if (id.size() == kKeyIdSize) (authority ? authorityKeyId_ : subjectKeyId_) = fieldOf(id);
  }
  return Status::ok;
}

void CertificateTemplate::locateNames(Bytes issuer, Bytes subject, const TemplateHints& hints) {
  const std::uint8_t signer[] = {static_cast<std::uint8_t>(hints.signerId >> 8),
                                 static_cast<std::uint8_t>(hints.signerId)};
  // Only at the very end of the name: four digits elsewhere are part of a text.
  const auto atEnd = [&](Bytes name) {
    return name.size() >= 4 && isHexOf(name.end() - 4, signer) ? fieldOf(name.last(4)) : Field{};
  };
  issuerSignerId_ = atEnd(issuer);
  if (isSet(hints.chipSerial)) subjectChipSerial_ = fieldOf(findHex(subject, hints.chipSerial));
  if (!subjectChipSerial_.present()) subjectSignerId_ = atEnd(subject);
}

Result<CertificateTemplate> CertificateTemplate::analyse(Bytes sample, const TemplateHints& hints) {
  if (sample.size() > 0xFFFF || sample.size() < 256 + kOuterHeader || sample[1] != 0x82)
    return Status::badEncoding;
  SIGNET_ASSIGN(const CertificateParts parts, parseCertificate(sample));
  SIGNET_TRY(readSignature(parts.signature).status());
  SIGNET_ASSIGN(const Bytes point, pointOf(parts.publicKeyInfo));

  CertificateTemplate t;
  t.sample_ = sample;
  t.tbsEnd_ = static_cast<std::uint16_t>(parts.tbs.end() - sample.data());
  t.serial_ = t.fieldOf(parts.serial);
  t.notBefore_ = t.fieldOf(parts.notBefore.content);
  t.notAfter_ = t.fieldOf(parts.notAfter.content);
  t.notBeforeForm_ = formOf(parts.notBefore);
  t.notAfterForm_ = formOf(parts.notAfter);
  t.publicKey_ = t.fieldOf(point);
  t.locateNames(parts.issuer, parts.subject, hints);
  SIGNET_TRY(t.locateExtensions(parts.extensions));
  return t;
}

std::size_t CertificateTemplate::largest() const {
  return tbsEnd_ + kAlgorithmSize + kLargestSignature;
}

void CertificateTemplate::patch(const Field& field, Bytes value, MutableBytes out) const {
  if (field.present()) copy(value, out.subspan(field.offset, field.length));
}

void CertificateTemplate::patchKeyId(const Field& field, const atecc::PublicKey& key, Sha1& sha1,
                                     MutableBytes out) const {
  std::uint8_t point[65] = {0x04};
  copy(key.bytes, MutableBytes(point).from(1));
  patch(field, sha1.digestOf(point), out);
}

void CertificateTemplate::patchHex(const Field& field, Bytes value, MutableBytes out) const {
  if (!field.present()) return;
  std::uint8_t* text = out.data() + field.offset;
  for (const std::uint8_t byte : value) {
    *text++ = hexDigit(byte >> 4);
    *text++ = hexDigit(byte & 15);
  }
}

Status CertificateTemplate::patchDates(const CompressedCertificate& compressed, MutableBytes out) const {
  SIGNET_ASSIGN(const Validity validity, decodeDates(compressed.dates, compressed.formatVersion));
  SIGNET_ASSIGN(const Date end, x509::notAfter(validity, notAfterForm_));
  const bool fits =
      writeDate(validity.notBefore, notBeforeForm_, out.subspan(notBefore_.offset, notBefore_.length)) ==
          Status::ok &&
      writeDate(end, notAfterForm_, out.subspan(notAfter_.offset, notAfter_.length)) == Status::ok;
  return fits ? Status::ok : Status::badEncoding;
}

Result<Bytes> CertificateTemplate::rebuild(const CompressedCertificate& compressed,
                                           const RebuildInputs& inputs, CertificateHashes hashes,
                                           MutableBytes out) const {
  if (out.size() < largest()) return Status::bufferTooSmall;
  copy(sample_.first(tbsEnd_), out);
  SIGNET_TRY(patchDates(compressed, out));
  SIGNET_TRY(
      makeSerial(compressed, inputs.serial, hashes.sha256, out.subspan(serial_.offset, serial_.length)));
  patch(publicKey_, inputs.serial.publicKey.bytes, out);
  patchKeyId(subjectKeyId_, inputs.serial.publicKey, hashes.sha1, out);
  patchKeyId(authorityKeyId_, inputs.authority, hashes.sha1, out);
  const std::uint8_t signer[] = {static_cast<std::uint8_t>(compressed.signerId >> 8),
                                 static_cast<std::uint8_t>(compressed.signerId)};
  patchHex(issuerSignerId_, signer, out);
  patchHex(subjectSignerId_, signer, out);
  patchHex(subjectChipSerial_, inputs.serial.chipSerial, out);

  DerWriter tail(out.from(tbsEnd_));
  writeEcdsaWithSha256(tail);
  writeSignature(tail, compressed.signature);
  SIGNET_ASSIGN(const Bytes signature, tail.finish());
  const std::size_t size = tbsEnd_ + signature.size();
  out[2] = static_cast<std::uint8_t>((size - kOuterHeader) >> 8);
  out[3] = static_cast<std::uint8_t>(size - kOuterHeader);
  return Bytes(out.first(size));
}

Result<CompressedCertificate> CertificateTemplate::compress(Bytes certificate,
                                                            const CompressedCertificate& identity,
                                                            const RebuildInputs& inputs,
                                                            CertificateHashes hashes,
                                                            MutableBytes scratch) const {
  SIGNET_ASSIGN(const CertificateParts parts, parseCertificate(certificate));
  CompressedCertificate compressed = identity;
  SIGNET_ASSIGN(compressed.signature, readSignature(parts.signature));
  Validity validity;
  SIGNET_ASSIGN(validity.notBefore, readDate(parts.notBefore.content, formOf(parts.notBefore)));
  SIGNET_ASSIGN(const Date end, readDate(parts.notAfter.content, formOf(parts.notAfter)));
  const bool endless = end == endOfTime(formOf(parts.notAfter));
  if (!endless && end.year < validity.notBefore.year) return Status::notEncodable;
  const unsigned years = endless ? 0U : end.year - validity.notBefore.year + 0U;
  if (years > 127) return Status::notEncodable;
  validity.years = static_cast<std::uint8_t>(years);
  SIGNET_ASSIGN(compressed.dates, encodeDates(validity, compressed.formatVersion));

  // A compression is right if the rebuilt certificate is the same.
  const Result<Bytes> rebuilt = rebuild(compressed, inputs, hashes, scratch);
  if (rebuilt.status() == Status::bufferTooSmall) return Status::bufferTooSmall;
  if (!rebuilt.ok() || !equal(*rebuilt, certificate)) return Status::notEncodable;
  return compressed;
}

}  // namespace signet::x509
