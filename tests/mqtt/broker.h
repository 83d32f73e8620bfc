// A real mosquitto on a free port of loopback, and an MQTT client of ours on a plain TCP connection to it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/base/free_port.h"
#include "host/base/temporary_folder.h"
#include "signet/mqtt/client.h"
#include "signet/port/linux/system_clock.h"
#include "signet/port/linux/tcp_transport.h"
#include "tests/support/child.h"

namespace signet::test {

struct BrokerOptions {
  bool persistent = true;  ///< keeps its sessions over stop() and start()
  bool verbose = true;     ///< logs every packet, for waitForLog(); the test must read that then
  /// More lines of mosquitto.conf, for its listener.
  std::string listener = {};
};

class Broker {
 public:
  explicit Broker(const BrokerOptions& options = {});
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;
  void start();
  /// Lets it end in an orderly way. Only after it has served a client: mosquitto misses a SIGTERM that comes
  /// just when it says that it is running.
  void stop();
  /// SIGKILL, at whatever it is doing: what it had in memory is gone. What it has written to its sockets
  /// before still arrives; a network would deliver it too, but Linux throws it away when it ends a process
  /// that has not read everything.
  void kill();
  std::uint16_t port() const { return port_; }
  /// Until the broker's log has a line with `text`.
  void waitForLog(const std::string& text) { program_->waitFor(text); }
  std::vector<std::string> clientProgram(const std::string& name, std::vector<std::string> more) const;

 private:
  bool hasUnsentBytes() const;

  TemporaryFolder folder_{"signet-broker"};
  std::uint16_t port_;
  bool verbose_;
  std::unique_ptr<Child> program_;
};

/// Everything that arrives, and a client with memory of its own.
class TestClient final : public mqtt::Listener {
 public:
  explicit TestClient(mqtt::ClientOptions options = {});

  /// Connects and waits for the session. False when that fails.
  bool connect(const Broker& broker, const mqtt::ConnectPacket& packet) {
    return connect(broker.port(), packet);
  }
  bool connect(std::uint16_t port, const mqtt::ConnectPacket& packet);
  void drop();
  /// Moves bytes until `done` says so; false after `seconds`, or when the connection ends.
  template <typename Done>
  bool runUntil(Done done, int seconds = 20) {
    const Instant end = clock.now() + std::chrono::seconds(seconds);
    while (!done()) {
      if (!step() || clock.now() > end) return done();
    }
    return true;
  }
  bool step();

  void onConnected(const mqtt::Connack& c) override { sessionPresent = c.sessionPresent; }
  void onDisconnected(Status, mqtt::ReasonCode r) override { reason = r; }
  void onMessage(const mqtt::IncomingMessage& m) override { topic = std::string(m.topic), payload.clear(); }
  void onPayload(Bytes b) override { payload.append(b.begin(), b.end()); }
  void onMessageEnd() override { messages.push_back(topic + "=" + payload); }
  void onPublished(std::uint16_t, mqtt::ReasonCode) override { ++published; }
  void onSubscribed(std::uint16_t, Bytes r) override { granted.assign(r.begin(), r.end()); }

  std::vector<std::uint8_t> in, control, scratch, memory, sentAliases, receivedAliases;
  std::vector<std::uint16_t> received;
  mqtt::RamStore store;
  mqtt::Client client;
  port::SystemClock clock;
  port::TcpTransport transport;
  std::vector<std::uint8_t> unsent;
  bool sessionPresent = false;
  mqtt::ReasonCode reason = mqtt::ReasonCode::success;
  std::string topic, payload;
  std::vector<std::string> messages;
  std::vector<std::uint8_t> granted;
  unsigned published = 0;
};

}  // namespace signet::test
