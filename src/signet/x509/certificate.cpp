#include "signet/x509/certificate.h"

namespace signet::x509 {
namespace {

/// SubjectPublicKeyInfo of a P-256 key up to the X coordinate: always the same 27 bytes.
constexpr std::uint8_t kPublicKeyInfoPrefix[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48,
                                                 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48,
                                                 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04};

Result<DerElement> readTime(DerReader& reader) {
  SIGNET_ASSIGN(const DerElement time, reader.next());
  if (time.tag != der::kUtcTime && time.tag != der::kGeneralizedTime) return Status::badEncoding;
  return time;
}

Status parseValidity(Bytes validity, CertificateParts& parts) {
  DerReader reader(validity);
  SIGNET_ASSIGN(parts.notBefore, readTime(reader));
  SIGNET_ASSIGN(parts.notAfter, readTime(reader));
  return reader.atEnd() ? Status::ok : Status::badEncoding;
}

/// issuerUniqueID [1] and subjectUniqueID [2] are skipped; extensions are [3].
Status parseTail(DerReader& reader, CertificateParts& parts) {
  while (!reader.atEnd()) {
    SIGNET_ASSIGN(const DerElement element, reader.next());
    if (element.tag != der::context(3)) continue;
    DerReader inner(element.content);
    SIGNET_ASSIGN(const DerElement list, inner.next(der::kSequence));
    if (!inner.atEnd()) return Status::badEncoding;
    parts.extensions = list.content;
  }
  return Status::ok;
}

Status parseTbs(Bytes tbs, CertificateParts& parts) {
  DerReader reader(tbs);
  SIGNET_TRY(reader.next(der::context(0)).status());  // version
  SIGNET_ASSIGN(const DerElement serial, reader.next(der::kInteger));
  SIGNET_TRY(reader.next(der::kSequence).status());  // signature algorithm
  SIGNET_ASSIGN(const DerElement issuer, reader.next(der::kSequence));
  SIGNET_ASSIGN(const DerElement validity, reader.next(der::kSequence));
  SIGNET_ASSIGN(const DerElement subject, reader.next(der::kSequence));
  SIGNET_ASSIGN(const DerElement key, reader.next(der::kSequence));
  parts.serial = serial.content;
  parts.issuer = issuer.content;
  parts.subject = subject.content;
  parts.subjectName = subject.whole;
  parts.publicKeyInfo = key.whole;
  SIGNET_TRY(parseValidity(validity.content, parts));
  return parseTail(reader, parts);
}

}  // namespace

Result<CertificateParts> parseCertificate(Bytes certificate) {
  DerReader outer(certificate);
  SIGNET_ASSIGN(const DerElement whole, outer.next(der::kSequence));
  if (!outer.atEnd()) return Status::badEncoding;
  DerReader reader(whole.content);
  SIGNET_ASSIGN(const DerElement tbs, reader.next(der::kSequence));
  SIGNET_TRY(reader.next(der::kSequence).status());  // signature algorithm
  SIGNET_ASSIGN(const DerElement signature, reader.next(der::kBitString));
  if (!reader.atEnd()) return Status::badEncoding;
  CertificateParts parts;
  parts.tbs = tbs.whole;
  parts.signature = signature.content;
  SIGNET_TRY(parseTbs(tbs.content, parts));
  return parts;
}

Result<Bytes> pointOf(Bytes publicKeyInfo) {
  constexpr std::size_t kPrefix = sizeof kPublicKeyInfoPrefix;
  if (publicKeyInfo.size() != kPrefix + 64) return Status::badEncoding;
  if (!equal(publicKeyInfo.first(kPrefix), kPublicKeyInfoPrefix)) return Status::badEncoding;
  return publicKeyInfo.from(kPrefix);
}

Result<Bytes> findPoint(Bytes certificate) {
  constexpr std::size_t kSize = sizeof kPublicKeyInfoPrefix + 64;
  for (; certificate.size() >= kSize; certificate = certificate.from(1)) {
    const Result<Bytes> point = pointOf(certificate.first(kSize));
    if (point.ok()) return point;
  }
  return Status::badEncoding;
}

}  // namespace signet::x509
