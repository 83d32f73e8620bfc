#include "signet/tls/validator.h"

#include "signet/x509/der.h"

namespace signet::tls {
namespace {

namespace der = x509::der;

/// BearSSL counts days from 0 January of year 0, POSIX from 1970.
constexpr std::uint32_t kDaysTo1970 = 719528;
constexpr std::int64_t kSecondsPerDay = 86400;

x509::DateForm formOf(std::uint8_t tag) {
  return tag == der::kUtcTime ? x509::DateForm::utcTime : x509::DateForm::generalizedTime;
}

bool isTimeTag(std::uint8_t tag) {
  return tag == der::kUtcTime || tag == der::kGeneralizedTime;
}

}  // namespace

void ValidityScanner::feed(Bytes bytes) {
  for (const std::uint8_t byte : bytes) {
    if (found_) return;
    feed(byte);
  }
}

void ValidityScanner::feed(std::uint8_t byte) {
  window_[size_++] = byte;
  if (!fits()) {
    // The byte that broke one match may begin another.
    size_ = 0;
    if (byte == der::kSequence) window_[size_++] = byte;
    return;
  }
  if (size_ >= 2 && size_ == window_[1] + 2) finish();
}

/// What is known of the structure at each place: SEQUENCE, its length, the tag and length of the first time.
bool ValidityScanner::fits() const {
  const std::uint8_t last = window_[size_ - 1];
  switch (size_) {
    case 1: return last == der::kSequence;
    case 2: return last == 0x1E || last == 0x20 || last == 0x22;
    case 3: return isTimeTag(last);
    case 4: return last == x509::dateSize(formOf(window_[2]));
    default: return true;
  }
}

void ValidityScanner::finish() {
  const Bytes all(window_);
  x509::DerReader reader(all.subspan(2, window_[1]));
  const auto first = reader.next();
  const auto second = reader.next();
  size_ = 0;
  if (!first.ok() || !second.ok() || !isTimeTag(first->tag) || !isTimeTag(second->tag)) return;
  const auto from = x509::readDate(first->content, formOf(first->tag));
  const auto until = x509::readDate(second->content, formOf(second->tag));
  if (!from.ok() || !until.ok()) return;
  notBefore_ = *from;
  notAfter_ = *until;
  found_ = true;
}

const br_x509_class ChainValidator::kClass = {sizeof(Link),   startChain, startCertificate, append,
                                              endCertificate, endChain,   publicKey};

void ChainValidator::reset(Span<const br_x509_trust_anchor> anchors, std::int64_t now, Observer* observer) {
  link_ = {&kClass, this};
  observer_ = observer;
  now_ = x509::dateOf(now);
  verdict_ = Verdict::inside;
  sawChain_ = false;
  br_x509_minimal_init(&minimal_, &br_sha256_vtable, anchors.data(), anchors.size());
  br_x509_minimal_set_hash(&minimal_, br_sha256_ID, &br_sha256_vtable);
  const auto days = static_cast<std::uint32_t>(now / kSecondsPerDay);
  br_x509_minimal_set_time(&minimal_, days + kDaysTo1970,
                           static_cast<std::uint32_t>(now - days * kSecondsPerDay));
}

void ChainValidator::setVerifiers(const br_ec_impl* ec, br_ecdsa_vrfy ecdsa, br_rsa_pkcs1_vrfy rsa) {
  br_x509_minimal_set_ecdsa(&minimal_, ec, ecdsa);
  if (rsa != nullptr) br_x509_minimal_set_rsa(&minimal_, rsa);
}

ChainValidator& ChainValidator::of(const br_x509_class** context) {
  return *reinterpret_cast<Link*>(context)->owner;
}

void ChainValidator::startChain(const br_x509_class** context, const char* serverName) {
  ChainValidator& self = of(context);
  self.sawChain_ = true;
  if (self.observer_ != nullptr) self.observer_->begin(Step::chain);
  self.minimal_.vtable->start_chain(&self.minimal_.vtable, serverName);
}

void ChainValidator::startCertificate(const br_x509_class** context, std::uint32_t length) {
  ChainValidator& self = of(context);
  self.scanner_.reset();
  self.minimal_.vtable->start_cert(&self.minimal_.vtable, length);
}

void ChainValidator::append(const br_x509_class** context, const unsigned char* bytes, std::size_t length) {
  ChainValidator& self = of(context);
  self.scanner_.feed(Bytes(bytes, length));
  self.minimal_.vtable->append(&self.minimal_.vtable, bytes, length);
}

void ChainValidator::endCertificate(const br_x509_class** context) {
  ChainValidator& self = of(context);
  if (self.verdict_ == Verdict::inside && self.scanner_.found()) {
    if (x509::isBefore(self.scanner_.notAfter(), self.now_)) self.verdict_ = Verdict::expired;
    if (x509::isBefore(self.now_, self.scanner_.notBefore())) self.verdict_ = Verdict::notYetValid;
    if (self.verdict_ != Verdict::inside) self.outside_ = self.scanner_;
  }
  self.minimal_.vtable->end_cert(&self.minimal_.vtable);
}

unsigned ChainValidator::endChain(const br_x509_class** context) {
  ChainValidator& self = of(context);
  const unsigned error = self.minimal_.vtable->end_chain(&self.minimal_.vtable);
  if (self.observer_ != nullptr) self.observer_->end(Step::chain);
  return error;
}

const br_x509_pkey* ChainValidator::publicKey(const br_x509_class* const* context, unsigned* usages) {
  ChainValidator& self = *reinterpret_cast<const Link*>(context)->owner;
  return self.minimal_.vtable->get_pkey(&self.minimal_.vtable, usages);
}

}  // namespace signet::tls
