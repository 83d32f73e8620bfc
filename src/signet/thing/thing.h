// Thing: the application of a small device, the same on every board and on a PC: tells how it is, obeys, and
// reports its button.
//
//     topic                      what                                          QoS  retained
//     devices/NAME/telemetry     {"sequence":3,"uptime":21.4,"led":false,...}  1    no
//     devices/NAME/button        {"pressed":true}                              1    no
//     devices/NAME/status        {"online":true}, by its will {"online":false} 1    yes
//     devices/NAME/command       {"led":true}: what it obeys (command.h)       1
//
// Telemetry also says how many connections there were and how many messages were dropped. A board that has Facts
// (facts.h) adds them to each message.
//
// What is published while there is no connection waits; when the queue is full, the oldest makes room. The
// broker keeps the session, and with it the commands that come while the device is away, also over a restart.
//
// Memory: its own, nothing is allocated. Not thread safe.
#pragma once

#include <array>
#include <cstdint>

#include "signet/core/clock.h"
#include "signet/core/text.h"
#include "signet/device/connection.h"
#include "signet/device/events.h"
#include "signet/thing/command.h"
#include "signet/thing/facts.h"

namespace signet::thing {

/// What a thing can do to its board, and whom it tells what happens. Texts are one sentence, without a line end,
/// and valid during the call.
class ThingBoard {
 public:
  void setLed(bool on) { doSetLed(on); }
  void log(const char* sentence) { doLog(sentence); }
  /// What whoever looks after the device should hear: something that it was told to do, or said, was rejected.
  void warn(const char* sentence) { doWarn(sentence); }
  /// A report was handed to the connection. `packetId`: as Events::onPublished() names it; 0: it was dropped.
  void reported(unsigned sequence, std::uint16_t packetId) { doReported(sequence, packetId); }

 protected:
  ~ThingBoard() = default;

 private:
  virtual void doSetLed(bool on) = 0;
  virtual void doLog(const char* sentence) = 0;
  virtual void doWarn(const char* sentence) { doLog(sentence); }
  virtual void doReported(unsigned sequence, std::uint16_t packetId) { (void)sequence, (void)packetId; }
};

struct ThingOptions {
  Duration telemetryEvery = std::chrono::seconds(10);
  std::uint16_t keepAliveSeconds = 30;
  /// How long the broker keeps the session while the device is away (MQTT 5 only); 0: not at all.
  std::uint32_t sessionSeconds = 3600;
  Facts* facts = nullptr;  ///< null: none. Not owned
};

class Thing final : public device::Events {
 public:
  static constexpr std::size_t kMaxName = 64;

  /// `name`: zero-terminated. Precondition: at most kMaxName characters, and a telemetry interval above 0.
  /// Board and name must outlive it.
  Thing(ThingBoard& board, const char* name, const ThingOptions& options = {});

  /// Adds to `settings` what MQTT needs of this thing: client identifier, session, will, subscription. It must
  /// stay where it is until the connection is stopped.
  void describeTo(device::Settings& settings);
  /// The connection that it publishes with. Not owned. Precondition of all that follows.
  void use(device::Connection& connection) { connection_ = &connection; }

  /// Publishes what is due. The first report comes with the first connection. `now`: on a clock that began with
  /// the device, whose time is the uptime.
  void poll(Instant now);
  /// When poll() has something to do next, on the same clock.
  Instant nextPoll() const { return nextTelemetry_; }
  /// Says that the device leaves of its own will. To be called while it is connected.
  void leave() { publishStatus(false); }
  /// The level of the button as it is now; every press that lasts for two calls is reported once.
  void setButton(bool pressed);

  bool ledOn() const { return ledOn_; }
  /// Of the last report; 0: there was none yet.
  unsigned sequence() const { return sequence_; }

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

  /// "devices/", name, "/telemetry" and a zero.
  using Topic = std::array<std::uint8_t, 8 + kMaxName + 10 + 1>;
  const char* makeTopic(const char* leaf, Topic& topic) const;
  /// `json`: an object that lacks its last brace. Its packet identifier; 0: it was dropped.
  std::uint16_t publish(const char* leaf, Text& json, bool retain);
  void publishTruth(const char* leaf, const char* json, bool value, bool retain);
  void publishStatus(bool online) { publishTruth("status", "{\"online\":", online, true); }
  void publishTelemetry();
  void warnOf(const char* what, const char* why, const char* more = ".");

  ThingBoard& board_;
  const char* name_;
  Facts* facts_;
  Duration telemetryEvery_;
  device::Connection* connection_ = nullptr;
  std::uint16_t keepAliveSeconds_;
  Topic statusTopic_;
  Topic commandTopic_;
  mqtt::Will will_;
  mqtt::Subscription subscription_;
  std::array<mqtt::Property, 1> sessionTime_;

  Instant now_{};
  Instant nextTelemetry_ = Instant::max();
  bool ledOn_ = false;
  bool buttonDown_ = false;  ///< as seen once
  bool buttonHeld_ = false;  ///< as seen twice
  std::uint8_t commandSize_ = 0;
  unsigned sequence_ = 0;
  unsigned connections_ = 0;
  unsigned dropped_ = 0;
  std::array<char, kMaxCommand + 1> command_;  ///< its last byte tells those that are too long
};

}  // namespace signet::thing
