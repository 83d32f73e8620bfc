#include "host/bench/handshake/tls_peer.h"

#include <openssl/err.h>

#include <stdexcept>

namespace signet::bench {
namespace {

std::string lastError() {
  char text[256];
  ERR_error_string_n(ERR_peek_last_error(), text, sizeof text);
  ERR_clear_error();
  return text;
}

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string(what) + ": " + lastError());
}

}  // namespace

TlsPeerContext::TlsPeerContext(const TlsPeerIdentity& identity)
    : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
  SSL_CTX* const c = context_.get();
  require(c != nullptr, "no TLS server");
  SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
  SSL_CTX_set_max_proto_version(c, TLS1_2_VERSION);
  require(SSL_CTX_use_certificate(c, identity.chain.at(0).get()) == 1, "the server's certificate");
  for (std::size_t i = 1; i < identity.chain.size(); ++i)
    require(SSL_CTX_add1_chain_cert(c, identity.chain[i].get()) == 1, "the server's chain");
  require(SSL_CTX_use_PrivateKey(c, identity.key.get()) == 1, "the server's key");
  require(X509_STORE_add_cert(SSL_CTX_get_cert_store(c), identity.clientAuthority.get()) == 1,
          "the clients' authority");
  SSL_CTX_set_verify(c, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(c), identity.now);
  const unsigned char id[] = "signet";
  SSL_CTX_set_session_id_context(c, id, sizeof id);
  SSL_CTX_set_options(c, SSL_OP_NO_TICKET);  // BearSSL resumes by session identifiers
}

TlsPeer::TlsPeer(const TlsPeerContext& context, Application application)
    : ssl_(SSL_new(context.get()), SSL_free),
      in_(BIO_new(BIO_s_mem())),
      out_(BIO_new(BIO_s_mem())),
      application_(std::move(application)) {
  require(ssl_ != nullptr, "no TLS connection");
  SSL_set_bio(ssl_.get(), in_, out_);
  SSL_set_accept_state(ssl_.get());
}

bool TlsPeer::authenticated() const {
  return SSL_is_init_finished(ssl_.get()) == 1 && SSL_get_verify_result(ssl_.get()) == X509_V_OK &&
         SSL_get0_peer_certificate(ssl_.get()) != nullptr;
}

std::vector<std::uint8_t> TlsPeer::receive(Bytes bytes) {
  BIO_write(in_, bytes.data(), static_cast<int>(bytes.size()));
  if (!ended_) run();
  std::vector<std::uint8_t> answer(BIO_ctrl_pending(out_));
  if (!answer.empty()) BIO_read(out_, answer.data(), static_cast<int>(answer.size()));
  return answer;
}

void TlsPeer::run() {
  std::uint8_t buffer[4096];
  for (;;) {
    const int count = SSL_read(ssl_.get(), buffer, sizeof buffer);
    if (count > 0) {
      const std::vector<std::uint8_t> answer = application_(Bytes(buffer, static_cast<std::size_t>(count)));
      if (!answer.empty()) SSL_write(ssl_.get(), answer.data(), static_cast<int>(answer.size()));
      continue;
    }
    const int why = SSL_get_error(ssl_.get(), count);
    if (why == SSL_ERROR_WANT_READ) return;
    ended_ = true;
    if (why != SSL_ERROR_ZERO_RETURN) error_ = lastError();
    if (why == SSL_ERROR_ZERO_RETURN) SSL_shutdown(ssl_.get());  // otherwise OpenSSL forgets the session
    return;
  }
}

}  // namespace signet::bench
