#include "host/client/certificates.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include "host/base/encoding.h"
#include "host/base/errors.h"
#include "signet/tls/anchor.h"
#include "signet/x509/certificate.h"

namespace signet::client {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr const char* kWhatToGive =
    "Give a PEM file with `-----BEGIN CERTIFICATE-----` in it; `openssl x509 -in FILE -noout -text` shows "
    "one.";

Certificate decode(Bytes der) {
  const unsigned char* at = der.data();
  return {d2i_X509(nullptr, &at, static_cast<long>(der.size())), &X509_free};
}

CertificateList::Der encode(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  if (size <= 0) return {};
  CertificateList::Der der(bytes, bytes + size);
  OPENSSL_free(bytes);
  return der;
}

std::string textOf(BIO* bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string nameText(const X509_NAME* name) {
  const Bio out(BIO_new(BIO_s_mem()), &BIO_free);
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
  return textOf(out.get());
}

std::string commonNameOf(const X509_NAME* name) {
  const int index = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (index < 0) return {};
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
  if (size < 0) return {};
  std::string result(reinterpret_cast<char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return result;
}

std::int64_t posixOf(const ASN1_TIME* time) {
  tm parts{};
  return ASN1_TIME_to_tm(time, &parts) == 1 ? static_cast<std::int64_t>(timegm(&parts)) : 0;
}

std::string serialOf(const X509* certificate) {
  const ASN1_INTEGER* const serial = X509_get0_serialNumber(certificate);
  return hexOf({ASN1_STRING_get0_data(serial), static_cast<std::size_t>(ASN1_STRING_length(serial))});
}

}  // namespace

CertificateList CertificateList::fromPem(std::string_view pem, const std::string& name) {
  const Bio in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  std::vector<Der> certificates;
  ERR_clear_error();
  while (X509* const one = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)) {
    const Certificate owned(one, &X509_free);
    certificates.push_back(encode(one));
  }
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  if (ERR_GET_LIB(error) != ERR_LIB_PEM || ERR_GET_REASON(error) != PEM_R_NO_START_LINE) {
    throw UserError(Exit::badFile,
                    fmt::format("{}: certificate number {} in it is damaged.", name, certificates.size() + 1),
                    kWhatToGive);
  }
  if (certificates.empty()) {
    throw UserError(Exit::badFile, fmt::format("{} holds no certificate.", name), kWhatToGive);
  }
  return CertificateList(std::move(certificates));
}

CertificateList::CertificateList(std::vector<Der> certificates) : certificates_(std::move(certificates)) {
  for (Der& one : certificates_) views_.push_back({one.data(), one.size()});
}

CertificateFacts CertificateList::facts(std::size_t index) const {
  const Certificate certificate = decode(der(index));
  CertificateFacts facts;
  if (!certificate) return facts;
  const X509_NAME* const subject = X509_get_subject_name(certificate.get());
  const X509_NAME* const issuer = X509_get_issuer_name(certificate.get());
  facts.subject = nameText(subject);
  facts.commonName = commonNameOf(subject);
  facts.issuer = nameText(issuer);
  facts.serialNumber = serialOf(certificate.get());
  facts.notBefore = posixOf(X509_get0_notBefore(certificate.get()));
  facts.notAfter = posixOf(X509_get0_notAfter(certificate.get()));
  facts.selfSigned = X509_NAME_cmp(subject, issuer) == 0;
  return facts;
}

std::string CertificateList::pem() const {
  const Bio out(BIO_new(BIO_s_mem()), &BIO_free);
  for (const Der& one : certificates_) PEM_write_bio_X509(out.get(), decode(one).get());
  return textOf(out.get());
}

CertificateList CertificateList::withoutRoots() const {
  std::vector<Der> rest;
  for (std::size_t i = 0; i < size(); ++i) {
    if (i == 0 || !facts(i).selfSigned) rest.push_back(certificates_[i]);
  }
  return CertificateList(std::move(rest));
}

TrustAnchors::TrustAnchors(CertificateList certificates, const std::string& name)
    : certificates_(std::move(certificates)) {
  for (std::size_t i = 0; i < certificates_.size(); ++i) {
    const auto anchor = tls::anchorFrom(certificates_.der(i));
    if (!anchor.ok()) {
      throw UserError(Exit::badFile,
                      fmt::format("{}: the key of \"{}\" is neither P-256 nor RSA, so nothing it signed can "
                                  "be verified.",
                                  name, certificates_.facts(i).subject),
                      "Give the certificate of the authority that the server's certificate leads to.",
                      anchor.status());
    }
    anchors_.push_back(*anchor);
  }
}

}  // namespace signet::client
