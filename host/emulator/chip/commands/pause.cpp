// Pause: of all chips on a single-wire bus only the one with this Selector stays awake.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/engine/machine.h"

namespace signet::emulator {

namespace {

using namespace std::chrono_literals;

constexpr std::array kPauseForms = {
    Form{.modeMask = 0x00, .mode = 0x00, .p2Bits = 0x0000},
};

Response runPause(Machine& machine, const Command& command) {
  if (machine.config().selector() != command.p1) return Response::silentIdle();
  return StatusCode::success;
}

}  // namespace

const CommandEntry kPause{0x01, "Pause", 100us, 3ms, TempKeyRule::clears, kPauseForms, runPause};

}  // namespace signet::emulator
