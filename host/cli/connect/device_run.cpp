// `signet device run`: a whole device on this computer: telemetry at an interval, an LED that obeys, and a
// connection that comes back for ever.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <memory>

#include "host/base/encoding.h"
#include "host/base/values.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/connect/connection_events.h"
#include "host/cli/connect/connection_options.h"
#include "host/cli/connect/message_text.h"
#include "host/cli/connect/virtual_led.h"
#include "host/cli/virtual/run_signals.h"

namespace signet::cli {
namespace {

struct DeviceRunOptions {
  ConnectionOptions connection;
  std::string interval;
  std::string count;
  std::string sessionTime;
  std::string retry;
};

std::string timeText() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

class Device final : public ConnectionEvents {
 public:
  Device(Console& console, const std::string& name, const std::string& chip)
      : console_(console), root_("devices/" + name), chip_(chip) {}

  std::string topic(const char* leaf) const { return fmt::format("{}/{}", root_, leaf); }
  std::uint64_t sequence() const { return sequence_; }
  /// Reports that the broker has answered, and those of them that it did not want.
  std::uint64_t answered() const { return answered_; }
  std::uint64_t refused() const { return refused_; }
  bool connected() const { return connected_; }

  void start(Instant now) { begun_ = now; }
  void sendTelemetry(Instant now);
  void sendStatus(bool online);

  void onConnected(const device::Agreed& agreed) override;
  void onDisconnected(const device::Disconnection& why) override;
  void onSubscription(const mqtt::Subscription& subscription, mqtt::ReasonCode reason) override;
  void onMessage(const mqtt::IncomingMessage& message) override { message_.begin(message); }
  void onPayload(Bytes piece) override { message_.add(piece); }
  void onMessageEnd() override;
  void onPublished(std::uint16_t id, mqtt::ReasonCode reason) override;
  void onDropped(Status) override { ++dropped_; }

 private:
  /// A line for people, or the same as one JSON object.
  void tell(const std::string& text, Json event);
  void publish(const std::string& to, const Json& payload, bool retain, bool telemetry = false);

