// Measures the firmware of the NodeMCU on the virtual board: instructions of the ESP8266's processor, time
// from power to the first message, memory.
//
// Instructions are counted by QEMU (-icount): 25 of them are a cycle of the counter that the firmware reads.
// What the processor does while the bus's pins are moved, and while it waits for the chip, is counted apart.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/bench/figure.h"

namespace signet::bench {

/// Limits of the handshake with all elliptic curves in the chip, and from power to the first message.
constexpr double kHandshakeLimit = 5e6;
constexpr double kStartLimitMs = 1000;
constexpr double kStackSize = 6144;
/// What an instruction takes on average, in cycles of the processor.
constexpr double kCyclesPerInstruction = 1.28;

/// Who computes elliptic curves in a handshake.
enum class Curves { inChip, signedByChip, inSoftware };

/// One handshake, and what comes with it.
struct HandshakeEffort {
  double computing = 0;  ///< instructions from ClientHello to CONNACK, without bus and waiting
  double message = 0;    ///< instructions for a message; 0: not measured
  double stack = 0;      ///< bytes, at the deepest
};

struct StartTime {
  double ms = 0;         ///< from power to the first message, all in all
  double networkMs = 0;  ///< of that, waiting for the network
};

/// Measures on boards whose programs are in `build` (build/nodemcu). All that it starts has ended when it
/// returns. Throw UserError: a program is missing, there is no QEMU or mosquitto, or a board does not do
/// what it should.
class BoardBench {
 public:
  explicit BoardBench(std::filesystem::path build);
  ~BoardBench();

  /// board/driver/..., board/crypto/...
  std::vector<Figure> operations();
  /// The least of some `runs`.
  HandshakeEffort handshake(Curves curves, unsigned runs);
  /// Of some `runs` the one that has waited least for the network. `megahertz`: 80 or 160.
  StartTime start(unsigned megahertz, unsigned runs);
  /// board/flash/..., board/ram/...
  std::vector<Figure> sizes() const;

 private:
  struct Parts;
  std::string image(const char* name) const;

  std::filesystem::path build_;
  std::unique_ptr<Parts> parts_;
};

/// All of it, in the order of the table.
std::vector<Figure> measureBoard(const std::filesystem::path& build, unsigned runs);

/// Milliseconds for so many instructions.
double estimatedMs(double instructions, unsigned megahertz);
/// For each figure in instructions two more, NAME/80MHz and NAME/160MHz in ms: estimates.
std::vector<Figure> withEstimates(const std::vector<Figure>& figures);

}  // namespace signet::bench
