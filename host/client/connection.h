// Connection: device::Connection as it runs on a PC. Sockets, memory from the heap, poll() for waiting.
//
//     Connection connection(credentials, clock, settings, events);
//     connection.start();
//     connection.runUntil([&] { return done; });
//
// What is learned on the way is in a timeline: look-up, TCP, each step of TLS, MQTT.
#pragma once

#include <poll.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/client/credentials.h"
#include "host/client/reasons.h"
#include "host/client/step_recorder.h"
#include "host/client/timeline.h"
#include "host/client/transport.h"
#include "signet/device/connection.h"
#include "signet/port/linux/system_date.h"

namespace signet::client {

struct WillMessage {
  std::string topic;
  std::string payload;
  mqtt::Qos qos = mqtt::Qos::atLeastOnce;
  bool retain = true;
};

struct TopicFilter {
  std::string filter;
  mqtt::Qos qos = mqtt::Qos::atMostOnce;
};

struct Settings {
  Peer peer;
  std::string serverName;  ///< in the server's certificate; empty: the host's
  std::string alpn;        ///< empty: none
  mqtt::Version version = mqtt::Version::v5;
  std::string clientId;
  bool cleanStart = true;
  std::uint32_t sessionExpiry = 0;  ///< seconds; version 5 only
  std::uint16_t keepAlive = 30;     ///< seconds
  std::optional<WillMessage> will;
  std::vector<TopicFilter> subscriptions;
  std::size_t storeSize = std::size_t{256} * 1024;  ///< for messages that wait to be sent or acknowledged
  bool resumeTls = false;                           ///< keep the TLS session for reconnecting
  device::ConnectionOptions options;
  /// Has the last word on what the connection is started with: for an application that describes itself. What it
  /// points at must outlive the connection.
  std::function<void(device::Settings&)> application;
};

class Connection {
 public:
  /// Everything but `settings` must outlive it. `clock`: of the chip, see clock.h; `credentials` null:
  /// MQTT in clear.
  Connection(Credentials* credentials, Clock& clock, Settings settings, device::Events& events);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Throws UserError (usage) for settings that MQTT does not allow.
  void start();
  /// Does what can be done now.
  void poll() { connection_->poll(clock_.now()); }
  /// Waits for the network, for one of `others` (filled as poll(2) does), for the time of the next poll(), or
  /// for `longest`. Signals cut it short.
  void wait(std::span<pollfd> others = {}, Duration longest = std::chrono::hours(1));
  /// Both, until `done` is true after a poll().
  template <typename Done>
  void runUntil(Done done) {
    for (poll(); !done(); poll()) wait();
  }
  /// Says goodbye, and sees it sent.
  void stop();

  device::Connection& mqtt() { return *connection_; }
  Instant now() { return clock_.now(); }
  const Settings& settings() const { return settings_; }
  /// Of what has happened since start().
  const Timeline& timeline() const { return timeline_; }
  /// "127.0.0.1" or "::1": who was connected to last; empty before.
  const std::string& peerAddress() const { return transport_.peerAddress(); }
  /// How far the connection attempt that `why` ended has come, with its details.
  Ending ending(const device::Disconnection& why) const;
  /// The story of `why`, with the next thing to try.
  UserError error(const device::Disconnection& why) const { return endingError(ending(why), settings_.peer); }

 private:
  /// Tells the timeline of phases, and everything to the application.
  class Relay;
  struct Memory;

  device::Settings deviceSettings();

  Credentials* credentials_;
  Clock& clock_;
  Settings settings_;
  Timeline timeline_;
  Timeline::Lane network_;
  Timeline::Lane tls_;
  ObservedTransport transport_;
  StepRecorder steps_;
  port::SystemDate date_;
  tls::SavedSession saved_;
  std::unique_ptr<Memory> memory_;
  std::unique_ptr<tls::Client> tlsClient_;
  std::unique_ptr<Relay> relay_;
  std::unique_ptr<device::Connection> connection_;

  // What device::Settings points at.
  std::vector<mqtt::Subscription> subscriptions_;
  std::vector<mqtt::Property> properties_;
  mqtt::Will will_;
};

}  // namespace signet::client
