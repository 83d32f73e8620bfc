#include "signet/x509/compressed.h"

namespace signet::x509 {
namespace {

constexpr std::size_t kDatesAt = 64;
constexpr std::size_t kSignerAt = 67;
constexpr std::size_t kTemplateAt = 69;
constexpr std::size_t kFormatAt = 70;
constexpr std::size_t kExtensionAt = 71;

bool isKnown(std::uint8_t source) {
  return source == 0x0 || source >= 0x7;
}

bool isBlank(Bytes bytes) {
  for (const std::uint8_t byte : bytes) {
    if (byte != bytes[0]) return false;
  }
  return true;
}

Status copyExactly(Bytes from, MutableBytes to) {
  if (from.size() != to.size()) return Status::notEncodable;
  copy(from, to);
  return Status::ok;
}

/// 40 || value: the first byte keeps the number positive and its length fixed.
Status prefixed(Bytes value, MutableBytes out) {
  if (out.size() != value.size() + 1) return Status::notEncodable;
  out[0] = 0x40;
  copy(value, out.from(1));
  return Status::ok;
}

Status hashed(Bytes subject, const CompressedCertificate& certificate, Sha256& sha256, MutableBytes out) {
  sha256.start();
  sha256.update(subject);
  sha256.update(certificate.dates.bytes);
  const std::uint8_t extension = certificate.dates.extension & 0xF0;
  if (certificate.formatVersion != 0) sha256.update(Bytes(&extension, 1));
  const Sha256Digest digest = sha256.finish();
  if (out.empty() || out.size() > digest.size()) return Status::notEncodable;
  copy(Bytes(digest).first(out.size()), out);
  return Status::ok;
}

/// The three families A/B, C/D, E/F differ in what they do to the top bits.
void adjustTopBits(SerialSource source, MutableBytes serial) {
  switch (source) {
    case SerialSource::publicKeyHash:
    case SerialSource::chipSerialHash:
      serial[0] = static_cast<std::uint8_t>((serial[0] & 0x3F) | 0x40);
      break;
    case SerialSource::publicKeyHashPositive:
    case SerialSource::chipSerialHashPositive: serial[0] &= 0x7F; break;
    default: break;
  }
}

}  // namespace

std::array<std::uint8_t, CompressedCertificate::kSize> CompressedCertificate::encode() const {
  std::array<std::uint8_t, kSize> out{};
  copy(signature.bytes, out);
  copy(dates.bytes, MutableBytes(out).from(kDatesAt));
  out[kSignerAt] = static_cast<std::uint8_t>(signerId >> 8);
  out[kSignerAt + 1] = static_cast<std::uint8_t>(signerId);
  out[kTemplateAt] = static_cast<std::uint8_t>(templateId << 4 | (chainId & 0x0F));
  out[kFormatAt] =
      static_cast<std::uint8_t>(static_cast<unsigned>(serialSource) << 4 | (formatVersion & 0x0F));
  if (formatVersion != 0) {
    out[kExtensionAt] = static_cast<std::uint8_t>((dates.extension & 0xF0) | (freeNibble & 0x0F));
  }
  return out;
}

Result<CompressedCertificate> CompressedCertificate::decode(Bytes bytes) {
  if (bytes.size() != kSize) return Status::badEncoding;
  if (isBlank(bytes)) return Status::noSuchCertificate;
  const std::uint8_t source = bytes[kFormatAt] >> 4;
  CompressedCertificate c;
  c.formatVersion = bytes[kFormatAt] & 0x0F;
  if (!isKnown(source) || c.formatVersion > 1) return Status::badEncoding;
  copy(bytes.first(64), c.signature.bytes);
  copy(bytes.subspan(kDatesAt, 3), c.dates.bytes);
  c.dates.extension = c.formatVersion == 0 ? 0 : bytes[kExtensionAt] & 0xF0;
  c.freeNibble = c.formatVersion == 0 ? 0 : bytes[kExtensionAt] & 0x0F;
  c.signerId = static_cast<std::uint16_t>(bytes[kSignerAt] << 8 | bytes[kSignerAt + 1]);
  c.templateId = bytes[kTemplateAt] >> 4;
  c.chainId = bytes[kTemplateAt] & 0x0F;
  c.serialSource = static_cast<SerialSource>(source);
  if (const auto validity = decodeDates(c.dates, c.formatVersion); !validity.ok()) return validity.status();
  return c;
}

Status makeSerial(const CompressedCertificate& certificate, const SerialInputs& inputs, Sha256& sha256,
                  MutableBytes out) {
  const std::uint8_t signer[] = {static_cast<std::uint8_t>(certificate.signerId >> 8),
                                 static_cast<std::uint8_t>(certificate.signerId)};
  Status status = Status::notEncodable;
  switch (certificate.serialSource) {
    case SerialSource::stored: return copyExactly(inputs.stored, out);
    case SerialSource::storedWithLength:
      if (inputs.stored.empty() || inputs.stored[0] > inputs.stored.size() - 1) return Status::notEncodable;
      return copyExactly(inputs.stored.subspan(1, inputs.stored[0]), out);
    case SerialSource::chipSerial: return prefixed(inputs.chipSerial, out);
    case SerialSource::signerId: return prefixed(signer, out);
    case SerialSource::publicKeyHash:
    case SerialSource::publicKeyHashPositive:
    case SerialSource::publicKeyHashRaw:
      status = hashed(inputs.publicKey.bytes, certificate, sha256, out);
      break;
    case SerialSource::chipSerialHash:
    case SerialSource::chipSerialHashPositive:
    case SerialSource::chipSerialHashRaw: status = hashed(inputs.chipSerial, certificate, sha256, out); break;
  }
  if (status == Status::ok) adjustTopBits(certificate.serialSource, out);
  return status;
}

}  // namespace signet::x509
