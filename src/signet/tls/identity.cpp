#include "signet/tls/identity.h"

#include "signet/x509/certificate.h"
#include "signet/x509/csr.h"

namespace signet::tls {

const br_ssl_client_certificate_class Identity::kClass = {
    sizeof(Link), ignore, ignoreName, ignoreBytes, ignore, ignore, choose, staticEcdh, sign};

Status Identity::check() {
  SIGNET_CHECK(!chain_.empty());
  SIGNET_ASSIGN(const Bytes point, x509::findPoint(Bytes(chain_[0].data, chain_[0].data_len)));
  SIGNET_ASSIGN(const atecc::PublicKey key, signer_.publicKey());
  return equal(point, key.bytes) ? Status::ok : Status::keyMismatch;
}

const br_ssl_client_certificate_class** Identity::engine(Observer* observer) {
  link_ = {&kClass, this};
  observer_ = observer;
  sent_ = false;
  signerStatus_ = Status::ok;
  return &link_.vtable;
}

Identity& Identity::of(const br_ssl_client_certificate_class** context) {
  return *reinterpret_cast<Link*>(context)->owner;
}

// The names of authorities that the server would accept are not used: a device has one certificate.
void Identity::ignore(const br_ssl_client_certificate_class**) {}
void Identity::ignoreName(const br_ssl_client_certificate_class**, std::size_t) {}
void Identity::ignoreBytes(const br_ssl_client_certificate_class**, const unsigned char*, std::size_t) {}

void Identity::choose(const br_ssl_client_certificate_class** context, const br_ssl_client_context*,
                      std::uint32_t authTypes, br_ssl_client_certificate* choices) {
  Identity& self = of(context);
  // Bits 8 to 15 of authTypes: ECDSA with hash n (bearssl_ssl.h).
  self.sent_ = (authTypes >> (8 + br_sha256_ID) & 1) != 0;
  choices->auth_type = BR_AUTH_ECDSA;
  choices->hash_id = br_sha256_ID;
  choices->chain = self.sent_ ? self.chain_.data() : nullptr;
  choices->chain_len = self.sent_ ? self.chain_.size() : 0;
}

std::uint32_t Identity::staticEcdh(const br_ssl_client_certificate_class**, unsigned char*, std::size_t*) {
  return 0;  // never chosen: choose() always signs
}

std::size_t Identity::sign(const br_ssl_client_certificate_class** context, int, std::size_t hashLength,
                           unsigned char* data, std::size_t length) {
  Identity& self = of(context);
  const Watch watch(self.observer_, Step::sign);
  atecc::Digest digest{};
  SIGNET_CHECK(hashLength == digest.size());
  copy(Bytes(data, hashLength), digest);
  const Result<atecc::Signature> signature = self.signer_.sign(digest);
  if (!signature.ok()) {
    self.signerStatus_ = signature.status();
    return 0;
  }
  x509::DerWriter writer(MutableBytes(data, length));
  x509::writeSignaturePair(writer, *signature);
  const Result<Bytes> encoded = writer.finish();
  return encoded.ok() ? encoded->size() : 0;
}

}  // namespace signet::tls
