#include "host/bench/board/measure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

#include "host/base/errors.h"
#include "host/bench/board/image_size.h"
#include "host/bench/board/site.h"
#include "host/bench/size/link_map.h"

namespace signet::bench {
namespace {

using namespace std::chrono_literals;

constexpr double kInstructionsPerCycle = 25;  // a nanosecond each, and the counter turns at 40 MHz
constexpr double kCyclesPerMs = 40'000;
constexpr auto kPatience = 60s;

/// RFC 6979, A.2.5: of the private key in firmware/nodemcu/bench/curves_software.cpp.
constexpr atecc::PublicKey kKnownKey{
    {0x60, 0xFE, 0xD4, 0xBA, 0x25, 0x5A, 0x9D, 0x31, 0xC9, 0x61, 0xEB, 0x74, 0xC6, 0x35, 0x6D, 0x68,
     0xC0, 0x49, 0xB8, 0x92, 0x3B, 0x61, 0xFA, 0x6C, 0xE6, 0x69, 0x62, 0x2E, 0x60, 0xF2, 0x9F, 0xB6,
     0x79, 0x03, 0xFE, 0x10, 0x08, 0xB8, 0xBC, 0x99, 0xA4, 0x1A, 0xE9, 0xE9, 0x56, 0x28, 0xBC, 0x64,
     0xF2, 0xF1, 0xB2, 0x0C, 0x2D, 0x7E, 0x9F, 0x51, 0x77, 0xA3, 0xC2, 0x94, 0xD4, 0x46, 0x22, 0x99}};

const char* imageOf(Curves curves) {
  switch (curves) {
    case Curves::inChip: return "nodemcu.elf";
    case Curves::signedByChip: return "bench_signed.elf";
    case Curves::inSoftware: return "bench_software.elf";
  }
  return "";
}

UserError unexpected(const std::string& line) {
  return {Exit::internal, fmt::format("The board to be measured says \"{}\".", line),
          "Build signet and its firmware from the same sources."};
}

/// A board with its chip on it.
struct Bench {
  Bench(const emulator::Eeprom& part, emulator::QemuOptions machine)
      : chip(part, {.randomSeed = 1}), board({.machine = std::move(machine)}) {
    board.use([&](emulator::VirtualBus& bus) { bus.attach(chip); });
  }
  ~Bench() {
    board.powerOff();
    board.use([&](emulator::VirtualBus& bus) { bus.detach(chip); });
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  emulator::Chip chip;
  emulator::Board board;
};

struct Effort {
  double computing = 0, bus = 0, waiting = 0, stack = 0, network = 0;
};

Effort effortIn(const std::string& line) {
  Effort e;
  if (std::sscanf(line.c_str(),
                  "cycles of the handshake: %lf computing, %lf on the bus, %lf waiting for the chip; "
                  "stack %lf bytes, %lf since",
                  &e.computing, &e.bus, &e.waiting, &e.stack, &e.network) != 5) {
    throw unexpected(line);
  }
  return e;
}

/// The least of two values, of which 0 is none.
double lesser(double a, double b) {
  return a == 0 ? b : std::min(a, b);
}

/// "sha256 (1 KiB): 7212 computing, ...". Nothing for any other line.
std::optional<Figure> figureIn(const std::string& line) {
  const std::size_t colon = line.rfind(": ");
  double computing = 0;
  if (colon == std::string::npos || std::sscanf(line.c_str() + colon, ": %lf computing", &computing) != 1)
    return {};
  return Figure{"board/" + line.substr(0, colon), computing * kInstructionsPerCycle, "instructions", {}};
}

std::string textOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    throw UserError(Exit::badFile, fmt::format("The linker's map {} cannot be read.", file.string()),
                    "Build the firmware: signet board build");
  }
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

struct BoardBench::Parts {
  Site site;
};

BoardBench::BoardBench(std::filesystem::path build)
    : build_(std::move(build)), parts_(std::make_unique<Parts>()) {}
BoardBench::~BoardBench() = default;

std::string BoardBench::image(const char* name) const {
  return (build_ / name).string();
}

std::vector<Figure> BoardBench::operations() {
  Bench bench(parts_->site.part(), {.image = image("bench_operations.elf"), .exactCounts = true});
  bench.board.powerOn();
  bench.board.waitForLine("done", kPatience);
  std::vector<Figure> figures;
  std::istringstream console(bench.board.console());
  for (std::string line; std::getline(console, line);) {
    if (auto figure = figureIn(line)) figures.push_back(*std::move(figure));
  }
  return figures;
}

HandshakeEffort BoardBench::handshake(Curves curves, unsigned runs) {
  const bool known = curves == Curves::inSoftware;
  Bench bench(parts_->site.part(),
              {.image = image(imageOf(curves)),
               .settings = parts_->site.flashFor(known ? kKnownKey : parts_->site.chipKey()),
               .exactCounts = true});
  HandshakeEffort least;
  for (unsigned i = 0; i < runs; ++i) {
    bench.board.powerOn();
    const Effort effort = effortIn(bench.board.waitForLine("cycles of the handshake", kPatience));
    least.computing = lesser(least.computing, effort.computing * kInstructionsPerCycle);
    least.stack = std::max(least.stack, effort.stack);
    if (curves == Curves::inChip) {
      double cycles = 0;
      const std::string line = bench.board.waitForLine("cycles of a message", kPatience);
      if (std::sscanf(line.c_str(), "cycles of a message: %lf", &cycles) != 1) throw unexpected(line);
      least.message = lesser(least.message, cycles * kInstructionsPerCycle);
    }
    bench.board.powerOff();
  }
  return least;
}

StartTime BoardBench::start(unsigned megahertz, unsigned runs) {
  Bench bench(parts_->site.part(), {.image = image("nodemcu.elf"),
                                    .megahertz = megahertz,
                                    .settings = parts_->site.flashFor(parts_->site.chipKey())});
  StartTime best;
  for (unsigned i = 0; i < runs; ++i) {
    bench.board.powerOn();
    StartTime time;
    time.ms = std::stod(bench.board.waitForLine(" connected", kPatience));
    time.networkMs =
        effortIn(bench.board.waitForLine("cycles of the handshake", kPatience)).network / kCyclesPerMs;
    bench.board.powerOff();
    if (i == 0 || time.ms < best.ms) best = time;
  }
  return best;
}

std::vector<Figure> BoardBench::sizes() const {
  return sizeFigures(componentSizes(textOf(build_ / "nodemcu.map")));
}

std::vector<Figure> measureBoard(const std::filesystem::path& build, unsigned runs) {
  BoardBench bench(build);
  std::vector<Figure> sizes = bench.sizes();
  const HandshakeEffort chip = bench.handshake(Curves::inChip, runs);
  const HandshakeEffort signedByChip = bench.handshake(Curves::signedByChip, runs);
  const HandshakeEffort software = bench.handshake(Curves::inSoftware, runs);
  const std::string unit = "instructions";
  std::vector<Figure> figures = {
      {"board/handshake/all in the chip", chip.computing, unit, kHandshakeLimit},
      {"board/handshake/sign in the chip", signedByChip.computing, unit, {}},
      {"board/handshake/all in software", software.computing, unit, {}},
      {"board/publish 100 bytes", chip.message, unit, {}},
  };
  for (Figure& figure : bench.operations()) figures.push_back(std::move(figure));
  for (const unsigned megahertz : {80U, 160U}) {
    const StartTime time = bench.start(megahertz, runs);
    const std::string name = fmt::format("board/start to first message/{}MHz", megahertz);
    figures.push_back({name + "/device", time.ms - time.networkMs, "ms", kStartLimitMs});
    figures.push_back({name + "/with network", time.ms, "ms", {}});
  }
  figures.push_back({"board/stack/all in the chip", chip.stack, "bytes", kStackSize});
  figures.push_back({"board/stack/all in software", software.stack, "bytes", kStackSize});
  figures.insert(figures.end(), sizes.begin(), sizes.end());
  return figures;
}

double estimatedMs(double instructions, unsigned megahertz) {
  return instructions * kCyclesPerInstruction / (megahertz * 1000.0);
}

std::vector<Figure> withEstimates(const std::vector<Figure>& figures) {
  std::vector<Figure> all;
  for (const Figure& figure : figures) {
    all.push_back(figure);
    if (figure.unit != "instructions") continue;
    for (const unsigned megahertz : {80U, 160U}) {
      all.push_back(
          {fmt::format("{}/{}MHz", figure.name, megahertz), estimatedMs(figure.value, megahertz), "ms", {}});
    }
  }
  return all;
}

}  // namespace signet::bench
