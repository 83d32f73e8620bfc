#include "host/client/credentials.h"

namespace signet::client {
namespace {

device::Curves curvesFor(const ChipUse& use) {
  device::Curves curves;
  curves.software = tls::allSoftware();
  curves.policy.verify = use.verify ? tls::Where::chip : tls::Where::software;
  curves.policy.keyExchange = use.ephemeral.empty() ? tls::Where::software : tls::Where::chip;
  return curves;
}

}  // namespace

Credentials::Credentials(atecc::Device& chip, ChipUse use, home::CertificateList chain,
                         home::TrustAnchors anchors)
    : chain_(chain.withoutRoots()), anchors_(std::move(anchors)), use_(std::move(use)) {
  const device::Provision provision{use_.key, use_.ephemeral, chain_.view()};
  provisioned_.emplace(chip, entropy_, provision, curvesFor(use_));
  if (use_.ephemeral.empty() || !use_.pairing) return;
  pairing_.emplace(chip, sha_, use_.pairing->serial, use_.pairing->slot, use_.pairing->secret);
  provisioned_->protect(*pairing_);
}

Credentials::Credentials(std::unique_ptr<SoftwareKey> key, home::CertificateList chain,
                         home::TrustAnchors anchors)
    : chain_(chain.withoutRoots()), anchors_(std::move(anchors)), fileKey_(std::move(key)) {
  fileIdentity_.emplace(chain_.view(), *fileKey_);
  fileCrypto_.entropy = &entropy_;
  fileCrypto_.software = tls::allSoftware();
  fileCrypto_.policy = {tls::Where::software, tls::Where::software};
}

}  // namespace signet::client
