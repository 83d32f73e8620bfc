// Proofs that a provisioned chip is what it should be, by commands that change nothing.
#include <fmt/format.h>

#include "host/base/errors.h"
#include "host/base/random.h"
#include "host/chip/proof.h"
#include "host/crypto/openssl_sha256.h"
#include "host/crypto/p256.h"
#include "signet/atecc/host_mac.h"
#include "signet/atecc/lasting.h"
#include "signet/core/secure.h"

namespace signet::chip {
namespace {

using atecc::Digest;

/// The chip's MAC of a fresh nonce, and what it must be with this secret.
Status compareMac(atecc::Device& device, const atecc::HostMac& host, atecc::Slot slot,
                  const atecc::Block& secret, bool& same) {
  const auto numIn = randomArray<atecc::NumIn>();
  SIGNET_ASSIGN(const atecc::Block random, device.nonce(numIn));
  Digest tempKey = host.nonce(random, numIn);
  const ZeroOnExit wipe(tempKey);
  const atecc::MacMode mode{.challengeFromTempKey = true};
  SIGNET_ASSIGN(const Digest answer, device.mac(slot, mode));
  same = equalConstantTime(answer, host.mac(slot, mode, secret, tempKey));
  return Status::ok;
}

}  // namespace

bool sharesSecret(atecc::Device& device, const atecc::SerialNumber& serial, atecc::Slot slot, Bytes secret) {
  constexpr int kNonceTries = 3;
  OpensslSha256 sha;
  const atecc::HostMac host{sha, serial};
  atecc::Block key{};
  const ZeroOnExit wipe(key);
  copy(secret, key);
  bool same = false;
  Status status = Status::ok;
  for (int n = 0; n < kNonceTries; ++n) {
    status = compareMac(device, host, slot, key, same);
    if (!atecc::isLoss(status)) break;
  }
  check(status, "Comparing the pairing secret with the chip's");
  return same;
}

void requireSharedSecret(atecc::Device& device, const atecc::SerialNumber& serial, atecc::Slot slot,
                         Bytes secret, const std::string& file) {
  if (sharesSecret(device, serial, slot, secret)) return;
  throw UserError(
      Exit::badFile, fmt::format("{} is not the pairing secret in the chip.", file),
      "Bring back the file that was made when the chip was provisioned. It cannot be made again.");
}

bool provesKey(atecc::Device& device, atecc::Slot slot, const atecc::PublicKey& key) {
  const auto digest = randomArray<Digest>();
  const atecc::Signature signature = valueOf(device.signDigest(slot, digest), "Signing with the new key");
  return verifyOnHost(key, digest, signature);
}

}  // namespace signet::chip
