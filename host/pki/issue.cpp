// How certificates are made: certificate.h.
#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "host/base/errors.h"
#include "host/crypto/openssl.h"
#include "host/crypto/openssl_key.h"
#include "host/crypto/openssl_sha256.h"
#include "host/pki/certificate.h"
#include "host/pki/server_name.h"

namespace signet::pki {
namespace {

constexpr std::size_t kSerialSize = 16;
constexpr std::int64_t kOneHour = 3600;
constexpr long kVersion3 = 2;  // RFC 5280, section 4.1.2.1

using Number = std::unique_ptr<BIGNUM, OpensslFree<BN_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, OpensslFree<X509_EXTENSION_free>>;

struct ExtensionText {
  int nid;
  const char* value;
};

/// By RFC 5280, section 4.2.1. The order is part of the compressed form's template: it never changes.
std::vector<ExtensionText> extensionsFor(Purpose purpose) {
  const ExtensionText subjectKey{NID_subject_key_identifier, "hash"};
  const ExtensionText authorityKey{NID_authority_key_identifier, "keyid:always"};
  switch (purpose) {
    case Purpose::root:
      return {{NID_basic_constraints, "critical,CA:TRUE"},
              {NID_key_usage, "critical,keyCertSign,cRLSign"},
              subjectKey};
    case Purpose::signer:
      return {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
              {NID_key_usage, "critical,keyCertSign,cRLSign"},
              subjectKey,
              authorityKey};
    case Purpose::client:
    case Purpose::server: break;
  }
  return {{NID_basic_constraints, "critical,CA:FALSE"},
          {NID_key_usage, "critical,digitalSignature"},
          {NID_ext_key_usage, purpose == Purpose::client ? "clientAuth" : "serverAuth"},
          subjectKey,
          authorityKey};
}

void addExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  checkOpenssl(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "adding an extension");
}

/// As OpenSSL's configuration language writes them; names are checked first, so nothing else gets in.
/// Addresses are there as names, too, for the clients of small devices (BearSSL) that compare nothing else.
std::string altNames(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    const bool address = addressBytes(name).has_value();
    if (!address && !isHostName(name)) {
      throw usageError(fmt::format("{} is neither a host name nor an IP address.", name),
                       "Write it like broker.example.com, 192.168.1.5 or fd00::5.");
    }
    if (!text.empty()) text += ',';
    if (address) text += fmt::format("IP:{},", name);
    text += fmt::format("DNS:{}", name);
  }
  return text;
}

void setSerial(X509* certificate, const CertificateOrder& order, const atecc::PublicKey& key) {
  x509::CompressedCertificate form;
  form.formatVersion = formatVersionFor(order.validity);
  form.dates = valueOf(x509::encodeDates(order.validity, form.formatVersion), "Making a certificate's dates");
  form.serialSource = x509::SerialSource::publicKeyHash;
  std::uint8_t serial[kSerialSize];
  OpensslSha256 sha256;
  check(x509::makeSerial(form, {key, {}, {}}, sha256, serial), "Making a certificate's serial number");
  const Number number(madeByOpenssl(BN_bin2bn(serial, kSerialSize, nullptr), "making a serial number"));
  checkOpenssl(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr,
               "setting the serial number");
}

void setDate(ASN1_TIME* time, const x509::Date& date) {
  // OpenSSL takes UTCTime until 2049 and GeneralizedTime after, as RFC 5280 asks for.
  checkOpenssl(ASN1_TIME_set(time, x509::posixOf(date)) != nullptr, "setting a date");
}

x509::Date endOf(const x509::Validity& validity) {
  return valueOf(x509::notAfter(validity, x509::DateForm::generalizedTime), "Making a certificate's dates");
}

Certificate make(const CertificateOrder& order, const atecc::PublicKey& key, X509* issuer,
                 const PrivateKey& signer) {
  const std::shared_ptr<X509> certificate(madeByOpenssl(X509_new(), "making a certificate"), X509_free);
  X509* const c = certificate.get();
  X509_set_version(c, kVersion3);
  setSerial(c, order, key);
  X509_NAME* const subject = X509_get_subject_name(c);
  const auto* const name = reinterpret_cast<const unsigned char*>(order.commonName.data());
  const int length = static_cast<int>(order.commonName.size());
  checkOpenssl(X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, name, length, -1, 0) == 1,
               "setting the name");
  checkOpenssl(X509_set_issuer_name(c, issuer == nullptr ? subject : X509_get_subject_name(issuer)) == 1,
               "setting the issuer");
  setDate(X509_getm_notBefore(c), order.validity.notBefore);
  setDate(X509_getm_notAfter(c), endOf(order.validity));
  const auto publicKey = opensslKey(key);
  checkOpenssl(publicKey && X509_set_pubkey(c, publicKey.get()) == 1, "setting the key");
  for (const ExtensionText& extension : extensionsFor(order.purpose))
    addExtension(c, issuer == nullptr ? c : issuer, extension.nid, extension.value);
  if (!order.serverNames.empty()) addExtension(c, issuer, NID_subject_alt_name, altNames(order.serverNames));
  checkOpenssl(X509_sign(c, signer.get(), EVP_sha256()) > 0, "signing a certificate");
  return Certificate(certificate);
}

}  // namespace

Certificate issue(const CertificateOrder& order, const atecc::PublicKey& key, const Issuer& issuer) {
  return make(order, key, issuer.certificate.get(), issuer.key);
}

Certificate issueToItself(const CertificateOrder& order, const PrivateKey& key) {
  return make(order, key.publicKey(), nullptr, key);
}

x509::Validity validityFrom(std::int64_t now, unsigned years, std::int64_t latest) {
  x509::Validity validity;
  validity.notBefore = x509::dateOf((now - kOneHour) / kOneHour * kOneHour);
  // There may be no 29 February in the year in which it ends.
  if (validity.notBefore.month == 2 && validity.notBefore.day == 29) validity.notBefore.day = 28;
  for (validity.years = static_cast<std::uint8_t>(years); validity.years > 1; --validity.years) {
    if (x509::posixOf(endOf(validity)) <= latest) break;
  }
  return validity;
}

std::uint8_t formatVersionFor(const x509::Validity& validity) {
  return x509::encodeDates(validity, 0).ok() ? 0 : 1;
}

}  // namespace signet::pki
