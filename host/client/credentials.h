// Credentials: who a connection is and whom it trusts. The private key in a chip (what signet is for), or in
// a file (operators and programs on a PC).
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "host/client/entropy.h"
#include "host/client/software_key.h"
#include "host/crypto/openssl_sha256.h"
#include "host/home/certificates.h"
#include "signet/core/secure.h"
#include "signet/device/provisioned.h"

namespace signet::client {

/// The secret that chip and host share, for ECDH results that cross the bus encrypted.
struct PairingSecret {
  atecc::Slot slot;  ///< where the chip keeps it
  atecc::Block secret{};
  atecc::SerialNumber serial{};
  ~PairingSecret() { secureZero(MutableBytes(secret)); }
};

/// Which of a chip's abilities a connection uses.
struct ChipUse {
  atecc::Slot key = atecc::Slot::number<0>();
  /// Slots for fresh keys, with how many each has made; none: the key exchange runs in software.
  std::vector<tls::EphemeralSlot> ephemeral;
  bool verify = true;  ///< the server's P-256 signatures in the chip
  std::optional<PairingSecret> pairing;
};

class Credentials {
 public:
  /// The key in `chip`, which must outlive this. `chain`: the device's certificate first.
  Credentials(atecc::Device& chip, ChipUse use, home::CertificateList chain, home::TrustAnchors anchors);
  /// The key in a file: everything in software.
  Credentials(std::unique_ptr<SoftwareKey> key, home::CertificateList chain, home::TrustAnchors anchors);
  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;

  /// Whether the certificate is for the key: see tls::Identity::check().
  Status check() { return identity().check(); }

  const tls::Crypto& crypto() const { return inChip() ? provisioned_->crypto() : fileCrypto_; }
  tls::Identity& identity() { return inChip() ? provisioned_->identity() : *fileIdentity_; }
  Span<const br_x509_trust_anchor> anchors() const { return anchors_.view(); }
  const home::CertificateList& chain() const { return chain_; }
  const home::TrustAnchors& trust() const { return anchors_; }
  /// Whether the private key is in a chip.
  bool inChip() const { return provisioned_.has_value(); }
  /// What fresh keys have worn, for a caller that keeps count over restarts.
  Span<const tls::EphemeralSlot> ephemeral() const { return use_.ephemeral; }

 private:
  home::CertificateList chain_;
  home::TrustAnchors anchors_;
  ChipUse use_;
  KernelEntropy entropy_;
  OpensslSha256 sha_;
  std::optional<device::Pairing> pairing_;
  std::optional<device::Provisioned> provisioned_;  ///< the key in a chip
  std::unique_ptr<SoftwareKey> fileKey_;            ///< or in a file, with what goes with it
  std::optional<tls::Identity> fileIdentity_;
  tls::Crypto fileCrypto_;
};

}  // namespace signet::client
