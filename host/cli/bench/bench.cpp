// `signet bench bus` and `signet bench size`: the published figures, measured here and now.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <memory>

#include "host/base/values.h"
#include "host/bench/bus/chart.h"
#include "host/bench/bus/model_speed.h"
#include "host/bench/size/size_report.h"
#include "host/cli/board/board_option.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/files.h"

namespace signet::cli {
namespace {

using bench::Figure;
using bench::Measurement;

constexpr unsigned kDefaultClock = 100'000;
constexpr unsigned kRepeatsOnAChip = 11;

struct BenchOptions {
  std::string svg;
  std::string clock;
  std::string key = "1", secret = "4", data = "8";
  std::string build;
};

/// What Linux knows about the clock of a bus: a big-endian number in the device tree. Nothing on a PC.
std::optional<unsigned> clockOfDevice(const std::string& chipName) {
  const chip::ChipName name = chip::parseChipName(chipName);
  if (name.kind != chip::ChipName::Kind::i2cDevice) return {};
  const std::string device = name.where.substr(name.where.rfind('/') + 1);
  std::ifstream file("/sys/class/i2c-dev/" + device + "/device/of_node/clock-frequency", std::ios::binary);
  unsigned char bytes[4];
  if (!file.read(reinterpret_cast<char*>(bytes), sizeof bytes)) return {};
  return unsigned{bytes[0]} << 24 | unsigned{bytes[1]} << 16 | unsigned{bytes[2]} << 8 | bytes[3];
}

unsigned clockOf(Context& context, const BenchOptions& options) {
  if (!options.clock.empty()) return parseNumber(options.clock, "The clock rate in Hz", 10'000, 1'000'000);
  if (const std::optional<unsigned> known = clockOfDevice(context.chipName())) return *known;
  context.console().warn(
      fmt::format("the clock rate of this bus is not known; the limits are those of {} Hz. "
                  "Give the right one with --clock.",
                  kDefaultClock));
  return kDefaultClock;
}

atecc::Slot slotOf(const std::string& text) {
  return *atecc::Slot::from(parseSlotNumber(text));
}

std::vector<Measurement> measureNamedChip(Context& context, const BenchOptions& options) {
  chip::ChipTarget& chip = context.chip();
  const bench::BenchSlots slots{slotOf(options.key), slotOf(options.secret), slotOf(options.data)};
  const unsigned clock = clockOf(context, options);
  auto measured = bench::measureChip(chip.device(), chip.clock(), clock, kRepeatsOnAChip, false, slots);
  return chip.value(std::move(measured),
                    "Signing with the key in slot " + options.key + " (choose another by --key)");
}

std::string busCell(const Measurement& m) {
  if (m.status != Status::ok) return statusName(m.status);
  return fmt::format("{:.2f} ms ({:.2f})", m.ms, m.ratio());
}

void printBusTable(Console& console, const std::vector<Measurement>& measurements) {
  std::vector<unsigned> clocks;
  std::vector<std::string> names;
  const auto note = [](auto& list, const auto& item) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
  };
  for (const Measurement& m : measurements) note(clocks, m.clockHz), note(names, m.operation);
  std::vector<std::string> header = {"operation"};
  for (const unsigned clock : clocks) header.push_back(bench::clockName(clock));
  Table table(header);
  for (const std::string& name : names) {
    std::vector<std::string> row = {name};
    for (const Measurement& m : measurements) {
      if (m.operation == name) row.push_back(busCell(m));
    }
    table.row(row);
  }
  table.print(console);
  console.note(
      "In brackets: the ratio to the limit, which is typical execution + bytes on the wire (+ wake).");
}

void printSpeed(Console& console, const std::vector<Figure>& figures) {
  console.line();
  for (const Figure& figure : figures) {
    console.line(fmt::format("{}: {:.0f} a second of CPU time (at least {:.0f})", figure.name, figure.value,
                             figure.limit.value_or(0)));
  }
}

void benchBus(Context& context, const BenchOptions& options) {
  Console& console = context.console();
  const bool model = context.chipName().empty();
  const std::vector<Measurement> measured =
      model ? bench::measureModel() : measureNamedChip(context, options);
  const std::vector<Figure> speed = model ? bench::measureModelSpeed() : std::vector<Figure>();
  if (!options.svg.empty()) {
    const std::string title =
        "signet driver on " + (model ? "the chip model, virtual time" : context.chip().name());
    const std::string svg = bench::chartSvg(measured, title);
    writeFile(options.svg, Bytes(reinterpret_cast<const std::uint8_t*>(svg.data()), svg.size()), console);
  }
  if (console.json()) {
    std::vector<Figure> figures = bench::figuresOf(measured);
    figures.insert(figures.end(), speed.begin(), speed.end());
    console.result(bench::toJson(figures));
    return;
  }
  printBusTable(console, measured);
  if (model) printSpeed(console, speed);
}

void benchSize(Context& context, const BenchOptions& options) {
  Console& console = context.console();
  bench::SizeReport report;
  try {
    report = bench::measureSize(options.build.empty() ? builtFolder("lx106") : options.build);
  } catch (const std::runtime_error& error) {
    throw UserError(Exit::badFile, error.what(),
                    "Run scripts/size-report.sh in the sources, which builds what is measured.");
  }
  if (console.json()) {
    console.result(bench::toJson(report.figures));
    return;
  }
  Table table({"LX106, -Os", "bytes", "limit", "ratio"});
  for (const Figure& figure : report.figures) {
    const bool limited = figure.limit.has_value();
    table.row({figure.name, fmt::format("{:.0f}", figure.value),
               limited ? fmt::format("{:.0f}", *figure.limit) : "",
               limited ? fmt::format("{:.2f}", *figure.ratio()) : ""});
  }
  table.print(console);
  console.line("\nThe deepest calls of the driver, with the stack of each:");
  for (const std::string& function : report.deepestCalls) console.line("  " + function);
  console.line("\nThe deepest calls of the MQTT client:");
  for (const std::string& function : report.deepestClientCalls) console.line("  " + function);
}

}  // namespace

void addBench(CLI::App& root, Context&) {
  addCommandGroup(root, "bench",
                  {.summary = "measure: the bus, connections, MQTT, the firmware, sizes on a microcontroller",
                   .details = "Every published figure comes from here."});
}

void addBenchBus(CLI::App& root, Context& context) {
  auto options = std::make_shared<BenchOptions>();
  CLI::App& command = addCommand(
      commandGroup(root, "bench"), "bus",
      {.summary = "time of each operation of the driver against the limit of chip and wire",
       .details = "Without --chip the chip model is measured in virtual time, at three clock rates: "
                  "exact, and the same on\n"
                  "every machine. With --chip that chip is measured in real time (median of 11); "
                  "nothing lasting is changed,\n"
                  "so GenKey and writes are left out.",
       .examples = {"signet bench bus", "signet bench bus --svg bus.svg", "signet bench bus --json",
                    "signet bench bus --chip i2c:/dev/i2c-1 --clock 400000 --key 0"}});
  addOption(command, "--svg", options->svg, "write a chart to this file").typeName("FILE");
  addOption(command, "--clock", options->clock,
            "clock rate of the chip's bus in Hz (only the limits depend on it)");
  addOption(command, "--key", options->key, "slot with a P-256 key that signs and agrees (1 if not given)");
  addOption(command, "--secret", options->secret, "slot with a secret for MACs (4 if not given)");
  addOption(command, "--data", options->data, "slot that is read in clear (8 if not given)");
  onRun(command, [&context, options] { benchBus(context, *options); });
}

void addBenchSize(CLI::App& root, Context& context) {
  auto options = std::make_shared<BenchOptions>();
  CLI::App& command = addCommand(
      commandGroup(root, "bench"), "size",
      {.summary =
           "code, RAM and worst stack on an ESP8266: of the driver, and of the whole secure MQTT client",
       .details = "Measures what scripts/size-report.sh builds in the sources with the cross compiler.",
       .examples = {"signet bench size", "signet bench size --json"}});
  addOption(command, "--build", options->build, "the build folder of the lx106 preset")
      .typeName("DIR")
      .defaultText("that beside this program");
  onRun(command, [&context, options] { benchSize(context, *options); });
}

}  // namespace signet::cli
