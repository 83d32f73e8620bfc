// `signet sub`: messages from the broker, as they come.
#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "host/base/values.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/connect/connect_options.h"
#include "host/cli/connect/connection_events.h"
#include "host/cli/connect/message_options.h"
#include "host/cli/connect/message_text.h"
#include "host/cli/virtual/run_signals.h"
#include "signet/mqtt/topic.h"

namespace signet::cli {
namespace {

struct SubOptions {
  ConnectOptions connection;
  std::vector<std::string> filters;
  std::string qos;
  std::string count;
  std::string timeout;
  std::string keepSession;
  std::string retry;
  bool payloadOnly = false;
  bool noRetained = false;
};

class Subscriber final : public ConnectionEvents {
 public:
  Subscriber(Console& console, const SubOptions& options, unsigned count)
      : console_(console), options_(options), count_(count) {}

  bool done() const { return count_ != 0 && printed_ >= count_; }
  unsigned printed() const { return printed_; }

  void onSubscription(const mqtt::Subscription& subscription, mqtt::ReasonCode reason) override {
    const std::string filter(subscription.filter);
    if (isError(reason)) {
      fail(client::brokerError(reason, fmt::format("Subscribing to {}", filter)));
    } else {
      console_.note(fmt::format("Subscribed to {} with QoS {}.", filter, static_cast<int>(reason)));
    }
  }
  void onMessage(const mqtt::IncomingMessage& message) override { message_.begin(message); }
  void onPayload(Bytes piece) override { message_.add(piece); }
  void onMessageEnd() override {
    if (done() || (options_.noRetained && message_.retain())) return;
    ++printed_;
    print();
  }
  /// After the first connection a failure is reported, and then the connection is tried again.
  void onDisconnected(const device::Disconnection& why) override {
    const bool final = !agreement() || why.reason == mqtt::ReasonCode::sessionTakenOver;
    if (final || why.status == Status::ok) return ConnectionEvents::onDisconnected(why);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(why.retryAt - connection().now()).count();
    const UserError error = connection().error(why);
    console_.warn(fmt::format("{} Trying again in {} s.", error.what(), seconds));
  }

 private:
  void print() {
    if (console_.json()) {
      console_.out() << message_.json().dump() << '\n';
    } else if (options_.payloadOnly) {
      console_.raw(message_.payload());
      console_.raw("\n");
    } else {
      console_.line(fmt::format("{} {}", forTerminal(message_.topic()), forTerminal(message_.payload())));
    }
    console_.flush();
  }

  Console& console_;
  const SubOptions& options_;
  unsigned count_;
  unsigned printed_ = 0;
  MessageText message_;
};

void prepareSession(const SubOptions& options, client::Settings& settings) {
  const mqtt::Qos qos = parseQos(options.qos, mqtt::Qos::atLeastOnce);
  for (const std::string& filter : options.filters) {
    if (!mqtt::isTopicFilter(filter)) {
      throw usageError(fmt::format("\"{}\" is no topic filter.", filter),
                       "+ stands for one level and # for all the rest: devices/+/telemetry, devices/#.");
    }
    settings.subscriptions.push_back({filter, qos});
  }
  setRetry(options.retry, settings);
  if (options.keepSession.empty()) return;
  settings.cleanStart = false;
  settings.sessionExpiry = parseNumber(options.keepSession, "The session's time", 1, 0xFFFFFFFF);
}

/// Until enough has come, the time is over, or a signal asks to end.
void receive(client::PcConnection& connection, Subscriber& subscriber, const SignalFd& signals,
             Duration timeout) {
  const Instant end = connection.now() + timeout;
  pollfd asked{signals.fd(), POLLIN, 0};
  for (connection.poll(); !subscriber.done() && !subscriber.failure(); connection.poll()) {
    const Duration left = end - connection.now();
    if (left <= Duration::zero() || asked.revents != 0) return;
    connection.wait({&asked, 1}, std::min<Duration>(left, std::chrono::hours(1)));
  }
}

void sub(Context& context, const SubOptions& options) {
  const unsigned count = options.count.empty() ? 0 : parseNumber(options.count, "--count", 1, 1'000'000'000);
  const unsigned seconds =
      options.timeout.empty() ? 0 : parseNumber(options.timeout, "--timeout", 1, 1'000'000);
  const SignalFd signals({SIGINT, SIGTERM});
  Prepared prepared = prepareConnection(context, options.connection);
  prepareSession(options, prepared.settings);
  Subscriber subscriber(context.console(), options, count);
  client::PcConnection connection(prepared.credentials.get(), connectionClock(context, prepared),
                                  prepared.settings, subscriber);
  subscriber.attach(connection);
  connection.start();
  constexpr Duration kForEver = std::chrono::hours(24 * 365 * 100);
  receive(connection, subscriber, signals, seconds == 0 ? kForEver : std::chrono::seconds(seconds));
  saveWear(prepared);
  connection.stop();
  subscriber.check();
  if (count != 0 && subscriber.printed() < count) context.setExit(Exit::no);
}

}  // namespace

void addSub(CLI::App& root, Context& context) {
  auto options = std::make_shared<SubOptions>();
  CLI::App& command =
      addCommand(root, "sub",
                 {.summary = "subscribe to topics and print what arrives",
                  .details = "One line a message: topic and payload. "
                             "With --json one JSON object a line, with QoS, retain flag\n"
                             "and properties. Ends with Ctrl-C, after --count messages, "
                             "or after --timeout seconds (exit code 1\n"
                             "if fewer than --count came). When the connection breaks it is made again.",
                  .examples = {"signet sub 'devices/my-device/#'",
                               "signet sub devices/my-device/command --count 1 --payload",
                               "signet sub --operator 'devices/+/telemetry' --json"}});
  addOption(command, "filter", options->filters, "topics, with + and # as wildcards").required();
  addOption(command, "--qos", options->qos, "the most that is wanted: 0, 1 (default) or 2");
  addOption(command, "--count", options->count, "leave after so many messages");
  addOption(command, "--timeout", options->timeout, "leave after so many seconds");
  addOption(command, "--keep-session", options->keepSession,
            "seconds for which the broker keeps the subscription and its messages when this ends");
  addFlag(command, "--payload", options->payloadOnly, "print the payload's bytes only");
  addFlag(command, "--no-retained", options->noRetained, "leave out what was published before");
  addRetryOption(command, options->retry);
  options->connection.addTo(command);
  onRun(command, [&context, options] { sub(context, *options); });
}

}  // namespace signet::cli
