#include "signet/thing/thing.h"

#include <string_view>

namespace signet::thing {
namespace {

/// Telemetry with the largest numbers, and facts.
constexpr std::size_t kMaxMessage = 112 + Facts::kMaxSize;
constexpr const char* kOffline = "{\"online\":false}";

const char* truth(bool value) {
  return value ? "true" : "false";
}

}  // namespace

Thing::Thing(ThingBoard& board, const char* name, const ThingOptions& options)
    : board_(board),
      name_(name),
      facts_(options.facts),
      telemetryEvery_(options.telemetryEvery),
      keepAliveSeconds_(options.keepAliveSeconds),
      will_{makeTopic("status", statusTopic_), mqtt::bytesOf(kOffline), mqtt::Qos::atLeastOnce, true, {}},
      subscription_{makeTopic("command", commandTopic_), mqtt::Qos::atLeastOnce},
      sessionTime_{mqtt::Property::integer(mqtt::PropertyId::sessionExpiryInterval, options.sessionSeconds)} {
  SIGNET_CHECK(std::string_view(name).size() <= kMaxName && options.telemetryEvery > Duration::zero());
}

const char* Thing::makeTopic(const char* leaf, Topic& topic) const {
  return Text(topic).add("devices/").add(name_).add("/").add(leaf).finish();
}

void Thing::describeTo(device::Settings& settings) {
  settings.session.clientId = name_;
  settings.session.cleanStart = false;
  settings.session.keepAliveSeconds = keepAliveSeconds_;
  settings.session.will = &will_;
  if (settings.session.version == mqtt::Version::v5) settings.session.properties = sessionTime_;
  settings.subscriptions = {&subscription_, 1};
}

std::uint16_t Thing::publish(const char* leaf, Text& json, bool retain) {
  if (facts_ != nullptr) facts_->addTo(json);
  Topic topic;
  const mqtt::Message message{
      makeTopic(leaf, topic), mqtt::bytesOf(json.add("}").finish()), mqtt::Qos::atLeastOnce, retain, {}};
  std::uint16_t id = 0;
  // With WhenFull::dropOldest this fails only when the queue can never hold it.
  if (connection_->publish(message, &id) != Status::ok) ++dropped_;
  return id;
}

void Thing::publishTruth(const char* leaf, const char* json, bool value, bool retain) {
  std::array<std::uint8_t, kMaxMessage> memory;
  Text text(memory);
  publish(leaf, text.add(json).add(truth(value)), retain);
}

void Thing::publishTelemetry() {
  std::array<std::uint8_t, kMaxMessage> memory;
  Text text(memory);
  using Tenths = std::chrono::duration<std::int64_t, std::deci>;
  const auto tenths =
      static_cast<unsigned>(std::chrono::duration_cast<Tenths>(now_.time_since_epoch()).count());
  text.add("{\"sequence\":").addNumber(++sequence_);
  text.add(",\"uptime\":").addNumber(tenths / 10).add(".").addNumber(tenths % 10);
  text.add(",\"led\":").add(truth(ledOn_));
  text.add(",\"connections\":").addNumber(connections_);
  text.add(",\"dropped\":").addNumber(dropped_);
  board_.reported(sequence_, publish("telemetry", text, false));
}

void Thing::poll(Instant now) {
  now_ = now;
  if (now < nextTelemetry_) return;
  publishTelemetry();
  nextTelemetry_ = now + telemetryEvery_;
}

/// Contacts bounce: a level counts when it was seen twice.
void Thing::setButton(bool pressed) {
  const bool steady = pressed == buttonDown_;
  buttonDown_ = pressed;
  if (!steady || pressed == buttonHeld_) return;
  buttonHeld_ = pressed;
  board_.log(pressed ? "button pressed" : "button released");
  publishTruth("button", "{\"pressed\":", pressed, false);
}

void Thing::onPhase(device::Phase phase) {
  board_.log(device::phaseName(phase));
}

void Thing::onConnected(const device::Agreed& agreed) {
  ++connections_;
  if (connections_ == 1) nextTelemetry_ = now_;
  if (agreed.tls != nullptr) board_.log(tls::cipherSuiteName(agreed.tls->cipherSuite));
  if (agreed.tls != nullptr && agreed.tls->resumed) board_.log("TLS session resumed");
  publishStatus(true);
}

void Thing::onDisconnected(const device::Disconnection& why) {
  std::array<std::uint8_t, 320> sentence;
  board_.log(describe(why, sentence));
}

void Thing::warnOf(const char* what, const char* why, const char* more) {
  std::array<std::uint8_t, 160> sentence;
  board_.warn(Text(sentence).add(what).add(why).add(more).finish());
}

void Thing::onSubscription(const mqtt::Subscription&, mqtt::ReasonCode reason) {
  if (mqtt::isError(reason))
    warnOf("The broker does not let this device read its commands: ", mqtt::reasonName(reason));
}

void Thing::onMessage(const mqtt::IncomingMessage&) {
  commandSize_ = 0;
}

void Thing::onPayload(Bytes piece) {
  for (const std::uint8_t byte : piece) {
    if (commandSize_ < command_.size()) command_[commandSize_++] = static_cast<char>(byte);
  }
}

void Thing::onMessageEnd() {
  const Command command = parseCommand({command_.data(), commandSize_});
  if (command.problem != nullptr) {
    return warnOf("A command was not understood: ", command.problem,
                  "; it should be {\"led\": true} or {\"led\": false}.");
  }
  ledOn_ = command.led;
  board_.setLed(ledOn_);
  board_.log(ledOn_ ? "LED on" : "LED off");
  publishTelemetry();
}

void Thing::onPublished(std::uint16_t, mqtt::ReasonCode reason) {
  if (mqtt::isError(reason))
    warnOf("The broker does not take a message of this device: ", mqtt::reasonName(reason));
}

void Thing::onDropped(Status) {
  ++dropped_;
}

}  // namespace signet::thing
