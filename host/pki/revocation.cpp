#include "host/pki/revocation.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "host/base/errors.h"
#include "host/crypto/openssl.h"

namespace signet::pki {
namespace {

using ListNumber = std::unique_ptr<ASN1_INTEGER, OpensslFree<ASN1_INTEGER_free>>;
using Time = std::unique_ptr<ASN1_TIME, OpensslFree<ASN1_TIME_free>>;
using ListExtension = std::unique_ptr<X509_EXTENSION, OpensslFree<X509_EXTENSION_free>>;

constexpr long kVersion2 = 1;  // RFC 5280, section 5.1.2.1
/// A list that has run out makes a broker refuse everybody. This one is on the broker's own disk, so age
/// tells nothing about it; it is signed again long before.
constexpr std::int64_t kLifetime = std::int64_t{10} * 365 * 24 * 3600;

Time timeAt(std::int64_t now) {
  return Time(madeByOpenssl(ASN1_TIME_set(nullptr, now), "making a date"));
}

/// CRLNumber of the list plus one, or 1.
ListNumber nextNumber(X509_CRL* list) {
  const ListNumber present(
      static_cast<ASN1_INTEGER*>(X509_CRL_get_ext_d2i(list, NID_crl_number, nullptr, nullptr)));
  std::uint64_t number = 0;
  if (present && ASN1_INTEGER_get_uint64(&number, present.get()) != 1)
    opensslFailed("reading a CRL's number");
  ListNumber next(madeByOpenssl(ASN1_INTEGER_new(), "making a CRL's number"));
  checkOpenssl(ASN1_INTEGER_set_uint64(next.get(), number + 1) == 1, "making a CRL's number");
  return next;
}

void setExtensions(X509_CRL* list, X509* issuer) {
  const ListNumber number = nextNumber(list);
  while (X509_CRL_get_ext_count(list) > 0) X509_EXTENSION_free(X509_CRL_delete_ext(list, 0));
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, nullptr, nullptr, list, 0);
  const ListExtension authority(
      X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always"));
  checkOpenssl(authority && X509_CRL_add_ext(list, authority.get(), -1) == 1, "making a CRL");
  checkOpenssl(X509_CRL_add1_ext_i2d(list, NID_crl_number, number.get(), 0, 0) == 1, "making a CRL");
}

void sign(X509_CRL* list, const Issuer& issuer, std::int64_t now) {
  X509* const by = issuer.certificate.get();
  checkOpenssl(X509_CRL_set_version(list, kVersion2) == 1 &&
                   X509_CRL_set_issuer_name(list, X509_get_subject_name(by)) == 1 &&
                   X509_CRL_set1_lastUpdate(list, timeAt(now).get()) == 1 &&
                   X509_CRL_set1_nextUpdate(list, timeAt(now + kLifetime).get()) == 1,
               "making a CRL");
  setExtensions(list, by);
  X509_CRL_sort(list);
  checkOpenssl(X509_CRL_sign(list, issuer.key.get(), EVP_sha256()) > 0, "signing a CRL");
}

std::shared_ptr<X509_CRL> ownedTime(X509_CRL* list) {
  return {list, X509_CRL_free};
}

}  // namespace

RevocationList RevocationList::empty(const Issuer& issuer, std::int64_t now) {
  auto list = ownedTime(madeByOpenssl(X509_CRL_new(), "making a CRL"));
  sign(list.get(), issuer, now);
  return RevocationList(std::move(list));
}

RevocationList RevocationList::renewed(const Issuer& issuer, std::int64_t now) const {
  auto list = ownedTime(madeByOpenssl(X509_CRL_dup(list_.get()), "copying a CRL"));
  sign(list.get(), issuer, now);
  return RevocationList(std::move(list));
}

RevocationList RevocationList::with(const Certificate& certificate, const Issuer& issuer,
                                    std::int64_t now) const {
  if (contains(certificate)) return *this;
  auto list = ownedTime(madeByOpenssl(X509_CRL_dup(list_.get()), "copying a CRL"));
  X509_REVOKED* const entry = madeByOpenssl(X509_REVOKED_new(), "making a CRL entry");
  checkOpenssl(X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(certificate.get())) == 1 &&
                   X509_REVOKED_set_revocationDate(entry, timeAt(now).get()) == 1 &&
                   X509_CRL_add0_revoked(list.get(), entry) == 1,
               "making a CRL entry");
  sign(list.get(), issuer, now);
  return RevocationList(std::move(list));
}

RevocationList RevocationList::fromPem(std::string_view text, const Certificate& issuer,
                                       const std::string& source) {
  auto list = ownedTime(PEM_read_bio_X509_CRL(readingBio(text).get(), nullptr, nullptr, nullptr));
  const bool good = list && X509_CRL_verify(list.get(), X509_get0_pubkey(issuer.get())) == 1;
  ERR_clear_error();
  if (good) return RevocationList(std::move(list));
  throw UserError(Exit::badFile,
                  fmt::format("{} is not a revocation list of {}.", source, issuer.commonName()),
                  "Restore it from a backup: without it the list of what was revoked is lost.");
}

std::string RevocationList::pem() const {
  const Bio bio(madeByOpenssl(BIO_new(BIO_s_mem()), "writing a CRL"));
  checkOpenssl(PEM_write_bio_X509_CRL(bio.get(), list_.get()) == 1, "writing a CRL");
  return contentOf(bio);
}

bool RevocationList::contains(const Certificate& certificate) const {
  X509_REVOKED* entry = nullptr;
  return X509_CRL_get0_by_serial(list_.get(), &entry, X509_get_serialNumber(certificate.get())) == 1;
}

std::size_t RevocationList::size() const {
  const auto* const entries = X509_CRL_get_REVOKED(list_.get());
  return entries == nullptr ? 0 : static_cast<std::size_t>(sk_X509_REVOKED_num(entries));
}

std::int64_t RevocationList::nextUpdate() const {
  std::tm calendar{};
  checkOpenssl(ASN1_TIME_to_tm(X509_CRL_get0_nextUpdate(list_.get()), &calendar) == 1, "reading a date");
  return ::timegm(&calendar);
}

}  // namespace signet::pki
