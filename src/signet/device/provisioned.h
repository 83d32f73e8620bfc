// Provisioned: a device that was set up, its chip and its certificates, as what a TLS connection works with.
//
//     key slot, fresh-key slots, chain ─┐                   ┌─> identity()   certificates, and the key in the chip
//     chip ─────────────────────────────┼─> Provisioned ────┤
//     random numbers, curves ───────────┘                   └─> crypto()     who computes what in a handshake
//
// StoredProvision is the same from the settings in a device's flash, with the trust anchors and the pairing
// secret that are among them:
//
//     const Result<StoredSettings> settings = readSettings(area, memory);
//     StoredProvision mine(*settings, chip, entropy, sha);
//     SecureConnection<> connection({mine.crypto(), mine.anchors(), transport, date}, events);
//
// Nothing is sent to the chip before the first handshake: whether certificate and key belong together is for
// identity().check() to find out.
//
// Memory: their own, nothing is allocated; what they are made from must outlive them. Not thread safe.
#pragma once

#include <array>
#include <optional>

#include "signet/atecc/device.h"
#include "signet/atecc/encrypted.h"
#include "signet/core/bytes.h"
#include "signet/core/sha256.h"
#include "signet/device/stored_settings.h"
#include "signet/tls/crypto.h"
#include "signet/tls/ephemeral.h"
#include "signet/tls/identity.h"
#include "signet/x509/signer.h"

namespace signet::device {

/// Who computes elliptic curves. As it stands: the chip, all of them, with no software for them in the image.
struct Curves {
  tls::Policy policy;
  tls::Software software;
  x509::Signer* signer = nullptr;  ///< null: the key in the chip
};

/// What a device was given when it was set up. Views, not copied.
struct Provision {
  atecc::Slot key;                        ///< of the private key
  Span<tls::EphemeralSlot> ephemeral;     ///< at least one if the policy has the chip exchange keys
  Span<const br_x509_certificate> chain;  ///< as tls::Identity wants it: the device's own first
};

/// The secret that chip and device share, so that ECDH results cross the bus encrypted.
class Pairing {
 public:
  /// `slot`: the one that the ephemeral slots' ReadKey names. Chip and hash must outlive it; the secret is copied,
  /// and wiped when this goes.
  Pairing(atecc::Device& chip, Sha256& sha, const atecc::SerialNumber& serial, atecc::Slot slot,
          const atecc::Block& secret)
      : serial_(serial), access_(chip, sha, serial_, slot, secret) {}
  Pairing(const Pairing&) = delete;
  Pairing& operator=(const Pairing&) = delete;

  tls::ProtectedEcdh& ecdh() { return ecdh_; }

 private:
  atecc::SerialNumber serial_;
  atecc::EncryptedAccess access_;
  tls::ProtectedEcdh ecdh_{access_};
};

class Provisioned {
 public:
  /// All elliptic curves in the chip. In the header, so that a firmware that knows its slots when it is compiled
  /// carries no code for others.
  Provisioned(atecc::Device& chip, tls::Entropy& entropy, const Provision& provision)
      : Provisioned(chip, entropy, provision, signer_) {}
  /// As `curves` says.
  Provisioned(atecc::Device& chip, tls::Entropy& entropy, const Provision& provision, const Curves& curves)
      : Provisioned(chip, entropy, provision, curves.signer != nullptr ? *curves.signer : signer_) {
    crypto_.software = curves.software;
    crypto_.policy = curves.policy;
  }
  Provisioned(const Provisioned&) = delete;
  Provisioned& operator=(const Provisioned&) = delete;

  /// From now on ECDH results cross the bus encrypted. `pairing` must outlive this.
  void protect(Pairing& pairing) { crypto_.protectedEcdh = &pairing.ecdh(); }

  tls::Identity& identity() { return identity_; }
  const tls::Crypto& crypto() const { return crypto_; }

 private:
  Provisioned(atecc::Device& chip, tls::Entropy& entropy, const Provision& provision, x509::Signer& signer)
      : ephemeral_(chip, provision.ephemeral),
        signer_(chip, provision.key),
        identity_(provision.chain, signer) {
    crypto_.chip = &chip;
    crypto_.ephemeral = &ephemeral_;
    crypto_.entropy = &entropy;
  }

  tls::EphemeralKeys ephemeral_;
  x509::ChipSigner signer_;
  tls::Identity identity_;
  tls::Crypto crypto_;
};

class StoredProvision {
 public:
  /// Slots for fresh keys that are used; settings that name more have the first ones used.
  static constexpr std::size_t kMaxEphemeral = 4;

  /// `settings`: as readSettings() returns them. An anchor that is no certificate with a P-256 or RSA key is
  /// passed over: with none left, no server is trusted.
  StoredProvision(const StoredSettings& settings, atecc::Device& chip, tls::Entropy& entropy, Sha256& sha,
                  const Curves& curves = {});

  tls::Identity& identity() { return provisioned_.identity(); }
  const tls::Crypto& crypto() const { return provisioned_.crypto(); }
  Span<const br_x509_trust_anchor> anchors() const { return {anchors_.data(), anchorCount_}; }

 private:
  Provision fill(const StoredSettings& settings);

  std::array<tls::EphemeralSlot, kMaxEphemeral> slots_;
  std::array<br_x509_certificate, StoredSettings::kMaxChain> chain_;
  std::array<br_x509_trust_anchor, StoredSettings::kMaxAnchors> anchors_;
  std::size_t anchorCount_ = 0;
  Provisioned provisioned_;
  std::optional<Pairing> pairing_;
};

}  // namespace signet::device
