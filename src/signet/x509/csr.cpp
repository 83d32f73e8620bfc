#include "signet/x509/csr.h"

namespace signet::x509 {
namespace {

// Content octets of the object identifiers used here.
constexpr std::uint8_t kOidEcPublicKey[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01};
constexpr std::uint8_t kOidPrime256v1[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07};
constexpr std::uint8_t kOidEcdsaWithSha256[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02};
constexpr std::uint8_t kOidExtensionRequest[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x0E};
constexpr std::uint8_t kOidSubjectAltName[] = {0x55, 0x1D, 0x11};
constexpr std::uint8_t kOidKeyUsage[] = {0x55, 0x1D, 0x0F};
constexpr std::uint8_t kOidExtKeyUsage[] = {0x55, 0x1D, 0x25};
constexpr std::uint8_t kOidClientAuth[] = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02};
constexpr std::uint8_t kTrue[] = {0xFF};
constexpr std::uint8_t kVersion1[] = {0x00};

/// NamedBitList: trailing zero bits are left out (X.690, section 11.2.2).
void writeKeyUsageBits(DerWriter& writer, std::uint16_t usage) {
  unsigned unused = 0;
  while (((usage >> unused) & 1) == 0) ++unused;
  const bool oneByte = unused >= 8;
  const auto bits = writer.begin(der::kBitString);
  writer.byte(static_cast<std::uint8_t>(oneByte ? unused - 8 : unused));
  writer.byte(static_cast<std::uint8_t>(usage >> 8));
  if (!oneByte) writer.byte(static_cast<std::uint8_t>(usage));
  writer.end(bits);
}

template <typename Body>
void writeExtension(DerWriter& writer, Bytes oid, bool critical, Body body) {
  const auto extension = writer.begin(der::kSequence);
  writer.element(der::kOid, oid);
  if (critical) writer.element(der::kBoolean, kTrue);
  const auto value = writer.begin(der::kOctetString);
  body();
  writer.end(value);
  writer.end(extension);
}

void writeExtensions(DerWriter& writer, const CsrRequest& request) {
  const auto extensions = writer.begin(der::kSequence);
  if (request.keyUsage != 0) {
    writeExtension(writer, kOidKeyUsage, true, [&] { writeKeyUsageBits(writer, request.keyUsage); });
  }
  if (request.clientAuth) {
    writeExtension(writer, kOidExtKeyUsage, false, [&] {
      const auto usages = writer.begin(der::kSequence);
      writer.element(der::kOid, kOidClientAuth);
      writer.end(usages);
    });
  }
  if (!request.altNames.empty()) {
    writeExtension(writer, kOidSubjectAltName, false, [&] { writeAltNames(writer, request.altNames); });
  }
  writer.end(extensions);
}

/// [0] attributes, with extensionRequest (PKCS #9) when there is any extension to ask for.
void writeAttributes(DerWriter& writer, const CsrRequest& request) {
  const auto attributes = writer.begin(der::context(0));
  if (request.keyUsage != 0 || request.clientAuth || !request.altNames.empty()) {
    const auto attribute = writer.begin(der::kSequence);
    writer.element(der::kOid, kOidExtensionRequest);
    const auto values = writer.begin(der::kSet);
    writeExtensions(writer, request);
    writer.end(values);
    writer.end(attribute);
  }
  writer.end(attributes);
}

Status check(const CsrRequest& request) {
  for (const NameAttribute& attribute : request.subject) SIGNET_TRY(checkAttribute(attribute));
  for (const AltName& name : request.altNames) SIGNET_TRY(checkAltName(name));
  return (request.keyUsage & 0x01FF) == 0 ? Status::ok : Status::invalidArgument;
}

}  // namespace

void writePublicKeyInfo(DerWriter& writer, const atecc::PublicKey& key) {
  const auto info = writer.begin(der::kSequence);
  const auto algorithm = writer.begin(der::kSequence);
  writer.element(der::kOid, kOidEcPublicKey);
  writer.element(der::kOid, kOidPrime256v1);
  writer.end(algorithm);
  const auto point = writer.begin(der::kBitString);
  writer.byte(0);     // unused bits
  writer.byte(0x04);  // uncompressed point
  writer.raw(key.bytes);
  writer.end(point);
  writer.end(info);
}

void writeEcdsaWithSha256(DerWriter& writer) {
  const auto algorithm = writer.begin(der::kSequence);
  writer.element(der::kOid, kOidEcdsaWithSha256);
  writer.end(algorithm);
}

void writeSignaturePair(DerWriter& writer, const atecc::Signature& signature) {
  const Bytes bytes(signature.bytes);
  const auto pair = writer.begin(der::kSequence);
  writer.unsignedInteger(bytes.first(32));
  writer.unsignedInteger(bytes.last(32));
  writer.end(pair);
}

void writeSignature(DerWriter& writer, const atecc::Signature& signature) {
  const auto bits = writer.begin(der::kBitString);
  writer.byte(0);  // unused bits
  writeSignaturePair(writer, signature);
  writer.end(bits);
}

namespace {

/// A non-negative INTEGER of at most 32 bytes, in its shortest form, into the right end of `out`.
Status readScalar(DerReader& reader, MutableBytes out) {
  SIGNET_ASSIGN(const DerElement integer, reader.next(der::kInteger));
  Bytes value = integer.content;
  if (value.empty() || (value[0] & 0x80) != 0) return Status::badEncoding;
  if (value[0] == 0 && value.size() > 1) {
    if ((value[1] & 0x80) == 0) return Status::badEncoding;
    value = value.from(1);
  }
  if (value.size() > out.size()) return Status::badEncoding;
  copy(value, out.last(value.size()));
  return Status::ok;
}

}  // namespace

Result<atecc::Signature> readSignaturePair(Bytes ecdsaSigValue) {
  DerReader outer(ecdsaSigValue);
  SIGNET_ASSIGN(const DerElement pair, outer.next(der::kSequence));
  DerReader numbers(pair.content);
  atecc::Signature signature;
  SIGNET_TRY(readScalar(numbers, MutableBytes(signature.bytes).first(32)));
  SIGNET_TRY(readScalar(numbers, MutableBytes(signature.bytes).last(32)));
  if (!numbers.atEnd() || !outer.atEnd()) return Status::badEncoding;
  return signature;
}

Result<atecc::Signature> readSignature(Bytes bitStringContent) {
  if (bitStringContent.empty() || bitStringContent[0] != 0) return Status::badEncoding;
  return readSignaturePair(bitStringContent.from(1));
}

Result<Bytes> writeCsr(const CsrRequest& request, Signer& signer, Sha256& sha256, MutableBytes buffer) {
  SIGNET_TRY(check(request));
  SIGNET_ASSIGN(const atecc::PublicKey key, signer.publicKey());

  DerWriter writer(buffer);
  const auto csr = writer.begin(der::kSequence);
  const auto info = writer.begin(der::kSequence);
  writer.element(der::kInteger, kVersion1);
  writeName(writer, request.subject);
  writePublicKeyInfo(writer, key);
  writeAttributes(writer, request);
  writer.end(info);
  SIGNET_TRY(writer.finish().status());

  SIGNET_ASSIGN(const atecc::Signature signature, signer.sign(sha256.digestOf(writer.since(info))));
  writeEcdsaWithSha256(writer);
  writeSignature(writer, signature);
  writer.end(csr);
  return writer.finish();
}

}  // namespace signet::x509
