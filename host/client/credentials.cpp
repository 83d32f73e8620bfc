#include "host/client/credentials.h"

namespace signet::client {

Credentials::Credentials(atecc::Device& chip, ChipUse use, home::CertificateList chain,
                         home::TrustAnchors anchors)
    : chain_(chain.withoutRoots()),
      anchors_(std::move(anchors)),
      use_(std::move(use)),
      chipSigner_(std::in_place, chip, use_.key),
      identity_(chain_.view(), *chipSigner_) {
  crypto_.entropy = &entropy_;
  crypto_.software = tls::allSoftware();
  useChip(chip);
}

Credentials::Credentials(std::unique_ptr<SoftwareKey> key, home::CertificateList chain,
                         home::TrustAnchors anchors)
    : chain_(chain.withoutRoots()),
      anchors_(std::move(anchors)),
      softwareKey_(std::move(key)),
      identity_(chain_.view(), *softwareKey_) {
  crypto_.entropy = &entropy_;
  crypto_.software = tls::allSoftware();
  crypto_.policy = {tls::Where::software, tls::Where::software};
}

void Credentials::useChip(atecc::Device& chip) {
  crypto_.chip = &chip;
  crypto_.policy.verify = use_.verify ? tls::Where::chip : tls::Where::software;
  crypto_.policy.keyExchange = use_.ephemeral.empty() ? tls::Where::software : tls::Where::chip;
  if (use_.ephemeral.empty()) return;
  ephemeralKeys_.emplace(chip, use_.ephemeral);
  crypto_.ephemeral = &*ephemeralKeys_;
  if (!use_.pairing) return;
  access_.emplace(chip, sha_, use_.pairing->serial, use_.pairing->slot, use_.pairing->secret);
  protectedEcdh_.emplace(tls::ProtectedEcdh{*access_});
  crypto_.protectedEcdh = &*protectedEcdh_;
}

}  // namespace signet::client
