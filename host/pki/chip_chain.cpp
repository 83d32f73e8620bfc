#include "host/pki/chip_chain.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include "host/base/errors.h"
#include "host/crypto/openssl_sha256.h"
#include "signet/x509/template.h"

namespace signet::pki {
namespace {

/// For key identifiers in certificates.
class OpensslSha1 final : public Sha1 {
  Sha1Digest doDigestOf(Bytes data) override {
    Sha1Digest digest;
    SHA1(data.data(), data.size(), digest.data());
    return digest;
  }
};

using atecc::Slot;
using x509::CertificateTemplate;
using x509::CompressedCertificate;

// The numbers of Microchip's own templates for a signer and for a device.
constexpr std::uint8_t kSignerTemplate = 1;
constexpr std::uint8_t kDeviceTemplate = 2;

constexpr std::size_t kLargestCertificate = 1024;
using StoredKey = std::array<std::uint8_t, 72>;  // 4 zeros, X, 4 zeros, Y (datasheet section 4.1.1)

struct Hashes {
  OpensslSha256 sha256;
  OpensslSha1 sha1;
  x509::CertificateHashes refs() { return {sha256, sha1}; }
};

/// One certificate of the kind, made with a key of its own: the template for all others of it.
std::vector<std::uint8_t> sampleOf(Purpose purpose, const std::string& name, const x509::Validity& validity,
                                   const Certificate& issuer) {
  const PrivateKey any = PrivateKey::generate();
  return issue({.purpose = purpose, .commonName = name, .validity = validity}, any.publicKey(), {issuer, any})
      .der();
}

x509::Validity validityOf(const Certificate& certificate) {
  x509::Validity validity;
  validity.notBefore = x509::dateOf(certificate.notBefore());
  const int years = x509::dateOf(certificate.notAfter()).year - validity.notBefore.year;
  validity.years = static_cast<std::uint8_t>(years);
  return validity;
}

UserError notCompressible(const Certificate& certificate) {
  return {Exit::badFile,
          fmt::format("The certificate of {} does not fit into a slot of a chip: it was not made by signet.",
                      certificate.commonName()),
          "Let `signet setup local` make one, or keep this one in a file."};
}

CompressedCertificate compress(const Certificate& certificate, Purpose purpose, std::uint16_t signerId,
                               const Certificate& issuer) {
  const x509::Validity validity = validityOf(certificate);
  const auto sample = sampleOf(purpose, certificate.commonName(), validity, issuer);
  CompressedCertificate identity;
  identity.signerId = signerId;
  identity.templateId = purpose == Purpose::signer ? kSignerTemplate : kDeviceTemplate;
  identity.formatVersion = formatVersionFor(validity);
  const auto shape = CertificateTemplate::analyse(sample, {.signerId = signerId, .chipSerial = {}});
  if (!shape.ok()) throw notCompressible(certificate);
  Hashes hashes;
  std::array<std::uint8_t, kLargestCertificate> scratch{};
  const auto compressed =
      shape->compress(certificate.der(), identity, {{certificate.publicKey(), {}, {}}, issuer.publicKey()},
                      hashes.refs(), scratch);
  if (!compressed.ok()) throw notCompressible(certificate);
  return *compressed;
}

UserError notRebuilt(const std::string& what) {
  return {Exit::badFile, fmt::format("The certificates in the chip {}.", what),
          "Give the name and the root certificate they were made with, "
          "or let `signet setup local` store new ones."};
}

Certificate rebuild(const CompressedCertificate& compressed, Purpose purpose, const std::string& name,
                    const atecc::PublicKey& key, const Certificate& issuer) {
  const auto validity = x509::decodeDates(compressed.dates, compressed.formatVersion);
  if (!validity.ok()) throw notRebuilt("have impossible dates");
  const auto sample = sampleOf(purpose, name, *validity, issuer);
  const auto shape =
      CertificateTemplate::analyse(sample, {.signerId = compressed.signerId, .chipSerial = {}});
  if (!shape.ok()) throw notRebuilt("are of another kind");
  Hashes hashes;
  std::array<std::uint8_t, kLargestCertificate> out{};
  const auto der = shape->rebuild(compressed, {{key, {}, {}}, issuer.publicKey()}, hashes.refs(), out);
  if (!der.ok()) throw notRebuilt("are of another kind");
  return Certificate::fromDer(*der, "what the chip holds");
}

Slot slotFor(const profile::SlotMap& map, profile::SlotUse use) {
  const auto slot = map.find(use);
  SIGNET_CHECK(slot.has_value());
  return *slot;
}

StoredKey storedForm(const atecc::PublicKey& key) {
  StoredKey stored{};
  copy(Bytes(key.bytes).first(32), MutableBytes(stored).from(4));
  copy(Bytes(key.bytes).last(32), MutableBytes(stored).from(40));
  return stored;
}

atecc::PublicKey fromStoredForm(const StoredKey& stored) {
  atecc::PublicKey key;
  copy(Bytes(stored).subspan(4, 32), key.bytes);
  copy(Bytes(stored).subspan(40, 32), MutableBytes(key.bytes).from(32));
  return key;
}

template <typename Content>
Content contentOf(SlotContent& slots, profile::SlotUse use) {
  Content content{};
  slots.read(slotFor(slots.map(), use), content);
  return content;
}

using Encoded = std::array<std::uint8_t, CompressedCertificate::kSize>;

/// Writes a slot that holds something else; true if so.
template <typename Content>
bool store(SlotContent& slots, profile::SlotUse use, const Content& content) {
  if (contentOf<Content>(slots, use) == content) return false;
  const Slot slot = slotFor(slots.map(), use);
  slots.write(slot, content);
  if (contentOf<Content>(slots, use) == content) return true;
  throw statusError(Status::notVerified, fmt::format("Writing slot {}", slot.number()));
}

}  // namespace

StoredChain compressChain(const Certificate& device, const Certificate& signer, const Certificate& root) {
  const auto id = signerIdOf(signer);
  if (!id) throw notCompressible(signer);
  return {compress(device, Purpose::client, *id, signer), signer.publicKey(),
          compress(signer, Purpose::signer, *id, root)};
}

std::vector<Certificate> rebuildChain(const StoredChain& stored, const std::string& deviceName,
                                      const atecc::PublicKey& deviceKey, const Certificate& root) {
  Certificate signer =
      rebuild(stored.signer, Purpose::signer, signerName(stored.signer.signerId), stored.signerKey, root);
  if (!signer.isIssuedBy(root))
    throw notRebuilt(fmt::format("do not end at {}: another authority issued them", root.commonName()));
  Certificate device = rebuild(stored.device, Purpose::client, deviceName, deviceKey, signer);
  if (!device.isIssuedBy(signer))
    throw notRebuilt(
        fmt::format("do not fit together: {} is another name, or the chip got a new key", deviceName));
  return {std::move(device), std::move(signer)};
}

bool holdsChain(const profile::SlotMap& map) {
  return map.find(profile::SlotUse::certificate) && map.find(profile::SlotUse::signerKey) &&
         map.find(profile::SlotUse::signerCertificate);
}

std::optional<StoredChain> readChain(SlotContent& slots) {
  const auto device = CompressedCertificate::decode(contentOf<Encoded>(slots, profile::SlotUse::certificate));
  const auto signer =
      CompressedCertificate::decode(contentOf<Encoded>(slots, profile::SlotUse::signerCertificate));
  if (!device.ok() || !signer.ok()) return {};
  return StoredChain{*device, fromStoredForm(contentOf<StoredKey>(slots, profile::SlotUse::signerKey)),
                     *signer};
}

bool storeChain(SlotContent& slots, const StoredChain& stored) {
  bool changed = store(slots, profile::SlotUse::signerKey, storedForm(stored.signerKey));
  changed |= store(slots, profile::SlotUse::signerCertificate, stored.signer.encode());
  changed |= store(slots, profile::SlotUse::certificate, stored.device.encode());
  return changed;
}

std::vector<Certificate> loadChain(SlotContent& slots, const std::string& deviceName,
                                   const Certificate& root) {
  const Slot keySlot = slotFor(slots.map(), profile::SlotUse::tlsIdentity);
  const auto stored = readChain(slots);
  if (!stored) throw notRebuilt("are not there: nothing was stored yet, or another program's");
  const auto key = valueOf(slots.chip().publicKey(keySlot),
                           fmt::format("Reading the public key of slot {}", keySlot.number()));
  return rebuildChain(*stored, deviceName, key, root);
}

}  // namespace signet::pki
