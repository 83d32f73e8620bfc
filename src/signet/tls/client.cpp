#include "signet/tls/client.h"

#include "signet/core/secure.h"
#include "signet/tls/hmac.h"

namespace signet::tls {
namespace {

/// Those with ECDSA first: they are all there is without RSA.
constexpr std::uint16_t kSuites[] = {
    BR_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, BR_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    BR_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, BR_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256};
constexpr std::size_t kEcdsaSuites = 2;

}  // namespace

const char* cipherSuiteName(std::uint16_t suite) {
  switch (suite) {
    case BR_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: return "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
    case BR_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256:
      return "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256";
    case BR_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: return "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    case BR_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: return "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256";
    default: return "unknown";
  }
}

Client::Client(const Crypto& crypto, Span<const br_x509_trust_anchor> anchors, ClientBuffers buffers)
    : validator_(buffers.chain), crypto_(crypto), anchors_(anchors), in_(buffers.in), out_(buffers.out) {
  SIGNET_CHECK(isComplete(crypto));
}

Client::~Client() {
  secureZero(MutableBytes(seed_));
  // The engine holds the session's keys and the state of its random generator.
  secureZero(MutableBytes(reinterpret_cast<std::uint8_t*>(&context_), sizeof context_));
}

Status Client::prepare() {
  SIGNET_TRY(seed());
  if (crypto_.policy.keyExchange == Where::software || crypto_.ephemeral->ready()) return Status::ok;
  const Watch watch(observer_, Step::prepare);
  return crypto_.ephemeral->prepare();
}

/// 32 bytes of the platform and, when there is a chip, 32 of it: BearSSL hashes both into its generator, so
/// that either is enough.
Status Client::seed() {
  if (seeded_) return Status::ok;
  SIGNET_TRY(crypto_.entropy->fill(seed_));
  if (crypto_.chip != nullptr) {
    const Watch watch(observer_, Step::random);
    SIGNET_ASSIGN(atecc::Block random, crypto_.chip->random());
    const ZeroOnExit wipe{MutableBytes(random)};
    if (atecc::isFixedPattern(random)) return Status::notLocked;
    copy(random, MutableBytes(seed_).last(32));
  }
  seeded_ = true;
  return Status::ok;
}

void Client::setSuites() {
  br_ssl_engine_context& engine = context_.eng;
  br_ssl_engine_set_versions(&engine, BR_TLS12, BR_TLS12);
  const bool rsa = crypto_.software.rsaVerify != nullptr;
  br_ssl_engine_set_suites(&engine, kSuites, rsa ? sizeof kSuites / sizeof *kSuites : kEcdsaSuites);
  br_ssl_engine_set_rsavrfy(&engine, crypto_.software.rsaVerify);
}

/// One implementation of each algorithm, named, so that the linker leaves all others out.
/// All are constant-time.
void Client::setAlgorithms() {
  br_ssl_engine_context& engine = context_.eng;
  br_ssl_engine_set_hash(&engine, br_sha256_ID, &br_sha256_vtable);
  br_ssl_engine_set_prf_sha256(&engine, &prfSha256);
  br_ssl_engine_set_gcm(&engine, &br_sslrec_in_gcm_vtable, &br_sslrec_out_gcm_vtable);
  br_ssl_engine_set_aes_ctr(&engine, &br_aes_ct_ctr_vtable);
  br_ssl_engine_set_ghash(&engine, &br_ghash_ctmul32);
  br_ssl_engine_set_chapol(&engine, &br_sslrec_in_chapol_vtable, &br_sslrec_out_chapol_vtable);
  br_ssl_engine_set_chacha20(&engine, &br_chacha20_ct_run);
  br_ssl_engine_set_poly1305(&engine, &br_poly1305_ctmul32_run);
  br_ssl_engine_set_ec(&engine, curve_.impl());
  br_ssl_engine_set_ecdsa(&engine, curve_.verifier());
  validator_.setVerifiers(curve_.impl(), curve_.verifier(), crypto_.software.rsaVerify);
  br_ssl_engine_set_x509(&engine, validator_.engine());
}

Status Client::start(net::Stream& transport, const ConnectionSettings& settings) {
  failure_ = {};
  transport_ = &transport;
  settings_ = settings;
  if (settings.now <= 0) return fail(Status::clockNotSet, Side::device);
  if (const Status status = prepare(); status != Status::ok) {
    failure_.chip = status;
    return fail(status, status == Status::notLocked ? Side::device : Side::chip);
  }
  curve_.reset(crypto_, observer_);
  validator_.reset(anchors_, settings.now, observer_);
  br_ssl_client_zero(&context_);
  // A second handshake in the same connection would need a second ephemeral key, and no broker asks for one.
  br_ssl_engine_set_all_flags(&context_.eng, BR_OPT_NO_RENEGOTIATION);
  setSuites();
  setAlgorithms();
  br_ssl_engine_set_buffers_bidi(&context_.eng, in_.data(), in_.size(), out_.data(), out_.size());
  br_ssl_engine_inject_entropy(&context_.eng, seed_.data(), seed_.size());
  secureZero(MutableBytes(seed_));
  seeded_ = false;
  if (settings.alpn != nullptr) {
    alpnNames_[0] = settings.alpn;
    br_ssl_engine_set_protocol_names(&context_.eng, alpnNames_, 1);
  }
  if (settings.identity != nullptr) {
    br_ssl_client_set_client_certificate(&context_, settings.identity->engine(observer_));
  }
  const bool resume = settings.session != nullptr && settings.session->valid;
  if (resume) br_ssl_engine_set_session_parameters(&context_.eng, &settings.session->parameters);
  state_ = State::handshake;
  if (br_ssl_client_reset(&context_, settings.serverName, resume ? 1 : 0) == 0) return engineFailed();
  const Watch watch(observer_, Step::clientHello);
  return Status::ok;
}

Status Client::poll() {
  if (state_ == State::failed) return failure_.status;
  if (state_ == State::closed) return Status::closed;
  if (state_ == State::established) br_ssl_engine_flush(&context_.eng, 0);
  for (;;) {
    if ((br_ssl_engine_current_state(&context_.eng) & BR_SSL_CLOSED) != 0) return engineFailed();
    const Status sent = sendRecords();
    if (sent != Status::ok && sent != Status::wouldBlock) return sent;
    const Status received = receiveRecords();
    if (received != Status::ok && received != Status::wouldBlock) return received;
    SIGNET_TRY(checkEstablished());
    if (sent != Status::ok && received != Status::ok)
      return state_ == State::established ? Status::ok : Status::wouldBlock;
  }
}

bool Client::wantsWrite() const {
  const bool open = state_ == State::handshake || state_ == State::established;
  return open && (br_ssl_engine_current_state(&context_.eng) & BR_SSL_SENDREC) != 0;
}

/// ok: something has moved.
Status Client::sendRecords() {
  std::size_t length = 0;
  const unsigned char* const buffer = br_ssl_engine_sendrec_buf(&context_.eng, &length);
  if (buffer == nullptr) return Status::wouldBlock;
  const Result<std::size_t> sent = transport_->write(Bytes(buffer, length));
  if (sent.status() == Status::wouldBlock) return Status::wouldBlock;
  if (!sent.ok()) return failTransport(sent.status());
  curve_.enter();
  br_ssl_engine_sendrec_ack(&context_.eng, *sent);
  curve_.leave();
  return Status::ok;
}

Status Client::receiveRecords() {
  std::size_t length = 0;
  unsigned char* const buffer = br_ssl_engine_recvrec_buf(&context_.eng, &length);
  if (buffer == nullptr) return Status::wouldBlock;
  const Result<std::size_t> received = transport_->read(MutableBytes(buffer, length));
  if (received.status() == Status::wouldBlock) return Status::wouldBlock;
  if (!received.ok()) return failTransport(received.status());
  curve_.enter();
  br_ssl_engine_recvrec_ack(&context_.eng, *received);
  curve_.leave();
  return Status::ok;
}

Status Client::checkEstablished() {
  if (state_ != State::handshake || (br_ssl_engine_current_state(&context_.eng) & BR_SSL_SENDAPP) == 0) {
    return Status::ok;
  }
  if (settings_.identity != nullptr && settings_.requireClientAuth && validator_.sawChain() &&
      !settings_.identity->wasSent()) {
    br_ssl_engine_close(&context_.eng);
    return fail(Status::clientAuthNotWanted, Side::server);
  }
  state_ = State::established;
  if (settings_.session != nullptr) {
    br_ssl_engine_get_session_parameters(&context_.eng, &settings_.session->parameters);
    settings_.session->valid = settings_.session->parameters.session_id_len != 0;
  }
  const Watch watch(observer_, Step::established);
  return Status::ok;
}

ConnectionInfo Client::info() const {
  SIGNET_CHECK(established());
  ConnectionInfo info;
  info.cipherSuite = context_.eng.session.cipher_suite;
  info.alpn = settings_.alpn != nullptr
                  ? br_ssl_engine_get_selected_protocol(const_cast<br_ssl_engine_context*>(&context_.eng))
                  : nullptr;
  info.resumed = !validator_.sawChain();
  info.clientAuthenticated = settings_.identity != nullptr && (info.resumed || settings_.identity->wasSent());
  return info;
}

/// Reading and writing are two functions each, because a step of the handshake in poll() goes deep: the
/// memory of the second is not on the stack then.
Result<std::size_t> Client::doRead(MutableBytes buffer) {
  return takeData(poll(), buffer);
}

Result<std::size_t> Client::takeData(Status status, MutableBytes buffer) {
  std::size_t length = 0;
  const unsigned char* const data = br_ssl_engine_recvapp_buf(&context_.eng, &length);
  if (data == nullptr || buffer.empty()) {
    if (status != Status::ok) return status;
    return Status::wouldBlock;
  }
  const std::size_t count = length < buffer.size() ? length : buffer.size();
  copy(Bytes(data, count), buffer);
  br_ssl_engine_recvapp_ack(&context_.eng, count);
  return count;
}

Result<std::size_t> Client::doWrite(Bytes bytes) {
  std::size_t room = 0;
  // No room: the last record is still on its way out.
  if (state_ != State::established || br_ssl_engine_sendapp_buf(&context_.eng, &room) == nullptr) {
    if (const Status status = poll(); status != Status::ok) return status;
  }
  return putData(bytes);
}

Result<std::size_t> Client::putData(Bytes bytes) {
  std::size_t length = 0;
  unsigned char* const buffer = br_ssl_engine_sendapp_buf(&context_.eng, &length);
  if (buffer == nullptr) return Status::wouldBlock;
  const std::size_t count = length < bytes.size() ? length : bytes.size();
  copy(bytes.first(count), MutableBytes(buffer, count));
  br_ssl_engine_sendapp_ack(&context_.eng, count);
  return count;
}

void Client::doClose() {
  if (state_ == State::handshake || state_ == State::established) {
    br_ssl_engine_close(&context_.eng);
    (void)sendRecords();  // close_notify, if there is room for it
    state_ = State::closed;
  }
  if (transport_ != nullptr) transport_->close();
}

}  // namespace signet::tls
