// PrivateKey: a P-256 key on this computer, in a file: for authorities, brokers and operators. Devices have
// theirs in the chip.
#pragma once

#include <memory>
#include <string>

#include "signet/atecc/types.h"

struct evp_pkey_st;

namespace signet::pki {

class PrivateKey {
 public:
  /// A new one, from OpenSSL's random numbers.
  static PrivateKey generate();

  /// From a PEM file that only its owner can read. Throws UserError (badFile) that says what is wrong: others
  /// can read it, it is not a private key, not of this curve.
  static PrivateKey load(const std::string& path);
  /// Writes it so (0600), in the clear.
  void save(const std::string& path) const;
  /// The one in the file; a new one, saved there, if there is no file. So an interrupted operation continues
  /// with the key it began with.
  static PrivateKey loadOrMake(const std::string& path);

  atecc::PublicKey publicKey() const;
  evp_pkey_st* get() const { return key_.get(); }

 private:
  explicit PrivateKey(evp_pkey_st* key);
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace signet::pki
