// A private key in a file instead of a chip: for operators and programs on a PC, never for a device.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "signet/x509/signer.h"

namespace signet::client {

class SoftwareKey final : public x509::Signer {
 public:
  /// A P-256 private key as PEM, not encrypted. `name` names the source in the sentence.
  /// Throws UserError (Exit::badFile).
  SoftwareKey(std::string_view pem, const std::string& name);
  ~SoftwareKey();

 private:
  struct Key;
  Result<atecc::PublicKey> doPublicKey() override;
  Result<atecc::Signature> doSign(const atecc::Digest& digest) override;

  std::unique_ptr<Key> key_;
};

}  // namespace signet::client
