#include "host/pki/request.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "host/base/encoding.h"
#include "host/base/errors.h"
#include "host/crypto/openssl.h"
#include "host/crypto/openssl_key.h"

namespace signet::pki {
namespace {

using Request = std::unique_ptr<X509_REQ, OpensslFree<X509_REQ_free>>;

std::string commonNameOf(const X509_NAME* name) {
  const int index = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (index < 0) return "";
  const ASN1_STRING* const value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index));
  return textOf({ASN1_STRING_get0_data(value), static_cast<std::size_t>(ASN1_STRING_length(value))});
}

CertificateRequest checked(const Request& request, const std::string& source) {
  EVP_PKEY* const key = request ? X509_REQ_get0_pubkey(request.get()) : nullptr;
  const bool good = isP256(key) && X509_REQ_verify(request.get(), key) == 1;
  ERR_clear_error();
  if (good) return {commonNameOf(X509_REQ_get_subject_name(request.get())), coordinatesOf(key)};
  throw UserError(Exit::badFile,
                  fmt::format("{} is not a certificate request signed by its own P-256 key.", source),
                  "Make a new one: `signet setup local` lets the chip sign it.");
}

}  // namespace

CertificateRequest CertificateRequest::fromPem(std::string_view text, const std::string& source) {
  return checked(Request(PEM_read_bio_X509_REQ(readingBio(text).get(), nullptr, nullptr, nullptr)), source);
}

CertificateRequest CertificateRequest::fromDer(Bytes der, const std::string& source) {
  const std::uint8_t* at = der.data();
  Request request(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())));
  if (at != der.end()) request.reset();
  return checked(request, source);
}

std::string requestToPem(Bytes der) {
  const std::uint8_t* at = der.data();
  const Request request(
      madeByOpenssl(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())), "reading a CSR"));
  const Bio bio(madeByOpenssl(BIO_new(BIO_s_mem()), "writing a CSR"));
  checkOpenssl(PEM_write_bio_X509_REQ(bio.get(), request.get()) == 1, "writing a CSR");
  return contentOf(bio);
}

}  // namespace signet::pki
