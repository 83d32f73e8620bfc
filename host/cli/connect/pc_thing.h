// PcThing: the application of every device (signet/thing) on this computer: its LED is a line on the console, and
// what happens to its connection is told in the words of the PC, or as one JSON object a line.
#pragma once

#include <string>
#include <vector>

#include "host/cli/connect/connection_events.h"
#include "signet/port/linux/system_date.h"
#include "signet/thing/thing.h"

namespace signet::cli {

class PcThing final : public ConnectionEvents, private thing::ThingBoard {
 public:
  /// `name`: whose topics these are. `chip`: its serial number in hexadecimal digits; empty: the key is in a file.
  /// Throws UserError (usage) for a name that is too long. The console must outlive it.
  PcThing(Console& console, std::string name, std::string chip, thing::ThingOptions options);

  /// Adds what MQTT needs of the thing. A client ID that is there already stays.
  void describeTo(device::Settings& settings);
  /// Begins to publish with the connection that it is attached to.
  void start();
  /// Publishes what is due.
  void poll() { thing_.poll(uptime()); }
  /// Until the next poll() that has something to do.
  Duration rest() const;
  /// As of Thing::leave(), if there is a connection.
  void leave();

  bool connected() const { return connected_; }
  /// Reports that the broker has answered, and messages that it rejected.
  std::uint64_t answered() const { return answered_; }
  std::uint64_t refused() const { return refused_; }

  void onPhase(device::Phase phase) override;
  void onConnected(const device::Agreed& agreed) override;
  void onDisconnected(const device::Disconnection& why) override;
  void onSubscription(const mqtt::Subscription& subscription, mqtt::ReasonCode reason) override;
  void onMessage(const mqtt::IncomingMessage& message) override { events_.onMessage(message); }
  void onPayload(Bytes piece) override { events_.onPayload(piece); }
  void onMessageEnd() override { events_.onMessageEnd(); }
  void onPublished(std::uint16_t id, mqtt::ReasonCode reason) override;
  void onDropped(Status why) override { events_.onDropped(why); }

 private:
  void doSetLed(bool on) override;
  void doLog(const char* sentence) override;
  void doWarn(const char* sentence) override { console_.warn(sentence); }
  void doReported(unsigned sequence, std::uint16_t packetId) override;

  /// A line for people, or the same as one JSON object. Either may be empty.
  void tell(const std::string& text, Json event);
  Instant uptime() const;

  Console& console_;
  std::string name_;
  std::string chip_;
  port::SystemDate date_;
  thing::DateAndChip facts_;
  thing::Thing thing_;
  device::Events& events_ = thing_;
  Instant begun_{};
  bool connected_ = false;
  std::uint64_t answered_ = 0;
  std::uint64_t refused_ = 0;
  std::vector<std::uint16_t> reports_;  ///< sent and not confirmed yet
};

}  // namespace signet::cli
