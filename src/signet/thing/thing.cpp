#include "signet/thing/thing.h"

#include <string_view>

#include "signet/core/text.h"
#include "signet/thing/command.h"

namespace signet::thing {
namespace {

constexpr std::uint32_t kSessionSeconds = 3600;
constexpr const char* kOffline = "{\"online\":false}";

const char* truth(bool value) {
  return value ? "true" : "false";
}

}  // namespace

Thing::Thing(ThingBoard& board, const char* name, const ThingOptions& options)
    : board_(board),
      name_(name),
      options_(options),
      sessionTime_{mqtt::Property::integer(mqtt::PropertyId::sessionExpiryInterval, kSessionSeconds)} {
  SIGNET_CHECK(std::string_view(name).size() <= kMaxName && options.telemetryEvery > Duration::zero());
  will_ = {makeTopic("status", statusTopic_), mqtt::bytesOf(kOffline), mqtt::Qos::atLeastOnce, true, {}};
  subscription_.filter = makeTopic("command", commandTopic_);
  subscription_.qos = mqtt::Qos::atLeastOnce;
}

const char* Thing::makeTopic(const char* leaf, Topic& topic) const {
  return Text(topic).add("devices/").add(name_).add("/").add(leaf).finish();
}

void Thing::describeTo(device::Settings& settings) {
  settings.session.clientId = name_;
  settings.session.keepAliveSeconds = options_.keepAliveSeconds;
  settings.session.will = &will_;
  settings.session.properties = sessionTime_;
  settings.subscriptions = {&subscription_, 1};
}

void Thing::publish(const char* leaf, const char* json, bool retain) {
  Topic topic;
  const mqtt::Message message{
      makeTopic(leaf, topic), mqtt::bytesOf(json), mqtt::Qos::atLeastOnce, retain, {}};
  // With WhenFull::dropOldest this fails only when the queue can never hold it.
  if (connection_->publish(message) != Status::ok) ++dropped_;
}

void Thing::publishTelemetry() {
  std::array<std::uint8_t, 128> memory;
  Text text(memory);
  const auto uptime = std::chrono::duration_cast<std::chrono::seconds>(now_.time_since_epoch());
  text.add("{\"sequence\":").addNumber(++sequence_);
  text.add(",\"uptime\":").addNumber(static_cast<unsigned>(uptime.count()));
  text.add(",\"led\":").add(truth(ledOn_));
  text.add(",\"connections\":").addNumber(connections_);
  text.add(",\"dropped\":").addNumber(dropped_).add("}");
  publish("telemetry", text.finish(), false);
}

void Thing::poll(Instant now) {
  now_ = now;
  if (!started_ || now < nextTelemetry_) return;
  publishTelemetry();
  nextTelemetry_ = now + options_.telemetryEvery;
}

/// Contacts bounce: a level counts when it was seen twice.
void Thing::setButton(bool pressed) {
  const bool steady = pressed == buttonDown_;
  buttonDown_ = pressed;
  if (!steady || pressed == buttonHeld_) return;
  buttonHeld_ = pressed;
  board_.log(pressed ? "button pressed" : "button released");
  publish("button", pressed ? "{\"pressed\":true}" : "{\"pressed\":false}", false);
}

void Thing::onPhase(device::Phase phase) {
  board_.log(device::phaseName(phase));
}

void Thing::onConnected(const device::Agreed& agreed) {
  ++connections_;
  started_ = true;
  if (agreed.tls != nullptr) board_.log(tls::cipherSuiteName(agreed.tls->cipherSuite));
  if (agreed.tls != nullptr && agreed.tls->resumed) board_.log("TLS session resumed");
  publish("status", "{\"online\":true}", true);
}

void Thing::onDisconnected(const device::Disconnection& why) {
  std::array<std::uint8_t, 320> sentence;
  board_.log(describe(why, sentence));
}

void Thing::onSubscription(const mqtt::Subscription&, mqtt::ReasonCode reason) {
  if (mqtt::isError(reason)) board_.log("The broker does not let this device read its commands.");
}

void Thing::onMessage(const mqtt::IncomingMessage&) {
  commandSize_ = 0;
}

void Thing::onPayload(Bytes piece) {
  for (const std::uint8_t byte : piece) {
    if (commandSize_ < kMaxCommand) command_[commandSize_] = static_cast<char>(byte);
    if (commandSize_ <= kMaxCommand) ++commandSize_;
  }
}

void Thing::onMessageEnd() {
  const bool fits = commandSize_ <= kMaxCommand;
  const Result<Command> command =
      fits ? parseCommand({command_.data(), commandSize_}) : Result<Command>(Status::packetTooLarge);
  if (!command.ok()) {
    board_.log("A command was not understood; it should be {\"led\": true} or {\"led\": false}.");
    return;
  }
  ledOn_ = command->led;
  board_.setLed(ledOn_);
  board_.log(ledOn_ ? "LED on" : "LED off");
  publishTelemetry();
}

void Thing::onPublished(std::uint16_t, mqtt::ReasonCode reason) {
  if (mqtt::isError(reason)) board_.log("The broker does not take a message of this device.");
}

void Thing::onDropped(Status) {
  ++dropped_;
}

}  // namespace signet::thing
