// A chip model on a virtual bus with the driver over it: where the two independent readings of
// the datasheet meet.
#pragma once

#include "host/chip/test_bench.h"
#include "host/crypto/openssl_sha256.h"
#include "signet/atecc/host_mac.h"

namespace signet::test {

using atecc::Slot;

/// A chip with the driver over it, and what the driver's own computations need.
struct Rig : chip::TestBench {
  explicit Rig(const emulator::Eeprom& content, unsigned clockHz = 400'000,
               const emulator::ChipOptions& options = seeded())
      : TestBench(content, clockHz, options) {}

  OpensslSha256 sha;
};

/// 32 bytes that are easy to tell from others: first, first + 1, ...
inline atecc::Block blockOf(std::uint8_t first) {
  atecc::Block block;
  for (std::size_t i = 0; i < block.size(); ++i) block[i] = static_cast<std::uint8_t>(first + i);
  return block;
}

/// The public key of a private key, by OpenSSL.
atecc::PublicKey publicKeyOf(const atecc::Block& privateKey);

/// The X coordinate of `privateKey` times `peer`, by OpenSSL.
atecc::Digest sharedSecretOf(const atecc::Block& privateKey, const atecc::PublicKey& peer);

/// An ECDSA signature, by OpenSSL.
atecc::Signature signWith(const atecc::Block& privateKey, const atecc::Digest& digest);

}  // namespace signet::test
