// RevocationList: what an authority no longer stands for (CRL, RFC 5280, section 5).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/pki/certificate.h"

struct X509_crl_st;

namespace signet::pki {

class RevocationList {
 public:
  /// A list without entries.
  static RevocationList empty(const Issuer& issuer, std::int64_t now);
  /// Throws UserError (badFile): not a list, or not of this issuer.
  static RevocationList fromPem(std::string_view text, const Certificate& issuer, const std::string& source);

  std::string pem() const;
  bool contains(const Certificate& certificate) const;
  std::size_t size() const;
  std::int64_t nextUpdate() const;

  /// The same list with this certificate in it, signed again. `now`: POSIX time.
  RevocationList with(const Certificate& certificate, const Issuer& issuer, std::int64_t now) const;
  /// The same entries, signed again.
  RevocationList renewed(const Issuer& issuer, std::int64_t now) const;

 private:
  explicit RevocationList(std::shared_ptr<X509_crl_st> list) : list_(std::move(list)) {}
  std::shared_ptr<X509_crl_st> list_;
};

}  // namespace signet::pki
