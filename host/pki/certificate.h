// Certificate and CertificateOrder: X.509 certificates on this computer, by OpenSSL.
//
// Every certificate of signet is made so that it fits into 72 bytes of a chip (signet/x509/compressed.h): it
// begins at a whole hour, lasts whole years, and its serial number is the digest of its key and dates.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/pki/private_key.h"
#include "signet/atecc/types.h"
#include "signet/core/bytes.h"
#include "signet/x509/compressed.h"
#include "signet/x509/dates.h"

struct x509_st;

namespace signet::pki {

class Certificate {
 public:
  /// Throw UserError (badFile); `source` names it. A PEM text may hold several: the first is used.
  static Certificate fromPem(std::string_view text, const std::string& source);
  static Certificate fromDer(Bytes der, const std::string& source);
  static Certificate load(const std::string& path);
  /// Every certificate in a PEM text, in their order; at least one.
  static std::vector<Certificate> chainFromPem(std::string_view text, const std::string& source);

  explicit Certificate(std::shared_ptr<x509_st> certificate) : certificate_(std::move(certificate)) {}

  std::vector<std::uint8_t> der() const;
  std::string pem() const;

  std::string commonName() const;    ///< of the subject; empty if it has none
  std::string serialNumber() const;  ///< lower-case hexadecimal digits
  std::int64_t notBefore() const;    ///< POSIX time
  std::int64_t notAfter() const;
  std::string fingerprint() const;  ///< SHA-256 of the DER, lower-case hexadecimal digits
  /// Names and addresses a server may be reached by (SubjectAltName), as text.
  std::vector<std::string> serverNames() const;

  /// False for a certificate with a key of another kind.
  bool hasKey(const atecc::PublicKey& key) const;
  /// Throws UserError (badFile) for another kind of key.
  atecc::PublicKey publicKey() const;
  /// By name and by signature. Dates and revocation are not looked at.
  bool isIssuedBy(const Certificate& issuer) const;

  x509_st* get() const { return certificate_.get(); }

 private:
  std::shared_ptr<x509_st> certificate_;
};

/// What a certificate is for; decides its extensions.
enum class Purpose : std::uint8_t {
  root,    ///< signs signers
  signer,  ///< signs the others, and the list of revoked ones
  client,  ///< a device or an operator; cannot stand for a server
  server,  ///< a broker; cannot stand for a client
};

struct CertificateOrder {
  Purpose purpose = Purpose::client;
  std::string commonName = {};
  x509::Validity validity = {};               ///< of x509::notAfter()
  std::vector<std::string> serverNames = {};  ///< host names and IP addresses
};

/// Who signs.
struct Issuer {
  const Certificate& certificate;
  const PrivateKey& key;
};

/// Throws UserError (usage) for an invalid server name.
Certificate issue(const CertificateOrder& order, const atecc::PublicKey& key, const Issuer& issuer);
Certificate issueToItself(const CertificateOrder& order, const PrivateKey& key);

/// Whole hours, backdated by one so that clocks which are a little slow accept it at once; as many years as
/// `years`, but not beyond `latest`. POSIX times.
x509::Validity validityFrom(std::int64_t now, unsigned years, std::int64_t latest);

/// "signet signer 2C00": signers are distinguished by 16 bits, which compressed certificates hold.
std::string signerName(std::uint16_t id);
/// The number in such a name; nothing for another name.
std::optional<std::uint16_t> signerIdOf(const Certificate& signer);

/// The format of the compressed form that can hold these dates: 0, or 1 from 2032 on.
std::uint8_t formatVersionFor(const x509::Validity& validity);

}  // namespace signet::pki
