// UpdateExtra: the two configuration bytes that stay writable after the lock, and taking a use
// from a limited-use key.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/engine/checks.h"
#include "host/emulator/chip/engine/machine.h"

namespace signet::emulator {

namespace {

using namespace std::chrono_literals;

enum UpdateExtraMode : std::uint8_t { kUserExtra = 0, kSelector = 1 };
constexpr std::uint8_t kModeConsume = 0x02;  // bit 0 makes no difference

constexpr std::array kUpdateExtraForms = {
    Form{.modeMask = 0xFF, .mode = kUserExtra, .p2Bits = 0x00FF},
    Form{.modeMask = 0xFF, .mode = kSelector, .p2Bits = 0x00FF},
    Form{.modeMask = 0xFE, .mode = kModeConsume, .p2Bits = 0x000F},
};

Response store(Machine& machine, std::size_t configByte, std::uint8_t value) {
  machine.lasting.at(Moment::done).config[configByte] = value;
  return StatusCode::success;
}

bool selectorIsOpen(const Machine& machine) {
  if (!machine.config().selectorMode()) return true;
  const bool isZero = machine.config().selector() == 0;
  return isZero == (machine.options.selectorUpdate == SelectorUpdate::ifZero);
}

Response runUpdateExtra(Machine& machine, const Command& command) {
  if (!machine.config().configLocked() && !machine.options.updateExtraBeforeConfigLock) {
    return StatusCode::executionError;
  }
  switch (command.p1) {
    case kUserExtra:
      if (machine.config().userExtra() != 0) return StatusCode::executionError;
      return store(machine, config_byte::kUserExtra, command.p2Low());
    case kSelector:
      if (!selectorIsOpen(machine)) return StatusCode::executionError;
      return store(machine, config_byte::kSelector, command.p2Low());
    default: return consumeUse(machine, command.slot()) ? StatusCode::success : StatusCode::executionError;
  }
}

}  // namespace

const CommandEntry kUpdateExtra{
    0x20, "UpdateExtra", 8ms, 10ms, TempKeyRule::clears, kUpdateExtraForms, runUpdateExtra};

}  // namespace signet::emulator
