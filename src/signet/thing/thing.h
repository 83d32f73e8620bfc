// Thing: the application of a small device, the same on every board: tells how it is, obeys, and
// reports its button.
//
//     topic                      what                                          QoS  retained
//     devices/NAME/telemetry     {"sequence":3,"uptime":21,"led":false,...}    1    no
//     devices/NAME/button        {"pressed":true}                              1    no
//     devices/NAME/status        {"online":true}, by its will {"online":false} 1    yes
//     devices/NAME/command       {"led":true}: what it obeys                   1
//
// What is published while there is no connection waits; when the queue is full, the oldest makes room.
//
// Memory: its own, nothing is allocated. Not thread safe.
#pragma once

#include <array>
#include <cstdint>

#include "signet/core/clock.h"
#include "signet/device/connection.h"
#include "signet/device/events.h"

namespace signet::thing {

/// What a thing can do to its board, and whom it tells what happens.
class ThingBoard {
 public:
  void setLed(bool on) { doSetLed(on); }
  /// One sentence, without a line end. Valid during the call.
  void log(const char* sentence) { doLog(sentence); }

 protected:
  ~ThingBoard() = default;

 private:
  virtual void doSetLed(bool on) = 0;
  virtual void doLog(const char* sentence) = 0;
};

struct ThingOptions {
  Duration telemetryEvery = std::chrono::seconds(10);
  std::uint16_t keepAliveSeconds = 30;
};

class Thing final : public device::Events {
 public:
  /// Longest name, and longest command.
  static constexpr std::size_t kMaxName = 64;
  static constexpr std::size_t kMaxCommand = 128;

  /// `name`: zero-terminated. Precondition: at most kMaxName characters, and a telemetry interval above 0.
  /// Board and name must outlive it.
  Thing(ThingBoard& board, const char* name, const ThingOptions& options = {});

  /// Adds to `settings` what MQTT needs of this thing: client identifier, will, subscription. It must stay
  /// where it is until the connection is stopped.
  void describeTo(device::Settings& settings);
  /// The connection that it publishes with. Not owned. Precondition of all that follows.
  void use(device::Connection& connection) { connection_ = &connection; }

  /// Publishes what is due. The first report comes with the first connection.
  void poll(Instant now);
  /// When poll() has something to do next.
  Instant nextPoll() const { return started_ ? nextTelemetry_ : Instant::max(); }
  /// The level of the button as it is now; every press that lasts for two calls is reported once.
  void setButton(bool pressed);

  bool ledOn() const { return ledOn_; }

 private:
  void onPhase(device::Phase phase) override;
  void onConnected(const device::Agreed& agreed) override;
  void onDisconnected(const device::Disconnection& why) override;
  void onSubscription(const mqtt::Subscription& subscription, mqtt::ReasonCode reason) override;
  void onMessage(const mqtt::IncomingMessage& message) override;
  void onPayload(Bytes piece) override;
  void onMessageEnd() override;
  void onPublished(std::uint16_t packetId, mqtt::ReasonCode reason) override;
  void onDropped(Status why) override;

  using Topic = std::array<std::uint8_t, kMaxName + 24>;
  const char* makeTopic(const char* leaf, Topic& topic) const;
  void publish(const char* leaf, const char* json, bool retain);
  void publishTelemetry();

  ThingBoard& board_;
  const char* name_;
  ThingOptions options_;
  device::Connection* connection_ = nullptr;
  Topic statusTopic_;
  Topic commandTopic_;
  mqtt::Will will_;
  mqtt::Subscription subscription_;
  std::array<mqtt::Property, 1> sessionTime_;

  Instant now_{};
  Instant nextTelemetry_{};
  bool started_ = false;
  bool ledOn_ = false;
  bool buttonDown_ = false;  ///< as seen once
  bool buttonHeld_ = false;  ///< as seen twice
  unsigned sequence_ = 0;
  unsigned connections_ = 0;
  unsigned dropped_ = 0;
  std::array<char, kMaxCommand> command_;
  std::size_t commandSize_ = 0;  ///< more than kMaxCommand: too long
};

}  // namespace signet::thing
