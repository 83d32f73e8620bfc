#include "host/pki/authority.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "host/base/files.h"
#include "host/base/random.h"
#include "host/crypto/openssl.h"

namespace signet::pki {
namespace {

constexpr std::int64_t kHour = 3600;

std::uint16_t randomId() {
  std::uint8_t bytes[2];
  fillRandom(bytes);
  return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
}

void save(const std::string& path, const std::string& pem) {
  home::Home::makeFolderFor(path);
  replaceFile(path, pem);
}

UserError missing(const std::string& path, const std::string& next) {
  return {Exit::badFile, fmt::format("{} is missing.", path), next};
}

UserError notOfThisAuthority(const std::string& path, const std::string& what) {
  return {Exit::badFile, fmt::format("{} {}.", path, what),
          "Restore the files of ca/ from one backup; they belong together."};
}

/// The key first: a run that is cut short continues with it.
void makeRoot(const home::Home& home, std::int64_t now) {
  if (exists(home.ca("root.crt"))) return;
  const PrivateKey key = PrivateKey::loadOrMake(home.ca("root.key"));
  CertificateOrder order{.purpose = Purpose::root};
  order.commonName = fmt::format("signet {:04X} root", randomId());
  order.validity = validityFrom(now, kRootYears, std::numeric_limits<std::int64_t>::max());
  save(home.ca("root.crt"), issueToItself(order, key).pem());
}

void makeSigner(const home::Home& home, std::int64_t now) {
  if (exists(home.ca("signer.crt"))) return;
  const Certificate root = Certificate::load(home.ca("root.crt"));
  if (!exists(home.ca("root.key")))
    throw missing(home.ca("root.key"), "Bring it back for this one run: it has to sign a new signer.");
  const PrivateKey rootKey = PrivateKey::load(home.ca("root.key"));
  const PrivateKey key = PrivateKey::loadOrMake(home.ca("signer.key"));
  CertificateOrder order{.purpose = Purpose::signer};
  order.commonName = signerName(randomId());
  order.validity = validityFrom(now, kSignerYears, root.notAfter());
  const Certificate signer = issue(order, key.publicKey(), {root, rootKey});
  // The list before the certificate that needs it: when the certificate is there, everything is.
  save(home.ca("crl.pem"), RevocationList::empty({signer, key}, now).pem());
  save(home.ca("signer.crt"), signer.pem());
}

}  // namespace

Authority::Authority(const home::Home& home, Certificate root, Certificate signer, PrivateKey signerKey,
                     RevocationList revoked)
    : home_(home),
      root_(std::move(root)),
      signer_(std::move(signer)),
      signerKey_(std::move(signerKey)),
      revoked_(std::move(revoked)) {}

Authority Authority::openOrMake(const home::Home& home, std::int64_t now) {
  makeRoot(home, now);
  makeSigner(home, now);
  return open(home);
}

/// Of a file of the authority that is not there.
std::string whatToDoWithout(const home::Home& home, std::string_view file) {
  if (!exists(home.ca("root.crt"))) return "`signet setup local` makes an authority.";
  const std::string bringBack = "Bring it back from a backup of the folder.";
  if (file != "signer.key") return bringBack + " `signet setup local` makes a new one, if root.key is there.";
  return bringBack +
         " Without one, remove signer.crt: `signet setup local` then makes a new signer, "
         "and every device needs a new certificate (`--renew`).";
}

Authority Authority::open(const home::Home& home) {
  for (const char* const file : {"root.crt", "signer.crt", "signer.key"}) {
    if (!exists(home.ca(file))) throw missing(home.ca(file), whatToDoWithout(home, file));
  }
  Certificate root = Certificate::load(home.ca("root.crt"));
  Certificate signer = Certificate::load(home.ca("signer.crt"));
  PrivateKey key = PrivateKey::load(home.ca("signer.key"));
  if (!signerIdOf(signer))
    throw notOfThisAuthority(home.ca("signer.crt"), "is not named as signet names signers");
  if (!signer.isIssuedBy(root)) throw notOfThisAuthority(home.ca("signer.crt"), "is not signed by root.crt");
  if (!signer.hasKey(key.publicKey()))
    throw notOfThisAuthority(home.ca("signer.key"), "is not the key of signer.crt");
  if (!exists(home.ca("crl.pem"))) {
    throw missing(home.ca("crl.pem"),
                  "It says who was revoked: restore it from a backup. Without one, remove signer.crt "
                  "and signer.key, and give every device a new certificate by `signet setup local`.");
  }
  auto revoked = RevocationList::fromPem(readFile(home.ca("crl.pem")), signer, home.ca("crl.pem"));
  return {home, std::move(root), std::move(signer), std::move(key), std::move(revoked)};
}

Certificate Authority::issueFrom(CertificateOrder order, const atecc::PublicKey& key, unsigned years,
                                 std::int64_t now) const {
  // Key and hour make the serial number: another hour, if this one's is revoked.
  for (;; now -= kHour) {
    order.validity = validityFrom(now, years, signer_.notAfter());
    Certificate certificate = issue(order, key, issuer());
    if (!revoked_.contains(certificate)) return certificate;
  }
}

Certificate Authority::issueClient(const std::string& name, const atecc::PublicKey& key, unsigned years,
                                   std::int64_t now) const {
  return issueFrom({.purpose = Purpose::client, .commonName = name}, key, years, now);
}

Certificate Authority::issueServer(const std::string& name, const std::vector<std::string>& serverNames,
                                   const atecc::PublicKey& key, std::int64_t now) const {
  return issueFrom({.purpose = Purpose::server, .commonName = name, .serverNames = serverNames}, key,
                   kServerYears, now);
}

bool Authority::accepts(const Certificate& certificate, std::int64_t now) const {
  return certificate.isIssuedBy(signer_) && !revoked_.contains(certificate) &&
         certificate.notBefore() <= now && now < certificate.notAfter();
}

bool Authority::revoke(const Certificate& certificate, std::int64_t now) {
  if (!certificate.isIssuedBy(signer_)) {
    throw usageError(fmt::format("{} has a certificate that {} did not sign.", certificate.commonName(),
                                 signer_.commonName()),
                     "Only who signed a certificate can revoke it. "
                     "A broker that trusts only this authority refuses it anyway.");
  }
  if (revoked_.contains(certificate)) return false;
  RevocationList longer = revoked_.with(certificate, issuer(), now);
  save(home_.ca("crl.pem"), longer.pem());
  revoked_ = std::move(longer);
  return true;
}

}  // namespace signet::pki
