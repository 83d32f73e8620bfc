// Who signs and what with: requests and certificates take it as a parameter, so that the key can live in a
// chip, in a test or on a PC.
#pragma once

#include "signet/atecc/device.h"
#include "signet/atecc/types.h"
#include "signet/core/status.h"

namespace signet::x509 {

/// A P-256 key pair that signs SHA-256 digests. The private key is never seen.
class Signer {
 public:
  Result<atecc::PublicKey> publicKey() { return doPublicKey(); }
  Result<atecc::Signature> sign(const atecc::Digest& digest) { return doSign(digest); }

 protected:
  ~Signer() = default;

 private:
  virtual Result<atecc::PublicKey> doPublicKey() = 0;
  virtual Result<atecc::Signature> doSign(const atecc::Digest& digest) = 0;
};

/// The private key in a slot of an ATECC508A. The device must outlive it. Statuses: those of
/// atecc::Device::publicKey() and signDigest().
class ChipSigner final : public Signer {
 public:
  ChipSigner(atecc::Device& device, atecc::Slot slot) : device_(device), slot_(slot) {}

 private:
  Result<atecc::PublicKey> doPublicKey() override { return device_.publicKey(slot_); }
  Result<atecc::Signature> doSign(const atecc::Digest& digest) override {
    return device_.signDigest(slot_, digest);
  }

  atecc::Device& device_;
  atecc::Slot slot_;
};

}  // namespace signet::x509
