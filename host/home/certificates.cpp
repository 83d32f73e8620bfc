#include "host/home/certificates.h"

#include <fmt/format.h>

#include <optional>

#include "host/base/encoding.h"
#include "host/base/errors.h"
#include "host/home/name_text.h"
#include "signet/tls/anchor.h"
#include "signet/x509/certificate.h"
#include "signet/x509/dates.h"

namespace signet::home {
namespace {

namespace der = x509::der;
using x509::DerElement;
using x509::DerReader;

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
constexpr const char* kWhatToGive =
    "Give a PEM file with `-----BEGIN CERTIFICATE-----` in it; "
    "`openssl x509 -in FILE -noout -text` shows one.";

/// The parts that facts are made of, in certificates of any version.
struct Parts {
  Bytes serial;
  DerElement issuer, subject;
  DerElement notBefore, notAfter;
};

Result<Parts> partsOf(Bytes certificate) {
  DerReader outer(certificate);
  SIGNET_ASSIGN(const DerElement whole, outer.next(der::kSequence));
  if (!outer.atEnd()) return Status::badEncoding;
  DerReader certificateReader(whole.content);
  SIGNET_ASSIGN(const DerElement tbs, certificateReader.next(der::kSequence));
  SIGNET_TRY(certificateReader.next(der::kSequence).status());  // signature algorithm
  SIGNET_TRY(certificateReader.next(der::kBitString).status());
  DerReader reader(tbs.content);
  if (reader.peekTag() == der::context(0)) SIGNET_TRY(reader.next().status());  // version; none in version 1
  Parts parts;
  SIGNET_ASSIGN(const DerElement serial, reader.next(der::kInteger));
  parts.serial = serial.content;
  SIGNET_TRY(reader.next(der::kSequence).status());  // signature algorithm
  SIGNET_ASSIGN(parts.issuer, reader.next(der::kSequence));
  SIGNET_ASSIGN(const DerElement validity, reader.next(der::kSequence));
  SIGNET_ASSIGN(parts.subject, reader.next(der::kSequence));
  SIGNET_TRY(reader.next(der::kSequence).status());  // public key
  DerReader dates(validity.content);
  SIGNET_ASSIGN(parts.notBefore, dates.next());
  SIGNET_ASSIGN(parts.notAfter, dates.next());
  return parts;
}

/// 0 for what is no date.
std::int64_t posixTimeOf(const DerElement& time) {
  const auto form = time.tag == der::kUtcTime ? x509::DateForm::utcTime : x509::DateForm::generalizedTime;
  const auto date = x509::readDate(time.content, form);
  return date.ok() && date->year >= 1970 ? x509::posixOf(*date) : 0;
}

/// Without the zero that keeps an INTEGER positive.
std::string serialText(Bytes serial) {
  return hexOf(serial.size() > 1 && serial[0] == 0 ? serial.from(1) : serial);
}

}  // namespace

std::string dateText(std::int64_t posixSeconds) {
  const x509::Date date = x509::dateOf(posixSeconds);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", date.year, date.month, date.day, date.hour,
                     date.minute, date.second);
}

CertificateList CertificateList::fromPem(std::string_view pem, const std::string& name) {
  std::vector<Der> certificates;
  for (std::size_t at = pem.find(kBegin); at != std::string_view::npos; at = pem.find(kBegin, at)) {
    at += kBegin.size();
    const std::size_t end = pem.find(kEnd, at);
    std::optional<Der> bytes;
    if (end != std::string_view::npos) bytes = parseBase64(pem.substr(at, end - at));
    if (!bytes || !partsOf(*bytes).ok()) {
      throw UserError(
          Exit::badFile,
          fmt::format("{}: certificate number {} in it is damaged.", name, certificates.size() + 1),
          kWhatToGive);
    }
    certificates.push_back(*std::move(bytes));
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
  const auto parts = partsOf(der(index));
  CertificateFacts facts;
  if (!parts.ok()) return facts;
  facts.subject = nameText(parts->subject.content);
  facts.commonName = commonNameIn(parts->subject.content);
  facts.issuer = nameText(parts->issuer.content);
  facts.serialNumber = serialText(parts->serial);
  facts.notBefore = posixTimeOf(parts->notBefore);
  facts.notAfter = posixTimeOf(parts->notAfter);
  facts.selfSigned = equal(parts->subject.whole, parts->issuer.whole);
  return facts;
}

std::string CertificateList::pem() const {
  constexpr std::size_t kLine = 64;
  std::string text;
  for (const Der& one : certificates_) {
    const std::string base64 = base64Of(one);
    text += fmt::format("{}\n", kBegin);
    for (std::size_t at = 0; at < base64.size(); at += kLine) text += base64.substr(at, kLine) + '\n';
    text += fmt::format("{}\n", kEnd);
  }
  return text;
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
                      fmt::format("{}: the key of \"{}\" is neither P-256 nor RSA, "
                                  "so nothing it signed can be verified.",
                                  name, certificates_.facts(i).subject),
                      "Give the certificate of the authority that the server's certificate leads to.",
                      anchor.status());
    }
    anchors_.push_back(*anchor);
  }
}

}  // namespace signet::home
