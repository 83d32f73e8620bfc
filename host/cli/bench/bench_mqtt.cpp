// `signet bench mqtt`: how fast the MQTT client encodes and decodes packets.
#include <fmt/format.h>

#include "host/bench/mqtt/codec_speed.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"

namespace signet::cli {
namespace {

using bench::Figure;

void benchMqtt(Context& context) {
  Console& console = context.console();
  const std::vector<Figure> figures = bench::measureCodec();
  if (console.json()) {
    console.result(bench::toJson(figures));
    return;
  }
  Table table({"PUBLISH", "MB a second of CPU time", "at least"});
  for (const Figure& figure : figures) {
    table.row({figure.name, fmt::format("{:.1f}", figure.value / 1e6),
               figure.limit ? fmt::format("{:.1f}", *figure.limit / 1e6) : ""});
  }
  table.print(console);
  console.note(
      "Whole packets, through the store and with their acknowledgements. "
      "What comes in is handed on where it is, without a copy.");
}

}  // namespace

void addBenchMqtt(CLI::App& root, Context& context) {
  CLI::App& command = addCommand(
      commandGroup(root, "bench"), "mqtt",
      {.summary = "bytes of PUBLISH a second through the MQTT client, both ways",
       .details = "Both versions, QoS 0 and 1, payloads of 32 bytes, 1 KiB and 4 KiB, "
                  "against a broker that is played in\n"
                  "memory. CPU time of one core; the program that tests it proves that nothing is allocated.",
       .examples = {"signet bench mqtt", "signet bench mqtt --json"}});
  onRun(command, [&context] { benchMqtt(context); });
}

}  // namespace signet::cli
