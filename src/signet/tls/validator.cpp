#include "signet/tls/validator.h"

#include <new>

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

ChainValidator::ChainValidator(MutableBytes memory) : memory_(reinterpret_cast<ChainMemory*>(memory.data())) {
  SIGNET_CHECK(memory.size() >= sizeof(ChainMemory) &&
               reinterpret_cast<std::uintptr_t>(memory.data()) % alignof(ChainMemory) == 0);
}

void ChainValidator::reset(Span<const br_x509_trust_anchor> anchors, std::int64_t now, Observer* observer) {
  memory_ = new (memory_) ChainMemory;
  link_ = {&kClass, this};
  observer_ = observer;
  memory_->now = x509::dateOf(now);
  verdict_ = Verdict::inside;
  sawChain_ = false;
  br_x509_minimal_init(&memory_->minimal, &br_sha256_vtable, anchors.data(), anchors.size());
  br_x509_minimal_set_hash(&memory_->minimal, br_sha256_ID, &br_sha256_vtable);
  const auto days = static_cast<std::uint32_t>(now / kSecondsPerDay);
  br_x509_minimal_set_time(&memory_->minimal, days + kDaysTo1970,
                           static_cast<std::uint32_t>(now - days * kSecondsPerDay));
}

void ChainValidator::setVerifiers(const br_ec_impl* ec, br_ecdsa_vrfy ecdsa, br_rsa_pkcs1_vrfy rsa) {
  br_x509_minimal_set_ecdsa(&memory_->minimal, ec, ecdsa);
  if (rsa != nullptr) br_x509_minimal_set_rsa(&memory_->minimal, rsa);
}

ChainValidator& ChainValidator::of(const br_x509_class** context) {
  return *reinterpret_cast<Link*>(context)->owner;
}

void ChainValidator::startChain(const br_x509_class** context, const char* serverName) {
  ChainValidator& self = of(context);
  self.sawChain_ = true;
  if (self.observer_ != nullptr) self.observer_->begin(Step::chain);
  self.memory_->minimal.vtable->start_chain(&self.memory_->minimal.vtable, serverName);
}

void ChainValidator::startCertificate(const br_x509_class** context, std::uint32_t length) {
  ChainValidator& self = of(context);
  self.memory_->scanner.reset();
  self.memory_->minimal.vtable->start_cert(&self.memory_->minimal.vtable, length);
}

void ChainValidator::append(const br_x509_class** context, const unsigned char* bytes, std::size_t length) {
  ChainValidator& self = of(context);
  self.memory_->scanner.feed(Bytes(bytes, length));
  self.memory_->minimal.vtable->append(&self.memory_->minimal.vtable, bytes, length);
}

void ChainValidator::endCertificate(const br_x509_class** context) {
  ChainValidator& self = of(context);
  if (self.verdict_ == Verdict::inside && self.memory_->scanner.found()) {
    if (x509::isBefore(self.memory_->scanner.notAfter(), self.memory_->now)) self.verdict_ = Verdict::expired;
    if (x509::isBefore(self.memory_->now, self.memory_->scanner.notBefore()))
      self.verdict_ = Verdict::notYetValid;
    if (self.verdict_ != Verdict::inside) {
      self.notBefore_ = self.memory_->scanner.notBefore();
      self.notAfter_ = self.memory_->scanner.notAfter();
    }
  }
  self.memory_->minimal.vtable->end_cert(&self.memory_->minimal.vtable);
}

unsigned ChainValidator::endChain(const br_x509_class** context) {
  ChainValidator& self = of(context);
  const unsigned error = self.memory_->minimal.vtable->end_chain(&self.memory_->minimal.vtable);
  if (self.observer_ != nullptr) self.observer_->end(Step::chain);
  return error;
}

const br_x509_pkey* ChainValidator::publicKey(const br_x509_class* const* context, unsigned* usages) {
  ChainValidator& self = *reinterpret_cast<const Link*>(context)->owner;
  return self.memory_->minimal.vtable->get_pkey(&self.memory_->minimal.vtable, usages);
}

}  // namespace signet::tls