  Console& console_;
  std::string root_;
  std::string chip_;
  MessageText message_;
  Instant begun_{};
  bool led_ = false;
  bool connected_ = false;
  std::uint64_t sequence_ = 0;
  std::uint64_t answered_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t connections_ = 0;
  std::uint64_t dropped_ = 0;
  std::vector<std::uint16_t> telemetryIds_;  ///< sent and not confirmed yet
};

void Device::tell(const std::string& text, Json event) {
  if (console_.json()) {
    event["time"] = timeText();
    console_.out() << event.dump() << '\n';
  } else {
    console_.line(fmt::format("{}  {}", timeText(), text));
  }
  console_.flush();
}

void Device::publish(const std::string& to, const Json& payload, bool retain, bool telemetry) {
  const std::string text = payload.dump();
  std::uint16_t id = 0;
  const mqtt::Message message{to, bytesOf(text), mqtt::Qos::atLeastOnce, retain, {}};
  // The store drops the oldest when it is full (WhenFull::dropOldest): nothing else can go wrong here.
  if (connection().mqtt().publish(message, &id) != Status::ok) ++dropped_;
  if (telemetry) telemetryIds_.push_back(id);
}

void Device::sendTelemetry(Instant now) {
  const double uptime = std::chrono::duration<double>(now - begun_).count();
  Json telemetry{
      {"time", timeText()}, {"sequence", ++sequence_},     {"uptime", std::round(uptime * 10) / 10},
      {"led", led_},        {"connections", connections_}, {"dropped", dropped_},
      {"chip", chip_}};
  publish(topic("telemetry"), telemetry, false, true);
  tell(fmt::format("telemetry {}{}", sequence_, connected_ ? "" : " waits for the connection"),
       Json{{"event", "telemetry"}, {"sequence", sequence_}, {"connected", connected_}});
}

void Device::sendStatus(bool online) {
  publish(topic("status"), Json{{"online", online}, {"time", timeText()}}, true);
}

void Device::onConnected(const device::Agreed& agreed) {
  ConnectionEvents::onConnected(agreed);
  connected_ = true;
  ++connections_;
  tell(fmt::format("connected to {} port {}{}", connection().settings().peer.host,
                   connection().settings().peer.port, agreement()->resumed ? ", TLS session resumed" : ""),
       Json{{"event", "connected"},
            {"suite", agreement()->suite},
            {"resumed", agreement()->resumed},
            {"sessionPresent", agreement()->sessionPresent}});
  sendStatus(true);
}

/// Nothing is final: a device goes on for ever.
void Device::onDisconnected(const device::Disconnection& why) {
  connected_ = false;
  if (why.status == Status::ok) return;
  const UserError error = connection().error(why);
  const double seconds = std::chrono::duration<double>(why.retryAt - connection().now()).count();
  tell(fmt::format("{} Trying again in {:.1f} s.", error.what(), std::max(0.0, seconds)),
       Json{{"event", "disconnected"},
            {"reason", exitName(error.code())},
            {"message", error.what()},
            {"next", error.next()},
            {"failures", why.failures},
            {"retry_s", std::max(0.0, seconds)}});
}

void Device::onSubscription(const mqtt::Subscription& subscription, mqtt::ReasonCode reason) {
  const std::string filter(subscription.filter);
  if (isError(reason)) {
    const UserError error = client::brokerError(reason, fmt::format("Subscribing to {}", filter));
    console_.warn(fmt::format("{} No commands will come.", error.what()));
    return;
  }
  tell(fmt::format("listening to {}", filter), Json{{"event", "listening"}, {"topic", filter}});
}

void Device::onMessageEnd() {
  const DeviceCommand command = parseDeviceCommand(message_.payload());
  if (!command.led) {
    console_.warn(fmt::format("{}: {}", forTerminal(message_.topic()), command.problem));
    return;
  }
  led_ = *command.led;
  tell(fmt::format("LED {}", led_ ? "on" : "off"), Json{{"event", "led"}, {"on", led_}});
  sendTelemetry(connection().now());
}

void Device::onPublished(std::uint16_t id, mqtt::ReasonCode reason) {
  if (isError(reason)) {
    ++refused_;
    console_.warn(client::brokerError(reason, "Publishing").what());
  }
  const auto found = std::find(telemetryIds_.begin(), telemetryIds_.end(), id);
  if (found == telemetryIds_.end()) return;
  telemetryIds_.erase(found);
  ++answered_;
}

client::Settings deviceSettings(const Prepared& prepared, const DeviceRunOptions& options,
                                const Device& device) {
  client::Settings settings = prepared.settings;
  settings.will = client::WillMessage{device.topic("status"), Json{{"online", false}}.dump()};
  settings.subscriptions = {{device.topic("command"), mqtt::Qos::atLeastOnce}};
  settings.cleanStart = false;
  settings.sessionExpiry = options.sessionTime.empty()
                               ? 3600
                               : parseNumber(options.sessionTime, "The session's time", 0, 0xFFFFFFFF);
  settings.resumeTls = true;
  setRetry(options.retry, settings);
  settings.options.mqtt.whenFull = mqtt::WhenFull::dropOldest;
  return settings;
}

/// Until `count` reports are answered (0: never), or a signal asks to end.
void live(client::Connection& connection, Device& device, Duration interval, std::uint64_t count) {
  const SignalFd signals({SIGINT, SIGTERM});
  pollfd asked{signals.fd(), POLLIN, 0};
  Instant next = connection.now();
  for (connection.poll(); asked.revents == 0; connection.poll()) {
    if (count != 0 && device.answered() >= count) return;
    const Instant now = connection.now();
    // The first report follows the first connection; later ones wait in the store when there is none.
    const bool begun = device.agreement().has_value();
    const bool more = begun && (count == 0 || device.sequence() < count);
    if (more && now >= next) {
      device.sendTelemetry(now);
      next = now + interval;
      continue;
    }
    connection.wait({&asked, 1}, more ? next - now : Duration(std::chrono::hours(1)));
  }
}

/// Tells that the device leaves of its own will, if that can be told at all.
void leave(client::Connection& connection, Device& device) {
  const Instant end = connection.now() + std::chrono::seconds(2);
  if (device.connected()) device.sendStatus(false);
  for (connection.poll(); device.connected() && !connection.mqtt().idle(); connection.poll()) {
    const Duration left = end - connection.now();
    if (left <= Duration::zero()) break;
    connection.wait({}, left);
  }
  connection.stop();
}

void deviceRun(Context& context, const DeviceRunOptions& options) {
  const unsigned seconds =
      options.interval.empty() ? 10 : parseNumber(options.interval, "The interval", 1, 24 * 3600);
  const unsigned count = options.count.empty() ? 0 : parseNumber(options.count, "--count", 1, 1'000'000'000);
  const Prepared prepared = prepareConnection(context, options.connection);
  const std::string chip =
      prepared.credentials->inChip() ? hexOf(context.chip().config().serialNumber()) : std::string();
  Device device(context.console(), prepared.name, chip);
  client::Connection connection(prepared.credentials.get(), connectionClock(context, prepared),
                                deviceSettings(prepared, options, device), device);
  device.attach(connection);
  device.start(connection.now());
  connection.start();
  live(connection, device, std::chrono::seconds(seconds), count);
  leave(connection, device);
  saveWear(prepared);
  if (device.refused() != 0) context.setExit(Exit::broker);
}

}  // namespace

void addDeviceRun(CLI::App& root, Context& context) {
  auto options = std::make_shared<DeviceRunOptions>();
  CLI::App& command = addCommand(
      commandGroup(root, "device"), "run",
      {.summary = "be a device: report at an interval, obey commands, reconnect for ever",
       .details = "Publishes telemetry to devices/NAME/telemetry, "
                  "listens to devices/NAME/command, where {\"led\": true}\n"
                  "switches a virtual LED, "
                  "and keeps {\"online\": true} in devices/NAME/status (the broker makes it false\n"
                  "when the device is lost). What cannot be sent waits. "
                  "Ends with Ctrl-C, or when --count reports are\n"
                  "confirmed. With --json one JSON object a line.",
       .examples = {"signet device run", "signet device run --interval 1 --count 3",
                    "signet pub --operator devices/my-device/command '{\"led\": true}'"}});
  addOption(command, "--interval", options->interval, "seconds between two reports (10)");
  addOption(command, "--count", options->count, "leave after so many confirmed reports");
  addOption(command, "--keep-session", options->sessionTime,
            "seconds for which the broker keeps commands while the device is away (3600)");
  addRetryOption(command, options->retry);
  options->connection.addTo(command);
  onRun(command, [&context, options] { deviceRun(context, *options); });
}

void addDevice(CLI::App& root, Context&) {
  addCommandGroup(root, "device", {.summary = "a device on this computer"});
}

}  // namespace signet::cli
