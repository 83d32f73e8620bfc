// SecureConnection: a Connection over TLS with everything it needs in one object, whose size is known at
// compile time. About 14 KB with the sizes below on a 32-bit processor.
//
//     SecureConnection<> secure({crypto, anchors, transport, date}, events, options);
//     secure.start(settings);
//     secure->poll(clock.now());
#pragma once

#include <array>

#include "signet/core/secure.h"
#include "signet/device/connection.h"

namespace signet::device {

/// In bytes. Derive from it to change some.
struct DefaultSizes {
  static constexpr std::size_t kTlsIn = 4096;    ///< largest payload of a TLS record from the server
  static constexpr std::size_t kTlsOut = 1024;   ///< and to it
  static constexpr std::size_t kPacketIn = 256;  ///< largest MQTT packet from the broker, without its payload
  static constexpr std::size_t kControl = 320;   ///< CONNECT with its will; SUBSCRIBE
  static constexpr std::size_t kScratch = 256;   ///< topic and properties of a message to publish
  static constexpr std::size_t kQueue = 1024;    ///< messages that wait, 24 bytes and their content each
  static constexpr std::size_t kReceivedIds = 4;      ///< messages of QoS 2 on their way in at once
  static constexpr std::size_t kSentAliases = 1;      ///< topics that get a number instead (version 5)
  static constexpr std::size_t kReceivedAliases = 0;  ///< the same for the broker's messages
  static constexpr std::size_t kBetween = 128;        ///< between TLS and MQTT, each way
};

/// What a SecureConnection works with. Not owned; all must outlive it.
struct SecureLink {
  const tls::Crypto& crypto;
  Span<const br_x509_trust_anchor> anchors;
  net::Transport& transport;
  time::DateSource& date;
};

template <typename Sizes = DefaultSizes>
class SecureConnection {
 public:
  SecureConnection(const SecureLink& link, Events& events, const ConnectionOptions& options = {})
      : tls_(link.crypto, link.anchors, {records_.in, records_.out, phaseMemory_.chain}),
        store_(queue_, receivedIds_),
        connection_({link.transport, &tls_, &link.date}, memory(), store_, events, options) {}

  ~SecureConnection() {
    // The session holds the master secret.
    secureZero(MutableBytes(reinterpret_cast<std::uint8_t*>(&session_), sizeof session_));
  }
  SecureConnection(const SecureConnection&) = delete;
  SecureConnection& operator=(const SecureConnection&) = delete;

  /// As of Connection::start(); TLS sessions are resumed.
  Status start(Settings settings) {
    settings.resume = &session_;
    return connection_.start(settings);
  }
  Connection* operator->() { return &connection_; }
  Connection& operator*() { return connection_; }
  /// For an observer.
  tls::Client& tls() { return tls_; }

 private:
  ConnectionMemory memory() {
    SessionMemory& m = phaseMemory_.session;
    return {m.received, m.unsent, {m.packetIn, m.control, scratch_, m.sentAliases, m.receivedAliases}};
  }

  /// What MQTT writes to only while its session is being joined, stands or ends, or while the connection is
  /// stopped (start() looks whether CONNECT fits). What publish() writes to is not among it: that is called
  /// at any time.
  struct SessionMemory {
    std::array<std::uint8_t, Sizes::kPacketIn> packetIn;
    std::array<std::uint8_t, Sizes::kControl> control;
    std::array<std::uint8_t, Sizes::kSentAliases * mqtt::TopicAliases::kPlace> sentAliases;
    std::array<std::uint8_t, Sizes::kReceivedAliases * mqtt::TopicAliases::kPlace> receivedAliases;
    std::array<std::uint8_t, Sizes::kBetween> received;
    std::array<std::uint8_t, Sizes::kBetween> unsent;
  };
  /// The server's certificates are judged in the phase handshake, when MQTT is in none of those, and never
  /// again in the same connection. So both have one memory.
  union PhaseMemory {
    alignas(tls::ChainMemory) std::array<std::uint8_t, sizeof(tls::ChainMemory)> chain;
    SessionMemory session;
  };

  tls::RecordMemory<Sizes::kTlsIn, Sizes::kTlsOut> records_;
  PhaseMemory phaseMemory_;
  tls::Client tls_;
  tls::SavedSession session_;
  std::array<std::uint8_t, Sizes::kScratch> scratch_;
  std::array<std::uint8_t, Sizes::kQueue> queue_;
  std::array<std::uint16_t, Sizes::kReceivedIds> receivedIds_;
  mqtt::RamStore store_;
  Connection connection_;
};

}  // namespace signet::device
