// size_report [--json] BUILD: prints the size report of a build of the lx106 preset. See
// scripts/size-report.sh.
#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string_view>

#include "bench/size/size_report.h"

namespace {

void print(const signet::bench::SizeReport& report) {
  fmt::print("{:<36}{:>8}{:>8}{:>8}\n", "LX106, -Os (bytes)", "size", "limit", "ratio");
  for (const signet::bench::Figure& figure : report.figures) {
    fmt::print("{:<36}{:>8.0f}", figure.name, figure.value);
    if (figure.limit) fmt::print("{:>8.0f}{:>8.2f}", *figure.limit, *figure.ratio());
    fmt::print("\n");
  }
  fmt::print("\nThe deepest calls (bytes of stack of each):\n");
  for (const std::string& function : report.deepestCalls) fmt::print("  {}\n", function);
}

}  // namespace

int main(int argc, char** argv) try {
  const bool json = argc == 3 && argv[1] == std::string_view("--json");
  if (argc != 2 && !json) {
    fmt::print(stderr, "usage: size_report [--json] BUILD-FOLDER\n");
    return 2;
  }
  const signet::bench::SizeReport report = signet::bench::measureSize(argv[argc - 1]);
  if (json) {
    fmt::print("{}\n", signet::bench::toJson(report.figures).dump(2));
  } else {
    print(report);
  }
  return 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "size_report: {}\n", error.what());
  return 1;
}
