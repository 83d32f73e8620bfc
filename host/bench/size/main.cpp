// The size report as a program of its own, for scripts.
//
// - size_report [--json | --check] BUILD: the sizes of a build of the lx106 preset (scripts/size-report.sh)
// - size_report --change BEFORE NOW: what became of all sizes from one tree's build folder to another's, with
//   those of the firmware (scripts/size-change.sh)
#include <fmt/format.h>

#include <cstdio>
#include <string_view>

#include "host/base/files.h"
#include "host/bench/board/image_size.h"
#include "host/bench/figure_change.h"
#include "host/bench/size/size_report.h"

namespace {

using signet::bench::Figure;
using signet::bench::SizeReport;

void print(const SizeReport& report) {
  fmt::print("{:<36}{:>8}{:>8}{:>8}\n", "LX106, -Os (bytes)", "size", "limit", "ratio");
  for (const Figure& figure : report.figures) {
    fmt::print("{:<36}{:>8.0f}", figure.name, figure.value);
    if (figure.limit) fmt::print("{:>8.0f}{:>8.2f}", *figure.limit, *figure.ratio());
    fmt::print("\n");
  }
  fmt::print("\nThe deepest calls of the driver (bytes of stack of each):\n");
  for (const std::string& function : report.deepestCalls) fmt::print("  {}\n", function);
  fmt::print("\nThe deepest calls of the MQTT client:\n");
  for (const std::string& function : report.deepestClientCalls) fmt::print("  {}\n", function);
}

/// 1 if a figure is beyond its limit.
int check(const SizeReport& report) {
  int result = 0;
  for (const Figure& figure : report.figures) {
    if (figure.ratio().value_or(0) <= 1) continue;
    fmt::print(stderr, "{} is {:.0f} bytes, {:.0f} more than its limit\n", figure.name, figure.value,
               figure.value - *figure.limit);
    result = 1;
  }
  return result;
}

/// Of the library and of the firmware by component.
std::vector<Figure> allSizes(const std::string& build) {
  std::vector<Figure> figures = signet::bench::measureSize(build + "/lx106").figures;
  const std::string map = signet::readFile(build + "/nodemcu/nodemcu.map");
  for (const Figure& figure : signet::bench::sizeFigures(signet::bench::componentSizes(map))) {
    figures.push_back(figure);
  }
  return figures;
}

int printChange(const std::string& before, const std::string& now) {
  const auto changes = signet::bench::changesOf(allSizes(before), allSizes(now));
  fmt::print("{}", signet::bench::changeTable(changes));
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc == 4 && std::string_view(argv[1]) == "--change") return printChange(argv[2], argv[3]);
  const std::string_view option = argc == 3 ? argv[1] : "";
  if (argc < 2 || argc > 3 || (argc == 3 && option != "--json" && option != "--check")) {
    fmt::print(stderr,
               "usage: size_report [--json | --check] BUILD-FOLDER\n"
               "       size_report --change BUILD-FOLDER-BEFORE BUILD-FOLDER\n");
    return 2;
  }
  const SizeReport report = signet::bench::measureSize(argv[argc - 1]);
  if (option == "--json") {
    fmt::print("{}\n", signet::bench::toJson(report.figures).dump(2));
    return 0;
  }
  print(report);
  return option == "--check" ? check(report) : 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "size_report: {}\n", error.what());
  return 1;
}
