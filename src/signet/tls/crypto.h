// Who computes what in a handshake: each elliptic-curve operation in the chip or in software, by policy.
//
//     operation                      chip                                  software
//     client's signature             Sign (always through x509::Signer)
//     key exchange                   GenKey ahead of time, ECDH            BearSSL
//     the server's P-256 signatures  Verify(External)                      BearSSL
//     the server's RSA signatures                                          BearSSL
//
// What software can do is given by the application, so that a firmware that does everything in the chip
// carries no elliptic-curve code at all.
#pragma once

#include <bearssl.h>

#include "signet/atecc/device.h"
#include "signet/atecc/encrypted.h"
#include "signet/core/sha256.h"
#include "signet/core/status.h"
#include "signet/tls/ephemeral.h"

namespace signet::tls {

/// BearSSL's implementations. Null pointers: not there, and not in the image.
struct Software {
  const br_ec_impl* ec = nullptr;  ///< for key exchange and verification of P-256
  br_ecdsa_vrfy verify = nullptr;
  br_rsa_pkcs1_vrfy rsaVerify = nullptr;  ///< servers with RSA chains are accepted when this is given
};
/// All of it, in the variant that is fastest on this processor.
Software allSoftware();
/// RSA only: for firmware whose elliptic curves are all in the chip.
Software rsaSoftware();

/// The ECDH result need not cross the bus in clear: the chip writes it to the slot behind the ephemeral key,
/// and it is read from there encrypted with a pairing secret that chip and host share.
///
/// Its code is linked where one is made, and nowhere else.
class ProtectedEcdh {
 public:
  /// `access`: of the slot that ReadKey of slot n+1 names. Must outlive this.
  explicit ProtectedEcdh(atecc::EncryptedAccess& access) : access_(access), agree_(&throughNextSlot) {}

  /// ECDH of the key in `slot` with `peer`. Statuses of
  /// Device::ecdhToNextSlot() and EncryptedAccess::readBlock().
  Status agree(atecc::Device& chip, atecc::Slot slot, const atecc::PublicKey& peer, const atecc::NumIn& numIn,
               MutableBytes secret) {
    return agree_(*this, chip, slot, peer, numIn, secret);
  }

 private:
  static Status throughNextSlot(ProtectedEcdh& self, atecc::Device& chip, atecc::Slot slot,
                                const atecc::PublicKey& peer, const atecc::NumIn& numIn, MutableBytes secret);

  atecc::EncryptedAccess& access_;
  decltype(&throughNextSlot) agree_;  ///< a pointer, so that only the constructor refers to the code
};

enum class Where : std::uint8_t { chip, software };

struct Policy {
  Where keyExchange = Where::chip;
  Where verify = Where::chip;
};

/// Bytes from the platform's own generator, mixed with the chip's.
class Entropy {
 public:
  /// Fills `out`. Any failure ends the handshake before it begins.
  Status fill(MutableBytes out) { return doFill(out); }

 protected:
  ~Entropy() = default;

 private:
  virtual Status doFill(MutableBytes out) = 0;
};

/// What a handshake computes with. References and pointers are the caller's and must outlive every client.
struct Crypto {
  atecc::Device* chip = nullptr;           ///< may be null when the policy is software throughout
  EphemeralKeys* ephemeral = nullptr;      ///< needed for keyExchange in the chip
  ProtectedEcdh* protectedEcdh = nullptr;  ///< null: the ECDH result crosses the bus in clear
  Entropy* entropy = nullptr;              ///< always needed
  Software software;
  Policy policy;
};

/// True when `crypto` has all that its policy needs.
bool isComplete(const Crypto& crypto);

}  // namespace signet::tls
