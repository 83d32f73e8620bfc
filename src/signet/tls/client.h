// TLS 1.2 client for a device whose private key is in an ATECC508A. BearSSL is the engine; every
// elliptic-curve operation can be the chip's.
//
//     ClientMemory<4096, 1024> memory;                  // 8.3 KB: records from the server, to it; certificates
//     Client client(crypto, anchors, memory.view());
//     client.prepare();                                 // GenKey and Random, while TCP connects
//     client.start(stream, {"broker.example", &identity, now});
//     while (client.poll() == Status::wouldBlock) wait for the stream;
//     client.write(...), client.read(...)               // it is a net::Stream itself
//
// Suites: ECDHE-ECDSA with AES-128-GCM-SHA256 and CHACHA20-POLY1305-SHA256; with Software::rsaVerify also the
// same two for ECDHE-RSA. Curve: P-256. Certificates signed with SHA-256.
//
// Blocking: poll(), read() and write() never wait for the network. A step of the handshake that runs in the
// chip takes as long as the chip does: Verify and ECDH 38 ms each, Sign 42 ms.
//
// Memory: everything is in this object and the caller's ClientMemory. About 3.7 KB for the object on a 32-bit
// processor. Not thread safe.
#pragma once

#include <bearssl.h>

#include <array>
#include <cstdint>

#include "signet/net/stream.h"
#include "signet/tls/crypto.h"
#include "signet/tls/curve.h"
#include "signet/tls/failure.h"
#include "signet/tls/identity.h"
#include "signet/tls/observer.h"
#include "signet/tls/validator.h"

namespace signet::tls {

/// Buffers for one record in each direction. A server that ignores the maximum fragment length extension may
/// send records of 16 KB; most send much less, and one that does not ends in recordTooLarge.
struct ClientBuffers {
  MutableBytes in;
  MutableBytes out;
  /// sizeof(ChainMemory) bytes, aligned for it (3 KB). The client's own from start() until poll() answers
  /// anything but wouldBlock; at any other time it may hold something else, as there is no renegotiation.
  MutableBytes chain;
};

/// `In` and `Out` are the largest payloads of a record. The server is asked for records of the smaller of
/// both (512, 1024, 2048 or 4096 bytes, RFC 6066); one that ignores this may send up to `In`.
template <std::size_t In = 4096, std::size_t Out = 1024>
struct RecordMemory {
  static_assert(In >= 512 && Out >= 512, "TLS cannot work with smaller fragments");
  /// Header, nonce and tag of a record with AES-GCM; ChaCha20-Poly1305 needs less.
  static constexpr std::size_t kOverhead = 5 + 8 + 16;
  /// What BearSSL requires for the length it requests: room for the overhead of any suite (bearssl_ssl.h).
  static constexpr std::size_t kDemandedIn = (In < Out ? In : Out) + 325;
  static constexpr std::size_t kIn = In + kOverhead > kDemandedIn ? In + kOverhead : kDemandedIn;

  std::array<std::uint8_t, kIn> in;
  std::array<std::uint8_t, Out + 85> out;
};

/// All that a client needs.
template <std::size_t In = 4096, std::size_t Out = 1024>
struct ClientMemory : RecordMemory<In, Out> {
  alignas(ChainMemory) std::array<std::uint8_t, sizeof(ChainMemory)> chain;
  ClientBuffers view() { return {this->in, this->out, chain}; }
};

/// A session that a later handshake may resume without any elliptic curve. Holds the master secret: wipe it.
struct SavedSession {
  br_ssl_session_parameters parameters{};
  bool valid = false;
};

/// One connection's settings. Pointers must stay valid until the connection has ended.
struct ConnectionSettings {
  const char* serverName = nullptr;  ///< for SNI, and the name that the certificate must carry
  Identity* identity = nullptr;      ///< null: no client certificate
  std::int64_t now = 0;              ///< POSIX time; 0: not known
  const char* alpn = nullptr;        ///< one protocol name, or none
  SavedSession* session = nullptr;  ///< resumed if valid; holds this connection's session after success, also
                                    ///< when the network breaks it later
  bool requireClientAuth =
      true;  ///< a server that asks for no certificate is refused (when there is an identity)
};

/// What was agreed.
struct ConnectionInfo {
  std::uint16_t cipherSuite = 0;  ///< number of the IANA registry
  const char* alpn = nullptr;     ///< what the server selected; null: nothing
  bool resumed = false;
  bool clientAuthenticated = false;
};
/// "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" and so on; "unknown" for others.
const char* cipherSuiteName(std::uint16_t suite);

class Client final : public net::Stream {
 public:
  /// Precondition: isComplete(crypto). Anchors and buffers are not copied.
  Client(const Crypto& crypto, Span<const br_x509_trust_anchor> anchors, ClientBuffers buffers);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Not owned; null for none.
  void setObserver(Observer* observer) { observer_ = observer; }

  /// What the next handshake needs of the chip and can have before it: random bytes, and a fresh ephemeral
  /// key. start() does it if it was not done.
  ///   notLocked   the chip's random numbers are still the fixed pattern FF FF 00 00
  ///   and the statuses of Device::random(), Device::createKey() and Entropy::fill()
  Status prepare();

  /// Begins a handshake over `transport`, a connected stream that must outlive the connection.
  ///   clockNotSet  settings.now is 0
  ///   and what prepare() returns
  Status start(net::Stream& transport, const ConnectionSettings& settings);

  /// Moves bytes as far as possible.
  ///   ok          the connection is established
  ///   wouldBlock  the handshake continues when the transport is ready
  ///   closed      the connection has ended in an orderly way
  ///   otherwise   failure().status
  Status poll();

  /// Something waits for the transport to have room.
  bool wantsWrite() const;
  bool established() const { return state_ == State::established; }
  const Failure& failure() const { return failure_; }
  /// Precondition: established().
  ConnectionInfo info() const;

 private:
  enum class State : std::uint8_t { idle, handshake, established, closed, failed };

  Result<std::size_t> doRead(MutableBytes buffer) override;
  Result<std::size_t> doWrite(Bytes bytes) override;
  void doClose() override;

  Result<std::size_t> takeData(Status status, MutableBytes buffer);
  Result<std::size_t> putData(Bytes bytes);
  void setSuites();
  void setAlgorithms();
  Status seed();
  Status sendRecords();
  Status receiveRecords();
  Status fail(Status status, Side side);
  Status failTransport(Status status);
  Status engineFailed();
  void explainEngineError(int error);
  Status checkEstablished();

  ChainValidator validator_;
  Curve curve_;
  const Crypto& crypto_;
  Span<const br_x509_trust_anchor> anchors_;
  MutableBytes in_, out_;
  Observer* observer_ = nullptr;
  net::Stream* transport_ = nullptr;
  ConnectionSettings settings_;
  const char* alpnNames_[1] = {};
  Failure failure_;
  State state_ = State::idle;
  bool seeded_ = false;
  std::array<std::uint8_t, 64> seed_{};
  /// 3.4 KB. The last, because what is near the object's start is reached with shorter code.
  br_ssl_client_context context_{};
};

}  // namespace signet::tls
