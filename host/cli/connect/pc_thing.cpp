#include "host/cli/connect/pc_thing.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>

namespace signet::cli {
namespace {

std::string timeText() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

const std::string& checkedName(const std::string& name) {
  if (name.size() <= thing::Thing::kMaxName) return name;
  throw usageError(fmt::format("A device's name has at most {} bytes; this certificate's has {}.",
                               thing::Thing::kMaxName, name.size()),
                   "Its topics are made of it: give a certificate with a shorter common name.");
}

thing::ThingOptions with(thing::Facts& facts, thing::ThingOptions options) {
  options.facts = &facts;
  return options;
}

}  // namespace

PcThing::PcThing(Console& console, std::string name, std::string chip, thing::ThingOptions options)
    : console_(console),
      name_(std::move(name)),
      chip_(std::move(chip)),
      facts_(date_, chip_.c_str()),
      thing_(*this, checkedName(name_).c_str(), with(facts_, options)) {}

void PcThing::describeTo(device::Settings& settings) {
  const std::string_view clientId = settings.session.clientId;
  thing_.describeTo(settings);
  if (!clientId.empty()) settings.session.clientId = clientId;
}

void PcThing::start() {
  begun_ = connection().now();
  thing_.use(connection().mqtt());
}

Instant PcThing::uptime() const {
  return Instant(connection().now() - begun_);
}

Duration PcThing::rest() const {
  constexpr Duration kLongest = std::chrono::hours(1);
  return std::clamp(thing_.nextPoll() - uptime(), Duration::zero(), kLongest);
}

void PcThing::leave() {
  if (connected_) thing_.leave();
}

void PcThing::tell(const std::string& text, Json event) {
  if (console_.json() ? event.empty() : text.empty()) return;
  if (console_.json()) {
    event["time"] = timeText();
    console_.out() << event.dump() << '\n';
  } else {
    console_.line(fmt::format("{}  {}", timeText(), text));
  }
  console_.flush();
}

/// That it is connected is told with whom, by onConnected().
void PcThing::onPhase(device::Phase phase) {
  tell("", Json{{"event", "phase"}, {"phase", device::phaseName(phase)}});
  if (phase != device::Phase::connected) events_.onPhase(phase);
}

void PcThing::onConnected(const device::Agreed& agreed) {
  ConnectionEvents::onConnected(agreed);
  connected_ = true;
  tell(fmt::format("connected to {} port {}{}", connection().settings().peer.host,
                   connection().settings().peer.port, agreement()->resumed ? ", TLS session resumed" : ""),
       Json{{"event", "connected"},
            {"suite", agreement()->suite},
            {"resumed", agreement()->resumed},
            {"sessionPresent", agreement()->sessionPresent}});
  events_.onConnected(agreed);
}

/// In the words of the PC, which knows names and addresses. Nothing is final: a device goes on for ever.
void PcThing::onDisconnected(const device::Disconnection& why) {
  connected_ = false;
  if (why.status == Status::ok) return;
  const UserError error = connection().error(why);
  const double seconds =
      std::max(0.0, std::chrono::duration<double>(why.retryAt - connection().now()).count());
  tell(fmt::format("{} Trying again in {:.1f} s.", error.what(), seconds),
       Json{{"event", "disconnected"},
            {"reason", exitName(error.code())},
            {"message", error.what()},
            {"next", error.next()},
            {"failures", why.failures},
            {"retry_s", seconds}});
}

void PcThing::onSubscription(const mqtt::Subscription& subscription, mqtt::ReasonCode reason) {
  events_.onSubscription(subscription, reason);
  if (mqtt::isError(reason)) return;
  const std::string filter(subscription.filter);
  tell(fmt::format("listening to {}", filter), Json{{"event", "listening"}, {"topic", filter}});
}

void PcThing::onPublished(std::uint16_t id, mqtt::ReasonCode reason) {
  events_.onPublished(id, reason);
  if (mqtt::isError(reason)) ++refused_;
  const auto found = std::find(reports_.begin(), reports_.end(), id);
  if (found == reports_.end()) return;
  reports_.erase(found);
  ++answered_;
}

void PcThing::doReported(unsigned sequence, std::uint16_t packetId) {
  if (packetId != 0) reports_.push_back(packetId);
  tell(fmt::format("telemetry {}{}", sequence, connected_ ? "" : " waits for the connection"),
       Json{{"event", "telemetry"}, {"sequence", sequence}, {"connected", connected_}});
}

/// In words the thing tells it itself.
void PcThing::doSetLed(bool on) {
  tell("", Json{{"event", "led"}, {"on", on}});
}

/// Whatever a program wants to know has an event of its own.
void PcThing::doLog(const char* sentence) {
  tell(sentence, Json());
}

}  // namespace signet::cli
