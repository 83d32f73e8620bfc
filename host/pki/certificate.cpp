#include "host/pki/certificate.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "host/base/encoding.h"
#include "host/base/files.h"
#include "host/crypto/openssl.h"
#include "host/crypto/openssl_key.h"
#include "host/pki/server_name.h"

namespace signet::pki {
namespace {

using GeneralNames = std::unique_ptr<GENERAL_NAMES, OpensslFree<GENERAL_NAMES_free>>;

UserError notACertificate(const std::string& source) {
  ERR_clear_error();
  return {Exit::badFile, fmt::format("{} is not an X.509 certificate.", source),
          "Restore it from a backup, or remove it: a new one is then made."};
}

std::shared_ptr<X509> owned(X509* certificate) {
  return {certificate, X509_free};
}

std::int64_t posixTimeOf(const ASN1_TIME* time) {
  std::tm calendar{};
  checkOpenssl(ASN1_TIME_to_tm(time, &calendar) == 1, "reading a date");
  return ::timegm(&calendar);
}

std::string textOfName(const GENERAL_NAME* name) {
  int type = 0;
  const auto* const value = static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(name, &type));
  if (type != GEN_DNS && type != GEN_IPADD) return "";
  const Bytes bytes(ASN1_STRING_get0_data(value), static_cast<std::size_t>(ASN1_STRING_length(value)));
  if (type == GEN_IPADD) return addressText(bytes);
  std::string text = signet::textOf(bytes);
  return addressBytes(text) ? "" : text;  // an address written as a name stands beside the address itself
}

}  // namespace

Certificate Certificate::fromPem(std::string_view text, const std::string& source) {
  return chainFromPem(text, source).front();
}

std::vector<Certificate> Certificate::chainFromPem(std::string_view text, const std::string& source) {
  std::vector<Certificate> chain;
  const Bio bio = readingBio(text);
  while (X509* const next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr))
    chain.emplace_back(owned(next));
  const unsigned long error = ERR_peek_last_error();
  // "No more" is how a good file ends.
  if (chain.empty() || ERR_GET_REASON(error) != PEM_R_NO_START_LINE) throw notACertificate(source);
  ERR_clear_error();
  return chain;
}

Certificate Certificate::fromDer(Bytes der, const std::string& source) {
  const std::uint8_t* at = der.data();
  auto certificate = owned(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!certificate || at != der.end()) throw notACertificate(source);
  return Certificate(std::move(certificate));
}

Certificate Certificate::load(const std::string& path) {
  return fromPem(readFile(path), path);
}

std::vector<std::uint8_t> Certificate::der() const {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(i2d_X509(get(), nullptr)));
  std::uint8_t* end = bytes.data();
  checkOpenssl(i2d_X509(get(), &end) > 0, "writing a certificate");
  return bytes;
}

std::string Certificate::pem() const {
  const Bio bio(madeByOpenssl(BIO_new(BIO_s_mem()), "writing a certificate"));
  checkOpenssl(PEM_write_bio_X509(bio.get(), get()) == 1, "writing a certificate");
  return contentOf(bio);
}

std::string Certificate::commonName() const {
  const X509_NAME* const subject = X509_get_subject_name(get());
  const int index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (index < 0) return "";
  const ASN1_STRING* const value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index));
  return signet::textOf({ASN1_STRING_get0_data(value), static_cast<std::size_t>(ASN1_STRING_length(value))});
}

std::string Certificate::serialNumber() const {
  const ASN1_INTEGER* const serial = X509_get0_serialNumber(get());
  return hexOf({ASN1_STRING_get0_data(serial), static_cast<std::size_t>(ASN1_STRING_length(serial))});
}

std::int64_t Certificate::notBefore() const {
  return posixTimeOf(X509_get0_notBefore(get()));
}
std::int64_t Certificate::notAfter() const {
  return posixTimeOf(X509_get0_notAfter(get()));
}

std::string Certificate::fingerprint() const {
  std::uint8_t digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  checkOpenssl(X509_digest(get(), EVP_sha256(), digest, &size) == 1, "hashing a certificate");
  return hexOf({digest, size});
}

std::vector<std::string> Certificate::serverNames() const {
  const GeneralNames names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(get(), NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> texts;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    if (std::string text = textOfName(sk_GENERAL_NAME_value(names.get(), i)); !text.empty())
      texts.push_back(std::move(text));
  }
  return texts;
}

bool Certificate::hasKey(const atecc::PublicKey& key) const {
  EVP_PKEY* const own = X509_get0_pubkey(get());
  ERR_clear_error();
  return isP256(own) && coordinatesOf(own) == key;
}

atecc::PublicKey Certificate::publicKey() const {
  EVP_PKEY* const own = X509_get0_pubkey(get());
  if (isP256(own)) return coordinatesOf(own);
  ERR_clear_error();
  throw UserError(Exit::badFile, fmt::format("The certificate of {} has no P-256 key.", commonName()),
                  "signet works with P-256 certificates only.");
}

std::string signerName(std::uint16_t id) {
  return fmt::format("signet signer {:04X}", id);
}

std::optional<std::uint16_t> signerIdOf(const Certificate& signer) {
  const std::string name = signer.commonName();
  const auto digits = name.size() < 4 ? std::nullopt : parseHex(name.substr(name.size() - 4));
  if (!digits || digits->size() != 2) return {};
  const auto id = static_cast<std::uint16_t>((*digits)[0] << 8 | (*digits)[1]);
  return name == signerName(id) ? std::optional(id) : std::nullopt;
}

bool Certificate::isIssuedBy(const Certificate& issuer) const {
  const bool named = X509_NAME_cmp(X509_get_issuer_name(get()), X509_get_subject_name(issuer.get())) == 0;
  EVP_PKEY* const key = X509_get0_pubkey(issuer.get());
  const bool issued = named && key != nullptr && X509_verify(get(), key) == 1;
  ERR_clear_error();
  return issued;
}

}  // namespace signet::pki
