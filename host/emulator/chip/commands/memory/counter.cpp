// Counter: reads or increments one of the two monotonic counters.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/engine/machine.h"
#include "host/emulator/chip/memory/monotonic_counter.h"

namespace signet::emulator {

namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t kModeIncrement = 0x01;

constexpr std::array kCounterForms = {
    Form{.modeMask = static_cast<std::uint8_t>(~kModeIncrement), .mode = 0x00, .p2Bits = 0x0001},
};

std::array<std::uint8_t, 4> littleEndian(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(value >> 8),
          static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 24)};
}

Response runCounter(Machine& machine, const Command& command) {
  std::uint32_t value = readCounter(machine.eeprom(), command.p2);
  if (command.mode(kModeIncrement)) {
    if (value >= kCounterMax) return StatusCode::executionError;
    storeCounter(machine.lasting.at(Moment::done), command.p2, ++value);
  }
  if (machine.options.counterClearsTempKey) machine.state.tempKey.valid = false;
  return Response::data(littleEndian(value));
}

}  // namespace

const CommandEntry kCounter{0x24,          "Counter", 5ms, 20ms, TempKeyRule::keepsOnSuccess,
                            kCounterForms, runCounter};

}  // namespace signet::emulator
