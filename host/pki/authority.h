// Authority: the certificate authority of this home, a root and a signer.
//
// The root signs only signers, so that its key can be kept elsewhere: everything but the first run works
// without ca/root.key. The signer signs devices, brokers and operators, and the list of those it revoked.
//
// Both keys are files that only their owner can read, in the clear. Whoever has the signer's key can make
// devices that the broker accepts; who has the root's can also make brokers that the devices trust, for ever.
// That is good enough for one's own network and for development; it is not what a factory should do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/home/home.h"
#include "host/pki/certificate.h"
#include "host/pki/revocation.h"

namespace signet::pki {

/// Years that certificates last; each within the one above it.
constexpr unsigned kRootYears = 30;
constexpr unsigned kSignerYears = 20;
constexpr unsigned kDeviceYears = 15;
constexpr unsigned kOperatorYears = 5;
constexpr unsigned kServerYears = 2;

class Authority {
 public:
  /// Opens the one in `home`, and makes what is missing of it: all, at the first run or after one that was
  /// cut short. `now`: POSIX time. Throws UserError (badFile).
  static Authority openOrMake(const home::Home& home, std::int64_t now);
  /// Throws UserError (badFile) when there is none.
  static Authority open(const home::Home& home);

  const Certificate& root() const { return root_; }
  const Certificate& signer() const { return signer_; }
  const RevocationList& revoked() const { return revoked_; }

  /// A certificate for a device or an operator. Its serial number was never revoked.
  Certificate issueClient(const std::string& name, const atecc::PublicKey& key, unsigned years,
                          std::int64_t now) const;
  /// Throws UserError (usage) for an invalid name.
  Certificate issueServer(const std::string& name, const std::vector<std::string>& serverNames,
                          const atecc::PublicKey& key, std::int64_t now) const;

  /// Whether a broker that trusts this authority accepts the certificate at that time.
  bool accepts(const Certificate& certificate, std::int64_t now) const;

  /// Adds it to ca/crl.pem; false if it is there already. Throws UserError (usage) for a certificate
  /// of another authority.
  bool revoke(const Certificate& certificate, std::int64_t now);

  /// `certificate` and the signer's, in PEM: what a TLS peer sends.
  std::string chainOf(const Certificate& certificate) const { return certificate.pem() + signer_.pem(); }

 private:
  Authority(const home::Home& home, Certificate root, Certificate signer, PrivateKey signerKey,
            RevocationList revoked);
  Issuer issuer() const { return {signer_, signerKey_}; }
  Certificate issueFrom(CertificateOrder order, const atecc::PublicKey& key, unsigned years,
                        std::int64_t now) const;

  home::Home home_;
  Certificate root_;
  Certificate signer_;
  PrivateKey signerKey_;
  RevocationList revoked_;
};

}  // namespace signet::pki
