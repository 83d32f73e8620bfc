#include "bench/size/size_report.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "bench/size/call_graph.h"
#include "bench/size/link_map.h"

namespace signet::bench {
namespace {

namespace fs = std::filesystem;

/// The C library's are leaves without a frame (xtensa-lx106-elf-objdump -d libc.a); the divisions stand in
/// the ESP8266's ROM, and are given more than any such function needs. What is behind an interface belongs to
/// the port.
const KnownFrames kKnown{
    {{"memcpy", 0},
     {"memmove", 0},
     {"memset", 0},
     {"memcmp", 0},
     {"__divsi3", 16},
     {"__modsi3", 16},
     {"__udivsi3", 16},
     {"__umodsi3", 16},
     {"__divdi3", 64},
     {"__moddi3", 64},
     {"__udivdi3", 64},
     {"__umoddi3", 64}},
    {{"signet/i2c/bus.h", 0}, {"signet/core/clock.h", 0}, {"signet/core/sha256.h", 0}},
};

std::string contentOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw SizeReportError(file.string() + " is missing. Build it: scripts/size-report.sh");
  return {std::istreambuf_iterator<char>(in), {}};
}

template <typename Predicate>
double sumOf(const std::vector<LinkedSection>& sections, Predicate counts) {
  double sum = 0;
  for (const LinkedSection& section : sections) {
    if (counts(section)) sum += static_cast<double>(section.size);
  }
  return sum;
}

/// Code and constants of signet itself, then the same of the libraries it pulls in.
void addCode(std::vector<Figure>& figures, const std::string& part,
             const std::vector<LinkedSection>& sections, std::optional<double> limit) {
  const auto isFlash = [](const LinkedSection& s) { return s.isCode() || s.isConstant(); };
  const std::string prefix = "size/" + part;
  figures.push_back({prefix + "/code", sumOf(sections, [&](auto& s) { return s.isSignet() && isFlash(s); }),
                     "bytes", limit});
  figures.push_back({prefix + "/of which constants",
                     sumOf(sections, [](auto& s) { return s.isSignet() && s.isConstant(); }),
                     "bytes",
                     {}});
  figures.push_back(
      {prefix + "/libc and libgcc",
       sumOf(sections,
             [&](auto& s) { return !s.isSignet() && s.isCode() && s.file.find(".a(") != s.file.npos; }),
       "bytes",
       {}});
}

CallGraph readCallGraph(const fs::path& build) {
  CallGraph graph;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(build, error)) {
    if (entry.path().extension() == ".ci") graph.add(contentOf(entry.path()));
  }
  if (error) throw SizeReportError(build.string() + " is missing. Build it: scripts/size-report.sh");
  return graph;
}

/// The root only stands for an application: what counts is what it calls.
CallGraph::Path deepestBelow(const CallGraph& graph, const std::string& root) {
  CallGraph::Path deepest;
  for (const std::string& callee : graph.calleesOf(root)) {
    CallGraph::Path path = graph.deepest(callee, kKnown);
    if (path.bytes > deepest.bytes) deepest = std::move(path);
  }
  if (deepest.functions.empty())
    throw SizeReportError("no call graph of " + root + ". Build it: scripts/size-report.sh");
  return deepest;
}

}  // namespace

SizeReport measureSize(const fs::path& build) {
  const fs::path firmware = build / "bench/size/firmware";
  const std::vector<LinkedSection> tls = parseLinkMap(contentOf(firmware / "tls_part.map"));
  const std::vector<LinkedSection> whole = parseLinkMap(contentOf(firmware / "whole_driver.map"));
  CallGraph::Path path;
  try {
    path = deepestBelow(readCallGraph(build), "app");
  } catch (const CallGraphError& error) {
    throw SizeReportError(std::string("the stack cannot be measured: ") + error.what());
  }
  SizeReport report;
  report.deepestCalls = std::move(path.functions);
  addCode(report.figures, "tls", tls, kCodeLimit);
  report.figures.push_back({"size/tls/worst stack", static_cast<double>(path.bytes), "bytes", kStackLimit});
  report.figures.push_back(
      {"size/tls/RAM", sumOf(tls, [](auto& s) { return s.isRam(); }), "bytes", kRamLimit});
  addCode(report.figures, "whole driver", whole, {});
  return report;
}

}  // namespace signet::bench
