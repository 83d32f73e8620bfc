// `signet bench handshake`: a connection from TCP to CONNACK in virtual time, against its limit.
#include <fmt/format.h>

#include <memory>

#include "host/base/values.h"
#include "host/bench/bus/measure.h"
#include "host/bench/handshake/measure.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/files.h"

namespace signet::cli {
namespace {

using bench::HandshakeKind;
using bench::HandshakeTimes;

struct BenchHandshakeOptions {
  std::string svg;
  std::string roundTrip = "10";
  std::string clock = "400000";
  std::string certificates = "1";
};

std::string cell(double ms, double limitMs) {
  return fmt::format("{:.1f} ms ({:.2f})", ms, ms / limitMs);
}

void printRow(Table& table, const std::vector<HandshakeTimes>& measured, HandshakeKind kind, bool chip) {
  std::vector<std::string> row = {
      fmt::format("{}: {}", handshakeName(kind), chip ? "ServerHello to Finished" : "TCP to CONNACK")};
  for (const HandshakeTimes& m : measured) {
    if (m.kind != kind) continue;
    row.push_back(m.status != Status::ok ? statusName(m.status)
                  : chip                 ? cell(m.chipMs, m.chipLimitMs)
                                         : cell(m.connackMs, m.connackLimitMs));
  }
  table.row(row);
}

void printTable(Console& console, const std::vector<HandshakeTimes>& measured) {
  std::vector<std::string> header = {"server's chain: time"};
  for (const unsigned clock : bench::kClockRates) header.push_back(bench::clockName(clock));
  Table table(header);
  for (const HandshakeKind kind : {HandshakeKind::signerTrusted, HandshakeKind::rootTrusted})
    printRow(table, measured, kind, true);
  for (const HandshakeKind kind :
       {HandshakeKind::signerTrusted, HandshakeKind::rootTrusted, HandshakeKind::resumed})
    printRow(table, measured, kind, false);
  table.print(console);
  console.note(
      "In brackets: the ratio to the limit, which is typical execution + bytes on the wire + round trips.");
}

Duration roundTripOf(const BenchHandshakeOptions& options) {
  return std::chrono::milliseconds(
      parseNumber(options.roundTrip, "The round-trip time in milliseconds", 0, 10'000));
}

/// The connection that is drawn.
HandshakeTimes measureShown(const BenchHandshakeOptions& options) {
  const unsigned clock = parseNumber(options.clock, "The clock rate in Hz", 10'000, 1'000'000);
  const unsigned count = parseNumber(options.certificates, "The number of certificates", 1, 2);
  const HandshakeKind kind = count == 1 ? HandshakeKind::signerTrusted : HandshakeKind::rootTrusted;
  return bench::measureHandshake(bench::prepareDevice(), kind, clock, roundTripOf(options));
}

void benchHandshake(Context& context, const BenchHandshakeOptions& options) {
  Console& console = context.console();
  const HandshakeTimes shown = measureShown(options);
  const std::string title =
      fmt::format("From TCP to CONNACK: {}, bus at {}, round trip {} ms", handshakeName(shown.kind),
                  bench::clockName(shown.clockHz), options.roundTrip);
  if (!options.svg.empty()) {
    const std::string svg = shown.timeline.svg(title);
    writeFile(options.svg, Bytes(reinterpret_cast<const std::uint8_t*>(svg.data()), svg.size()), console);
  }
  const std::vector<HandshakeTimes> measured = bench::measureHandshakes(roundTripOf(options));
  if (console.json()) {
    console.result(bench::toJson(bench::figuresOf(measured)));
    return;
  }
  printTable(console, measured);
  console.line("\n" + title + ":\n");
  console.raw(shown.timeline.text());
}

}  // namespace

void addBenchHandshake(CLI::App& root, Context& context) {
  auto options = std::make_shared<BenchHandshakeOptions>();
  CLI::App& command = addCommand(
      commandGroup(root, "bench"), "handshake",
      {.summary = "time of a TLS handshake and MQTT CONNECT with every elliptic-curve operation in the chip",
       .details =
           "The chip model, the device's library and a TLS server run in this process, in virtual time: "
           "exact, and the\n"
           "same on every machine. "
           "The chain of the server costs the device one verification (it trusts the signer) or two\n"
           "(it trusts the root); the key exchange costs one more. "
           "The ephemeral key is fresh, and made while TCP connects.",
       .examples = {"signet bench handshake", "signet bench handshake --svg handshake.svg",
                    "signet bench handshake --certificates 2 --clock 100000",
                    "signet bench handshake --json"}});
  addOption(command, "--svg", options->svg, "draw the timeline into this file").typeName("FILE");
  addOption(command, "--rtt", options->roundTrip, "round-trip time of the network in ms (10 if not given)");
  addOption(command, "--clock", options->clock,
            "clock rate in Hz of the connection that is drawn (400000 if not given)");
  addOption(command, "--certificates", options->certificates,
            "certificates to verify in the connection that is drawn: 1 or 2 (1 if not given)");
  onRun(command, [&context, options] { benchHandshake(context, *options); });
}

}  // namespace signet::cli
