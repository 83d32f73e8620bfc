// `signet pub`: messages to the broker, from the command line, a file or standard input.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "host/base/encoding.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/connect/connect_options.h"
#include "host/cli/connect/connection_events.h"
#include "host/cli/connect/line_source.h"
#include "host/cli/connect/message_options.h"
#include "host/cli/files.h"
#include "signet/mqtt/topic.h"

namespace signet::cli {
namespace {

struct PubOptions {
  ConnectOptions connection;
  MessageProperties properties;
  std::string topic;
  std::string message;
  std::string file;
  std::string qos;
  bool messageGiven = false;
  bool lines = false;
  bool retain = false;
  bool empty = false;
};

/// A message's topic, properties and the room that the store needs beside its payload.
constexpr std::size_t kRoom = std::size_t{192} * 1024;

class Publisher final : public ConnectionEvents {
 public:
  Publisher(const PubOptions& options, mqtt::Qos qos, std::vector<mqtt::Property> properties)
      : topic_(options.topic), retain_(options.retain), qos_(qos), properties_(std::move(properties)) {}

  /// False: no room now, try again after a poll().
  bool publish(std::string_view payload) {
    std::uint16_t id = 0;
    const mqtt::Message message{topic_, bytesOf(payload), qos_, retain_, properties_};
    const Status status = connection().mqtt().publish(message, &id);
    if (status == Status::queueFull) return false;
    if (status != Status::ok) {
      fail(usageError(fmt::format("This message cannot be published: {}.", statusName(status)),
                      "Properties must be UTF-8, and the whole packet must not be larger than 256 MB."));
      return true;
    }
    ++messages_;
    bytes_ += payload.size();
    return true;
  }

  void onPublished(std::uint16_t, mqtt::ReasonCode reason) override {
    if (isError(reason)) fail(client::brokerError(reason, fmt::format("Publishing to {}", topic_)));
    if (reason == mqtt::ReasonCode::noMatchingSubscribers) ++unheard_;
  }
  void onDropped(Status) override {
    fail(UserError(Exit::broker, "The broker takes no message so large.",
                   "Send less at once, or raise its maximum packet size (mosquitto: max_packet_size).",
                   Status::packetTooLarge));
  }

  std::size_t messages() const { return messages_; }
  std::size_t bytes() const { return bytes_; }
  std::size_t unheard() const { return unheard_; }

 private:
  std::string topic_;
  bool retain_;
  mqtt::Qos qos_;
  std::vector<mqtt::Property> properties_;
  std::size_t messages_ = 0;
  std::size_t bytes_ = 0;
  std::size_t unheard_ = 0;
};

/// The payload, unless it is to come line by line.
std::string payloadOf(Context& context, const PubOptions& options) {
  const int given = (options.messageGiven ? 1 : 0) + (options.file.empty() ? 0 : 1) +
                    (options.lines ? 1 : 0) + (options.empty ? 1 : 0);
  if (given > 1) {
    throw usageError("More than one payload is given.", "Give one of MESSAGE, --file, --lines and --empty.");
  }
  if (options.messageGiven) return options.message;
  if (options.empty || options.lines) return {};
  return readFile(options.file.empty() ? "-" : options.file, context.in());
}

/// Sends lines as they arrive, no faster than the broker accepts them.
void publishLines(client::PcConnection& connection, Publisher& publisher, std::istream& in) {
  LineSource lines(in);
  std::optional<std::string> line;
  while (!publisher.failure()) {
    while ((line || (line = lines.next())) && publisher.publish(*line)) line.reset();
    connection.poll();
    if (!line && lines.exhausted()) return;
    pollfd input{line ? -1 : lines.descriptor(), POLLIN, 0};
    connection.wait({&input, 1});
    if (input.revents != 0) lines.fill();
    connection.poll();
  }
}

void report(Context& context, const PubOptions& options, const Publisher& publisher, mqtt::Qos qos) {
  if (context.console().json()) {
    context.console().result(Json{{"topic", options.topic},
                                  {"messages", publisher.messages()},
                                  {"bytes", publisher.bytes()},
                                  {"qos", static_cast<int>(qos)},
                                  {"retain", options.retain},
                                  {"acknowledged", qos != mqtt::Qos::atMostOnce},
                                  {"noMatchingSubscribers", publisher.unheard()}});
    return;
  }
  context.console().note(fmt::format("{} message{}, {} bytes to {}{}.", publisher.messages(),
                                     publisher.messages() == 1 ? "" : "s", publisher.bytes(), options.topic,
                                     qos == mqtt::Qos::atMostOnce ? " (QoS 0: the broker does not confirm)"
                                     : publisher.unheard() != 0   ? ", accepted by the broker; no subscriber"
                                                                  : ", accepted by the broker"));
}

void pub(Context& context, const PubOptions& options) {
  if (!mqtt::isTopicName(options.topic)) {
    throw usageError(fmt::format("\"{}\" is no topic to publish to.", options.topic),
                     "A topic is UTF-8 text without + and #, for example devices/my-device/telemetry.");
  }
  const mqtt::Qos qos = parseQos(options.qos, mqtt::Qos::atLeastOnce);
  const std::string payload = payloadOf(context, options);
  Prepared prepared = prepareConnection(context, options.connection);
  prepared.settings.storeSize = payload.size() + kRoom;
  Publisher publisher(options, qos, options.properties.list(prepared.settings.version));
  client::PcConnection connection(prepared.credentials.get(), connectionClock(context, prepared),
                                  prepared.settings, publisher);
  publisher.attach(connection);
  connection.start();
  if (!options.lines) publisher.publish(payload);
  connection.runUntil([&] { return publisher.agreement() || publisher.failure(); });
  saveWear(prepared);
  if (options.lines) publishLines(connection, publisher, context.in());
  connection.runUntil([&] { return publisher.failure() || connection.mqtt().idle(); });
  connection.stop();
  publisher.check();
  report(context, options, publisher, qos);
}

}  // namespace

void addPub(CLI::App& root, Context& context) {
  auto options = std::make_shared<PubOptions>();
  CLI::App& command = addCommand(
      root, "pub",
      {.summary = "publish a message, a file, or lines as they come",
       .details =
           "Connects as the device, publishes, waits until the broker has confirmed (QoS 1 and 2) "
           "and leaves.\n"
           "Without MESSAGE and --file the payload is standard input to its end. A broker made by `signet\n"
           "broker` lets a device publish below devices/NAME/ only.",
       .examples = {"signet pub devices/my-device/telemetry '{\"temperature\": 21.5}'",
                    "signet pub devices/my-device/log --lines < /var/log/syslog",
                    "signet pub devices/my-device/picture --file picture.jpg --qos 2 --retain"}});
  addOption(command, "topic", options->topic, "where to").required();
  const Option message = addOption(command, "message", options->message, "the payload");
  addOption(command, "--file", options->file, "the payload is in this file (- for standard input)")
      .typeName("FILE");
  addFlag(command, "--lines", options->lines, "each line of standard input is a message");
  addFlag(command, "--empty", options->empty,
          "no payload; with --retain the broker forgets the retained message");
  addOption(command, "--qos", options->qos, "0 at most once, 1 at least once (default), 2 exactly once");
  addFlag(command, "--retain", options->retain, "the broker keeps it for whoever subscribes later");
  options->properties.addTo(command);
  options->connection.addTo(command);
  onRun(command, [&context, options, message] {
    options->messageGiven = message.given();
    pub(context, *options);
  });
}

}  // namespace signet::cli
