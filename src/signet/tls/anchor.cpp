#include "signet/tls/anchor.h"

#include "signet/x509/certificate.h"

namespace signet::tls {
namespace {

namespace der = x509::der;

constexpr std::uint8_t kOidRsaEncryption[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01};

// BearSSL's structures are not const, but nothing in it writes to a trust anchor.
unsigned char* unconst(Bytes bytes) {
  return const_cast<unsigned char*>(bytes.data());
}

Bytes withoutLeadingZero(Bytes integer) {
  return integer.size() > 1 && integer[0] == 0 ? integer.from(1) : integer;
}

Status readRsaKey(Bytes bitString, br_x509_trust_anchor& anchor) {
  if (bitString.empty() || bitString[0] != 0) return Status::badEncoding;
  x509::DerReader outer(bitString.from(1));
  SIGNET_ASSIGN(const x509::DerElement key, outer.next(der::kSequence));
  x509::DerReader numbers(key.content);
  SIGNET_ASSIGN(const x509::DerElement modulus, numbers.next(der::kInteger));
  SIGNET_ASSIGN(const x509::DerElement exponent, numbers.next(der::kInteger));
  const Bytes n = withoutLeadingZero(modulus.content);
  const Bytes e = withoutLeadingZero(exponent.content);
  anchor.pkey.key_type = BR_KEYTYPE_RSA;
  anchor.pkey.key.rsa = {unconst(n), n.size(), unconst(e), e.size()};
  return Status::ok;
}

Status readKey(Bytes publicKeyInfo, br_x509_trust_anchor& anchor) {
  if (const Result<Bytes> point = x509::pointOf(publicKeyInfo); point.ok()) {
    anchor.pkey.key_type = BR_KEYTYPE_EC;
    // The point as BearSSL wants it begins with 04, the byte before X.
    anchor.pkey.key.ec = {BR_EC_secp256r1, unconst(*point) - 1, point->size() + 1};
    return Status::ok;
  }
  x509::DerReader outer(publicKeyInfo);
  SIGNET_ASSIGN(const x509::DerElement info, outer.next(der::kSequence));
  x509::DerReader parts(info.content);
  SIGNET_ASSIGN(const x509::DerElement algorithm, parts.next(der::kSequence));
  SIGNET_ASSIGN(const x509::DerElement bits, parts.next(der::kBitString));
  x509::DerReader identifier(algorithm.content);
  SIGNET_ASSIGN(const x509::DerElement oid, identifier.next(der::kOid));
  if (!equal(oid.content, kOidRsaEncryption)) return Status::notSupported;
  return readRsaKey(bits.content, anchor);
}

}  // namespace

Result<br_x509_trust_anchor> anchorFrom(Bytes certificate) {
  SIGNET_ASSIGN(const x509::CertificateParts parts, x509::parseCertificate(certificate));
  br_x509_trust_anchor anchor{};
  anchor.dn = {unconst(parts.subjectName), parts.subjectName.size()};
  anchor.flags = BR_X509_TA_CA;
  SIGNET_TRY(readKey(parts.publicKeyInfo, anchor));
  return anchor;
}

}  // namespace signet::tls
