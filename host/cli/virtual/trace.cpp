// `signet trace`: everything that goes over the bus while a program runs (docs/trace.md), and traces of one
// form in another.
#include <fmt/format.h>

#include <memory>

#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/virtual/run_session.h"
#include "host/cli/virtual/trace_file.h"

namespace signet::cli {
namespace {

struct TraceCommand {
  RunOptions run;
  ServedBusOptions bus;
  TraceOptions trace;
  std::string from;
};

void traceCommand(Context& context, TraceCommand& options) {
  takeChips(context, options.bus);
  if (isServerName(options.bus.chips.front())) {
    throw usageError(fmt::format("{} is served elsewhere: its traffic cannot be seen from here.",
                                 options.bus.chips.front()),
                     "Trace where it is served: signet chip serve FILE --listen ... --trace FILE");
  }
  const SignalFd signals = runSignals();
  ServedBus bus(options.bus);
  TraceFile trace(options.trace, bus.bus(), context.console().err());
  context.setExit(runOnBus(context, options.run, bus, signals));
  trace.finish();
}

std::vector<emulator::TraceEntry> readTrace(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    throw UserError(Exit::badFile, fmt::format("Cannot read the trace {}.", path),
                    "Make one with `signet trace --format jsonl --out FILE`.");
  }
  std::vector<emulator::TraceEntry> entries;
  std::string line;
  for (unsigned number = 1; std::getline(file, line); ++number) {
    try {
      entries.push_back(emulator::parseTraceJson(line));
    } catch (const emulator::TraceFormatError& error) {
      throw UserError(Exit::badFile, fmt::format("{}, line {}: {}", path, number, error.what()),
                      "Only traces made with --format jsonl can be read.");
    }
  }
  return entries;
}

void writeTrace(std::ostream& out, const std::vector<emulator::TraceEntry>& entries,
                const TraceOptions& options) {
  const auto secrets = options.secrets ? emulator::Secrets::shown : emulator::Secrets::hidden;
  if (options.format == "vcd") {
    writeVcd(out, entries, secrets);
  } else if (options.format == "jsonl") {
    for (const auto& entry : entries) out << traceJson(entry, secrets) << '\n';
  } else {
    out << traceText(entries, secrets);
  }
}

void convert(Context& context, const TraceCommand& options) {
  const auto entries = readTrace(options.from);
  if (options.trace.file.empty()) return writeTrace(context.console().out(), entries, options.trace);
  std::ofstream file = openTraceFile(options.trace.file, options.trace.secrets);
  writeTrace(file, entries, options.trace);
  if (!file.flush())
    throw UserError(Exit::badFile, options.trace.file + " could not be written.",
                    "Free some space and try again.");
}

void trace(Context& context, TraceCommand& options) {
  if (options.from.empty() == options.run.command.empty()) {
    throw usageError("Give a program to trace, or a trace to convert with --from.",
                     "For example: signet trace --chip FILE -- signet info");
  }
  if (options.from.empty()) {
    traceCommand(context, options);
  } else {
    convert(context, options);
  }
}

}  // namespace

void addTrace(CLI::App& root, Context& context) {
  auto options = std::make_shared<TraceCommand>();
  CLI::App& command =
      addCommand(root, "trace",
                 {.summary = "show all bus traffic of a program, decoded to words",
                  .details = "Runs the program as `signet run` does, with the virtual chip at /dev/i2c-N, "
                             "and writes down what goes over\n"
                             "the bus: each transaction with its time, command, parameters, status, "
                             "and what the chip does by itself.\n"
                             "The trace goes to stderr unless --out is given. "
                             "Keys and other secrets are left out of it. A signet\n"
                             "command is traced like any other. "
                             "To see traffic of programs that come and go, serve the chip with\n"
                             "`signet chip serve FILE --listen ... --trace FILE`.",
                  .examples = {"signet trace --chip my.chip -- signet info",
                               "signet trace --chip my.chip -- i2cdetect -y 1",
                               "signet trace --chip my.chip --format vcd --out bus.vcd -- ./my-program",
                               "signet trace --from bus.jsonl --format vcd --out bus.vcd"}});
  addRunOptions(command, options->run, options->bus).required(false);
  options->trace.addTo(command, "--out");
  addOption(command, "--from", options->from,
            "convert this trace, made with --format jsonl, to another format")
      .typeName("FILE");
  onRun(command, [&context, options] { trace(context, *options); });
}

}  // namespace signet::cli
