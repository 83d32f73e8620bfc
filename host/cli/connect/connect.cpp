// `signet connect`: one connection to the broker, and how long each step of it took.
#include <fmt/format.h>

#include <memory>

#include "host/base/encoding.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/connect/connect_options.h"
#include "host/cli/connect/connection_events.h"
#include "host/cli/files.h"

namespace signet::cli {
namespace {

struct ConnectRunOptions {
  ConnectOptions connection;
  std::string svg;
};

/// What is shown, once it is connected.
struct Story {
  const Prepared& prepared;
  const client::PcConnection& connection;
  const Agreement& agreement;
  Duration untilConnack;
};

double milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

std::string keyPlace(const Prepared& prepared) {
  const client::Credentials& credentials = *prepared.credentials;
  if (!credentials.inChip()) return "a file on this computer";
  const tls::Crypto& crypto = credentials.crypto();
  std::string fresh = "software";
  if (crypto.policy.keyExchange == tls::Where::chip) {
    fresh.clear();
    for (const tls::EphemeralSlot& one : credentials.ephemeral()) {
      fresh +=
          fmt::format("{}slot {} ({} made)", fresh.empty() ? "" : ", ", one.slot.number(), one.generated);
    }
    fresh = "chip, " + fresh + (crypto.protectedEcdh != nullptr ? ", result encrypted on the bus" : "");
  }
  return fmt::format("in the chip; key exchange: {}; server verified by: {}", fresh,
                     crypto.policy.verify == tls::Where::chip ? "chip" : "software");
}

void printFacts(Console& console, const Story& story) {
  const client::Settings& settings = story.connection.settings();
  const home::CertificateFacts identity = story.prepared.credentials->chain().facts(0);
  Table table;
  table.row({"Identity", identity.subject});
  table.row({"Issued by", identity.issuer});
  table.row({"Private key", keyPlace(story.prepared)});
  table.row({"Broker", fmt::format("{} port {} ({})", settings.peer.host, settings.peer.port,
                                   story.connection.peerAddress())});
  table.row(
      {"TLS", fmt::format("1.2, {}{}{}", story.agreement.suite, story.agreement.resumed ? ", resumed" : "",
                          story.agreement.alpn.empty() ? "" : ", ALPN " + story.agreement.alpn)});
  table.row({"MQTT", fmt::format("{}, client ID {}, {} session",
                                 settings.version == mqtt::Version::v5 ? "5" : "3.1.1", settings.clientId,
                                 story.agreement.sessionPresent ? "kept" : "new")});
  table.print(console);
}

Json toJson(const Story& story) {
  const client::Settings& settings = story.connection.settings();
  const home::CertificateFacts identity = story.prepared.credentials->chain().facts(0);
  Json steps = Json::array();
  const client::Timeline& timeline = story.connection.timeline();
  for (const auto& lane : timeline.lanes()) {
    for (const auto& segment : lane.segments) {
      steps.push_back(Json{{"lane", lane.name},
                           {"step", segment.label},
                           {"begin_ms", milliseconds(segment.begin - timeline.begin())},
                           {"took_ms", milliseconds(segment.length())}});
    }
  }
  return Json{{"identity", identity.subject},
              {"commonName", identity.commonName},
              {"issuer", identity.issuer},
              {"keyInChip", story.prepared.credentials->inChip()},
              {"host", settings.peer.host},
              {"port", settings.peer.port},
              {"address", story.connection.peerAddress()},
              {"tls", Json{{"version", "1.2"},
                           {"suite", story.agreement.suite},
                           {"alpn", story.agreement.alpn},
                           {"resumed", story.agreement.resumed}}},
              {"mqtt", Json{{"version", settings.version == mqtt::Version::v5 ? "5" : "3.1.1"},
                            {"clientId", settings.clientId},
                            {"sessionPresent", story.agreement.sessionPresent},
                            {"properties", story.agreement.limits}}},
              {"total_ms", milliseconds(story.untilConnack)},
              {"steps", steps}};
}

void showConnect(Context& context, const Story& story, const std::string& svg) {
  if (!svg.empty()) {
    const std::string picture = story.connection.timeline().svg(
        fmt::format("{} connects to {}", story.prepared.name, story.connection.settings().peer.host));
    writeFile(svg, bytesOf(picture), context.console());
  }
  if (context.console().json()) {
    context.console().result(toJson(story));
    return;
  }
  printFacts(context.console(), story);
  context.console().line();
  context.console().raw(story.connection.timeline().text());
  context.console().line();
  context.console().line(fmt::format("Connected in {:.1f} ms. The broker let {} in.",
                                     milliseconds(story.untilConnack), story.prepared.name));
}

void connect(Context& context, const ConnectRunOptions& options) {
  const Prepared prepared = prepareConnection(context, options.connection);
  ConnectionEvents events;
  client::PcConnection connection(prepared.credentials.get(), connectionClock(context, prepared),
                                  prepared.settings, events);
  events.attach(connection);
  const Instant begin = connection.now();
  connection.start();
  connection.runUntil([&] { return events.agreement() || events.failure(); });
  const Instant end = connection.now();
  saveWear(prepared);
  events.check();
  showConnect(context, {prepared, connection, *events.agreement(), end - begin}, options.svg);
  connection.stop();
}

}  // namespace

void addConnect(CLI::App& root, Context& context) {
  auto options = std::make_shared<ConnectRunOptions>();
  CLI::App& command = addCommand(
      root, "connect",
      {.summary = "connect to the broker once, and show how long each step took",
       .details =
           "Name look-up, TCP, TLS handshake with the chip's key, MQTT CONNECT; then says goodbye. Who the\n"
           "device is and where its broker is comes from its record (`signet setup local` makes one) "
           "or from\n"
           "options. With a virtual chip its working time is added to the time of the network, so that the\n"
           "times are those of a device. `signet doctor` looks closer when it does not work.",
       .examples = {"signet connect", "signet connect --svg handshake.svg",
                    "signet connect --host broker.example --ca ca.pem --cert device.pem --key-slot 0"}});
  options->connection.addTo(command);
  addOption(command, "--svg", options->svg, "write the timeline as a picture to this file").typeName("FILE");
  onRun(command, [&context, options] { connect(context, *options); });
}

}  // namespace signet::cli
