// `signet bench board`: what the firmware of the NodeMCU needs of the processor, of time and of memory.
#include <fmt/format.h>

#include <memory>

#include "host/base/values.h"
#include "host/bench/board/chart.h"
#include "host/bench/board/measure.h"
#include "host/cli/board/board_option.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/files.h"

namespace signet::cli {
namespace {

using bench::Figure;

struct BenchBoardOptions {
  std::string svg;
  std::string build;
  std::string runs = "3";
};

std::string figureName(const Figure& figure) {
  return figure.name.substr(figure.name.find('/') + 1);
}

std::string limitOf(const Figure& figure) {
  return figure.limit ? fmt::format("{:.0f} ({:.2f})", *figure.limit, *figure.ratio()) : "";
}

void printTables(Console& console, const std::vector<Figure>& figures) {
  Table work({"ESP8266", "instructions", "80 MHz", "160 MHz", "limit (ratio)"});
  Table rest({"", "", "", "limit (ratio)"});
  for (const Figure& figure : figures) {
    if (figure.unit == "instructions") {
      const auto ms = [&](unsigned megahertz) {
        return bench::readable(bench::estimatedMs(figure.value, megahertz)) + " ms";
      };
      work.row({figureName(figure), fmt::format("{:.0f}", figure.value), ms(80), ms(160), limitOf(figure)});
    } else {
      rest.row({figureName(figure), fmt::format("{:.0f}", figure.value), figure.unit, limitOf(figure)});
    }
  }
  work.print(console);
  console.note(fmt::format(
      "Instructions are counted; times are estimated by {} cycles for each, without waits of the flash. "
      "Moving the bus's pins and waiting for the chip come on top.",
      bench::kCyclesPerInstruction));
  console.line();
  rest.print(console);
}

void benchBoard(Context& context, const BenchBoardOptions& options) {
  Console& console = context.console();
  const unsigned runs = parseNumber(options.runs, "The number of runs", 1, 100);
  const std::vector<Figure> figures =
      bench::measureBoard(options.build.empty() ? builtFolder("nodemcu") : options.build, runs);
  if (!options.svg.empty()) {
    const std::string svg = bench::boardSvg(figures, "signet on an ESP8266: instructions");
    writeFile(options.svg, Bytes(reinterpret_cast<const std::uint8_t*>(svg.data()), svg.size()), console);
  }
  if (console.json()) {
    console.result(bench::toJson(bench::withEstimates(figures)));
    return;
  }
  printTables(console, figures);
}

}  // namespace

void addBenchBoard(CLI::App& root, Context& context) {
  auto options = std::make_shared<BenchBoardOptions>();
  CLI::App& command = addCommand(
      commandGroup(root, "bench"), "board",
      {.summary = "instructions, time and memory of the firmware on an ESP8266",
       .details =
           "Runs the firmware that `signet board build` has built in QEMU, which counts its instructions: "
           "handshakes\n"
           "with the elliptic curves in the chip and in software, a message, the driver's operations, "
           "cryptography. A broker\n"
           "(mosquitto) runs on loopback meanwhile.",
       .examples = {"signet bench board", "signet bench board --svg board.svg",
                    "signet bench board --json"}});
  addOption(command, "--svg", options->svg, "draw the instructions into this file");
  addOption(command, "--build", options->build, "the folder of the firmware")
      .typeName("DIR")
      .defaultText("build/nodemcu of this program");
  addOption(command, "--runs", options->runs, "handshakes of each kind, of which the least counts")
      .defaultText("3");
  onRun(command, [&context, options] { benchBoard(context, *options); });
}

}  // namespace signet::cli
