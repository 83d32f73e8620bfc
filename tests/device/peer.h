// A device's connection in clear with memory of its own, and the loop that drives several of them in one
// thread, with poll() on their sockets.
#pragma once

#include <string>
#include <vector>

#include "signet/device/connection.h"
#include "signet/port/linux/system_clock.h"
#include "signet/port/linux/tcp_transport.h"

namespace signet::test {

class Peer : public device::Events {
 public:
  Peer(const std::string& clientId, std::uint64_t jitterSeed);
  virtual ~Peer() = default;

  /// Connects to 127.0.0.1 in `version`; with `keepSession` the broker keeps it while the peer is away.
  void start(std::uint16_t port, mqtt::Version version, bool keepSession,
             std::vector<mqtt::Subscription> subscriptions = {});
  /// Breaks the connection: what has been sent and not been read by the broker yet is lost.
  void cut();

  void onReady() override { ready = true; }
  void onDisconnected(const device::Disconnection& why) override;

  bool ready = false;
  std::string lastWords;  ///< why the connection ended last

  port::TcpTransport transport;

 private:
  static device::ConnectionOptions options(std::uint64_t jitterSeed);

  std::string clientId_;
  std::vector<std::uint8_t> in_, control_, scratch_, queue_, received_, unsent_;
  std::vector<std::uint16_t> receivedIds_;
  mqtt::RamStore store_;
  std::vector<mqtt::Subscription> subscriptions_;

 public:
  device::Connection connection;
};

class Loop {
 public:
  explicit Loop(std::vector<Peer*> peers) : peers_(std::move(peers)) {}
  /// Polls all peers until `done`, waiting for their sockets in between. False after `seconds` without it.
  template <typename Done>
  bool runUntil(Done done, int seconds = 60) {
    const Instant end = clock_.now() + std::chrono::seconds(seconds);
    for (;; wait()) {
      poll();
      if (done()) return true;
      if (clock_.now() > end) return false;
    }
  }

 private:
  void poll();
  void wait();

  port::SystemClock clock_;
  std::vector<Peer*> peers_;
};

}  // namespace signet::test
