// Random: 32 bytes from the generator.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/engine/machine.h"

namespace signet::emulator {

namespace {

using namespace std::chrono_literals;

constexpr std::array kRandomForms = {
    Form{.modeMask = static_cast<std::uint8_t>(~kModeNoSeedUpdate), .mode = 0x00, .p2Bits = 0x0000},
};

Response runRandom(Machine& machine, const Command& command) {
  machine.prepareGenerator(command.p1);
  if (machine.options.randomClearsTempKey) machine.state.tempKey.valid = false;
  return Response::data(machine.randomNumber());
}

}  // namespace

const CommandEntry kRandom{0x1B, "Random", 1ms, 23ms, TempKeyRule::keepsOnSuccess, kRandomForms, runRandom};

}  // namespace signet::emulator
