// `signet chip serve`: virtual chips on a bus that programs in any language can join (docs/bus-protocol.md).
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/virtual/run_signals.h"
#include "host/cli/virtual/served_bus.h"
#include "host/cli/virtual/trace_file.h"

namespace signet::cli {
namespace {

struct ChipServeOptions {
  std::string file;
  std::string listen;
  bool allowRemote = false;
  ServedBusOptions bus;
  TraceOptions trace;
};

emulator::ListeningSocket listenOn(const ChipServeOptions& options) {
  try {
    return emulator::ListeningSocket(
        parseEndpoint("--listen", options.listen),
        options.allowRemote ? emulator::Reach::network : emulator::Reach::thisComputer);
  } catch (const emulator::ListenError& error) {
    throw UserError(Exit::bus, error.what(), error.next());
  }
}

void announce(Console& console, const ServedBus& bus, const std::string& endpoint) {
  if (console.json()) {
    Json chips = Json::array();
    for (const auto& chip : bus.chips()) {
      chips.push_back({{"file", chip.file}, {"address", chip.address.sevenBit()}});
    }
    console.result(Json{{"listen", endpoint}, {"chips", chips}});
  } else {
    console.line(fmt::format("Serving {} on {}", bus.description(), endpoint));
    console.note("Use it with --chip " + endpoint + ". Ctrl-C ends the server; the chip keeps its state.");
  }
  console.flush();
}

void serve(Context& context, ChipServeOptions& options) {
  const SignalFd signals{SIGINT, SIGTERM, SIGHUP};
  if (!options.file.empty()) options.bus.chips.insert(options.bus.chips.begin(), options.file);
  if (options.bus.chips.empty() && !context.chipName().empty())
    options.bus.chips.push_back(context.chipName());
  if (options.bus.chips.empty())
    throw usageError("No chip to serve.", "Name its file: signet chip serve FILE --listen unix:PATH");
  ServedBus bus(options.bus);
  std::optional<TraceFile> trace;
  if (!options.trace.file.empty()) trace.emplace(options.trace, bus.bus(), context.console().err());
  const emulator::ListeningSocket socket = listenOn(options);
  announce(context.console(), bus, emulator::endpointText(socket.endpoint()));
  bus.serve(socket, signals.fd(), [&context](const std::string& line) { context.console().warn(line); });
  if (trace) trace->finish();
}

}  // namespace

void addChipServe(CLI::App& root, Context& context) {
  auto options = std::make_shared<ChipServeOptions>();
  CLI::App& command = addCommand(
      commandGroup(root, "chip"), "serve",
      {.summary = "offer virtual chips to other programs, over a socket",
       .details =
           "Programs join the bus by a protocol of a few bytes (docs/bus-protocol.md), signet itself with\n"
           "--chip unix:PATH. Several may do so at once; they take turns. Chips keep their state when a\n"
           "program leaves. To run an unmodified Linux program with /dev/i2c-N, see `signet run`.",
       .examples = {"signet chip serve my.chip --listen unix:/tmp/bus",
                    "signet chip serve --chip a.chip@0x60 --chip b.chip@0x35 --listen tcp:127.0.0.1:7508"}});
  addOption(command, "file", options->file, "the virtual chip").typeName("FILE[@ADDRESS]");
  addOption(command, "--chip", options->bus.chips, "a virtual chip; may be given several times")
      .typeName("FILE[@ADDRESS]");
  addOption(command, "--listen", options->listen,
            "where: unix:PATH, or tcp:127.0.0.1:PORT (port 0: a free one)")
      .required()
      .typeName("ENDPOINT");
  addFlag(command, "--allow-remote", options->allowRemote,
          "let other computers connect; whoever can reach the port may use the chip's keys");
  options->bus.addTo(command);
  options->trace.addTo(command, "--trace", "--trace-");
  onRun(command, [&context, options] { serve(context, *options); });
}

}  // namespace signet::cli
