#include "tests/tls/bearssl_peer.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>

#include <algorithm>

#include "signet/tls/anchor.h"

namespace signet::test {
namespace {

std::vector<std::uint8_t> scalarOf(const bench::KeyPtr& key) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_PRIV_KEY, &number);
  std::vector<std::uint8_t> scalar(32);
  BN_bn2binpad(number, scalar.data(), static_cast<int>(scalar.size()));
  BN_free(number);
  return scalar;
}

}  // namespace

const br_ssl_server_policy_class BearSslPeer::kPolicy = {sizeof(Policy), choose, exchangeKeys, sign};

BearSslPeer::BearSslPeer(const bench::Certificates& certificates, std::int64_t now, Fragments fragments,
                         std::vector<std::uint8_t> answer)
    : fragments_(fragments),
      answer_(std::move(answer)),
      serverDer_(bench::derOf(certificates.server)),
      signerDer_(bench::derOf(certificates.signer)),
      rootDer_(bench::derOf(certificates.root)),
      key_(scalarOf(certificates.serverKey)),
      chain_{{serverDer_.data(), serverDer_.size()}, {signerDer_.data(), signerDer_.size()}},
      privateKey_{BR_EC_secp256r1, key_.data(), key_.size()},
      anchor_{tls::anchorFrom(rootDer_).value()},
      policy_{&kPolicy, this} {
  constexpr std::int64_t kDay = 86400, kDaysTo1970 = 719528;
  br_ssl_server_init_full_ec(&server_, chain_, 2, BR_KEYTYPE_EC, &privateKey_);
  br_ssl_engine_set_default_ecdsa(&server_.eng);  // for CertificateVerify
  br_x509_minimal_init_full(&clients_, anchor_, 1);
  br_x509_minimal_set_time(&clients_, static_cast<std::uint32_t>(now / kDay + kDaysTo1970),
                           static_cast<std::uint32_t>(now % kDay));
  br_ssl_engine_set_x509(&server_.eng, &clients_.vtable);
  br_ssl_server_set_trust_anchor_names_alt(&server_, anchor_, 1);
  br_ssl_server_set_policy(&server_, &policy_.vtable);
  br_ssl_engine_set_buffer(&server_.eng, memory_.data(), memory_.size(), 1);
  br_ssl_server_reset(&server_);
}

BearSslPeer& BearSslPeer::of(const br_ssl_server_policy_class** context) {
  return *reinterpret_cast<Policy*>(context)->owner;
}

int BearSslPeer::choose(const br_ssl_server_policy_class** context, const br_ssl_server_context* server,
                        br_ssl_server_choices* choices) {
  BearSslPeer& self = of(context);
  br_ssl_engine_context& engine = self.server_.eng;
  self.asked_ = engine.peer_log_max_frag_len != 0;
  if (self.fragments_ == Fragments::ignored) {
    engine.peer_log_max_frag_len = 0;  // ServerHello does not mention it
    engine.max_frag_len = 16384;
  }
  const br_ssl_server_policy_class** const own = &self.server_.chain_handler.single_ec.vtable;
  return (*own)->choose(own, server, choices);
}

std::uint32_t BearSslPeer::exchangeKeys(const br_ssl_server_policy_class** context, unsigned char* data,
                                        std::size_t* length) {
  const br_ssl_server_policy_class** const own = &of(context).server_.chain_handler.single_ec.vtable;
  return (*own)->do_keyx(own, data, length);
}

std::size_t BearSslPeer::sign(const br_ssl_server_policy_class** context, unsigned algorithm,
                              unsigned char* data, std::size_t hashLength, std::size_t length) {
  const br_ssl_server_policy_class** const own = &of(context).server_.chain_handler.single_ec.vtable;
  return (*own)->do_sign(own, algorithm, data, hashLength, length);
}

std::vector<std::uint8_t> BearSslPeer::receive(Bytes bytes) {
  std::vector<std::uint8_t> out;
  while (!bytes.empty()) {
    std::size_t length = 0;
    unsigned char* const buffer = br_ssl_engine_recvrec_buf(&server_.eng, &length);
    if (buffer == nullptr) break;
    length = std::min(length, bytes.size());
    std::copy_n(bytes.begin(), length, buffer);
    bytes = bytes.from(length);
    br_ssl_engine_recvrec_ack(&server_.eng, length);
    takeApplicationData();
    const std::vector<std::uint8_t> records = takeRecords();
    out.insert(out.end(), records.begin(), records.end());
  }
  return out;
}

void BearSslPeer::takeApplicationData() {
  std::size_t length = 0;
  if (br_ssl_engine_recvapp_buf(&server_.eng, &length) == nullptr) return;
  br_ssl_engine_recvapp_ack(&server_.eng, length);
  answering_ = true;
  sendAnswer();
}

void BearSslPeer::sendAnswer() {
  std::size_t length = 0;
  unsigned char* const buffer = br_ssl_engine_sendapp_buf(&server_.eng, &length);
  if (buffer == nullptr || answer_.empty()) return;
  length = std::min(length, answer_.size());
  std::copy_n(answer_.begin(), length, buffer);
  answer_.erase(answer_.begin(), answer_.begin() + static_cast<std::ptrdiff_t>(length));
  br_ssl_engine_sendapp_ack(&server_.eng, length);
  br_ssl_engine_flush(&server_.eng, 0);
}

std::vector<std::uint8_t> BearSslPeer::takeRecords() {
  std::vector<std::uint8_t> out;
  std::size_t length = 0;
  while (const unsigned char* const buffer = br_ssl_engine_sendrec_buf(&server_.eng, &length)) {
    out.insert(out.end(), buffer, buffer + length);
    br_ssl_engine_sendrec_ack(&server_.eng, length);
    if (answering_) sendAnswer();
  }
  return out;
}

}  // namespace signet::test
