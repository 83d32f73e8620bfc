// `signet device run`: a whole device on this computer, the same application as on a board (signet/thing):
// telemetry at an interval, an LED that obeys, and a connection that comes back for ever.
#include <algorithm>
#include <chrono>
#include <memory>

#include "host/base/encoding.h"
#include "host/base/values.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/connect/connect_options.h"
#include "host/cli/connect/pc_thing.h"
#include "host/cli/virtual/run_signals.h"

namespace signet::cli {
namespace {

struct DeviceRunOptions {
  ConnectOptions connection;
  std::string interval;
  std::string count;
  std::string sessionTime;
  std::string retry;
};

thing::ThingOptions thingOptions(const DeviceRunOptions& options) {
  thing::ThingOptions out;
  if (!options.interval.empty()) {
    out.telemetryEvery = std::chrono::seconds(parseNumber(options.interval, "The interval", 1, 24 * 3600));
  }
  if (!options.sessionTime.empty()) {
    out.sessionSeconds = parseNumber(options.sessionTime, "The session's time", 0, 0xFFFFFFFF);
  }
  return out;
}

client::Settings deviceSettings(const Prepared& prepared, const DeviceRunOptions& options, PcThing& device) {
  client::Settings settings = prepared.settings;
  settings.application = [&device](device::Settings& mine) { device.describeTo(mine); };
  settings.resumeTls = true;
  setRetry(options.retry, settings);
  settings.options.mqtt.whenFull = mqtt::WhenFull::dropOldest;
  return settings;
}

/// Until `count` reports are answered (0: never), or a signal asks to end.
void live(client::PcConnection& connection, PcThing& device, std::uint64_t count) {
  const SignalFd signals({SIGINT, SIGTERM});
  pollfd asked{signals.fd(), POLLIN, 0};
  while (asked.revents == 0) {
    device.poll();
    connection.poll();
    if (count != 0 && device.answered() >= count) return;
    connection.wait({&asked, 1}, device.rest());
  }
}

/// Tells that the device leaves of its own will, if that can be told at all.
void leave(client::PcConnection& connection, PcThing& device) {
  const Instant end = connection.now() + std::chrono::seconds(2);
  device.leave();
  for (connection.poll(); device.connected() && !connection.mqtt().idle(); connection.poll()) {
    const Duration left = end - connection.now();
    if (left <= Duration::zero()) break;
    connection.wait({}, left);
  }
  connection.stop();
}

void deviceRun(Context& context, const DeviceRunOptions& options) {
  const unsigned count = options.count.empty() ? 0 : parseNumber(options.count, "--count", 1, 1'000'000'000);
  thing::ThingOptions application = thingOptions(options);
  const Prepared prepared = prepareConnection(context, options.connection);
  const std::string chip =
      prepared.credentials->inChip() ? hexOf(context.chip().config().serialNumber()) : std::string();
  application.keepAliveSeconds = prepared.settings.keepAlive;
  PcThing device(context.console(), prepared.name, chip, application);
  client::PcConnection connection(prepared.credentials.get(), connectionClock(context, prepared),
                                  deviceSettings(prepared, options, device), device);
  device.attach(connection);
  device.start();
  connection.start();
  live(connection, device, count);
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
