// ChainValidator: BearSSL's X.509 engine, and beside it the validity dates of the certificates that pass
// through, so that "expired" can be reported with its times.
#pragma once

#include <bearssl.h>

#include <array>
#include <cstdint>

#include "signet/core/bytes.h"
#include "signet/tls/observer.h"
#include "signet/x509/dates.h"

namespace signet::tls {

/// Finds the Validity of a certificate in a stream of its bytes: SEQUENCE of two times, 32 to 36 bytes.
class ValidityScanner {
 public:
  void reset() { *this = {}; }
  void feed(Bytes bytes);
  bool found() const { return found_; }
  const x509::Date& notBefore() const { return notBefore_; }
  const x509::Date& notAfter() const { return notAfter_; }

 private:
  void feed(std::uint8_t byte);
  bool fits() const;
  void finish();

  std::array<std::uint8_t, 36> window_{};
  std::uint8_t size_ = 0;
  bool found_ = false;
  x509::Date notBefore_, notAfter_;
};

/// What judging a chain needs, from reset() until the handshake is over. Holds no secret.
struct ChainMemory {
  ValidityScanner scanner;
  x509::Date now;
  br_x509_minimal_context minimal;
};

class ChainValidator {
 public:
  /// `memory`: sizeof(ChainMemory) bytes, aligned for it; must outlive this. Between two handshakes it may be
  /// used for something else.
  explicit ChainValidator(MutableBytes memory);
  ChainValidator(const ChainValidator&) = delete;
  ChainValidator& operator=(const ChainValidator&) = delete;

  /// Before each handshake. `anchors` must outlive it. `now` in seconds of POSIX time.
  void reset(Span<const br_x509_trust_anchor> anchors, std::int64_t now, Observer* observer);
  /// For the elliptic curves and RSA; see br_x509_minimal_set_ecdsa() and _set_rsa().
  void setVerifiers(const br_ec_impl* ec, br_ecdsa_vrfy ecdsa, br_rsa_pkcs1_vrfy rsa);

  const br_x509_class** engine() { return &link_.vtable; }

  /// The server has sent a chain: it is a full handshake, not a resumed one.
  bool sawChain() const { return sawChain_; }
  /// The first certificate outside of its validity, and its dates. Valid also after the handshake.
  enum class Verdict : std::uint8_t { inside, expired, notYetValid };
  Verdict verdict() const { return verdict_; }
  const x509::Date& notBefore() const { return notBefore_; }
  const x509::Date& notAfter() const { return notAfter_; }

 private:
  /// What BearSSL holds: a pointer to it leads to the validator.
  struct Link {
    const br_x509_class* vtable;
    ChainValidator* owner;
  };
  static const br_x509_class kClass;

  static ChainValidator& of(const br_x509_class** context);
  static void startChain(const br_x509_class** context, const char* serverName);
  static void startCertificate(const br_x509_class** context, std::uint32_t length);
  static void append(const br_x509_class** context, const unsigned char* bytes, std::size_t length);
  static void endCertificate(const br_x509_class** context);
  static unsigned endChain(const br_x509_class** context);
  static const br_x509_pkey* publicKey(const br_x509_class* const* context, unsigned* usages);

  Link link_{};
  ChainMemory* memory_;  ///< nothing is there before reset()
  Observer* observer_ = nullptr;
  x509::Date notBefore_, notAfter_;
  Verdict verdict_ = Verdict::inside;
  bool sawChain_ = false;
};

}  // namespace signet::tls
