// Lock: locks the configuration, data and OTP, or one slot. For ever.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/engine/checks.h"
#include "host/emulator/chip/engine/machine.h"
#include "signet/core/crc16.h"

namespace signet::emulator {

namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t kModeMask = 0x03;
constexpr std::uint8_t kModeData = 0x01;
constexpr std::uint8_t kModeSlot = 0x02;
constexpr std::uint8_t kModeNoCrc = 0x80;
constexpr std::uint8_t kLocked = 0x00;

constexpr std::array kLockForms = {
    Form{.modeMask = 0xFF, .mode = 0x00},
    Form{.modeMask = 0xFF, .mode = kModeData},
    Form{.modeMask = 0xFF, .mode = kModeNoCrc, .p2Bits = 0},
    Form{.modeMask = 0xFF, .mode = kModeNoCrc | kModeData, .p2Bits = 0},
    Form{.modeMask = 0x43, .mode = kModeSlot},  // bits 5-2: the slot; bit 7 and p2 are ignored
};

std::uint16_t configSummary(const Eeprom& eeprom) {
  return crc16(eeprom.config);
}

/// All slots but those of private keys, then OTP.
std::uint16_t dataSummary(const Eeprom& eeprom) {
  std::uint16_t crc = 0;
  for (unsigned slot = 0; slot < Eeprom::kSlots; ++slot) {
    if (ConfigView(eeprom).keyConfig(slot).isPrivate()) continue;
    const auto bytes = eeprom.slot(slot);
    crc = crc16({bytes.data(), bytes.size()}, crc);
  }
  return crc16(eeprom.otp, crc);
}

bool summaryIsRight(const Command& command, std::uint16_t summary) {
  return command.mode(kModeNoCrc) || command.p2 == summary;
}

Response lockConfig(Machine& machine, const Command& command) {
  if (machine.config().configLocked()) return StatusCode::executionError;
  if (!summaryIsRight(command, configSummary(machine.eeprom())))
    return statusOf(machine.options.badLockSummary);
  machine.lasting.at(Moment::done).config[config_byte::kLockConfig] = kLocked;
  return StatusCode::success;
}

Response lockData(Machine& machine, const Command& command) {
  const ConfigView config = machine.config();
  if (!config.configLocked() || config.dataLocked()) return StatusCode::executionError;
  if (!summaryIsRight(command, dataSummary(machine.eeprom())))
    return statusOf(machine.options.badLockSummary);
  machine.lasting.at(Moment::done).config[config_byte::kLockValue] = kLocked;
  return StatusCode::success;
}

Response lockSlot(Machine& machine, unsigned slot) {
  const ConfigView config = machine.config();
  if (!config.configLocked() || !config.keyConfig(slot).lockable() || config.slotLocked(slot)) {
    return StatusCode::executionError;
  }
  auto& bits = machine.lasting.at(Moment::done).config[config_byte::kSlotLocked + slot / 8];
  bits = static_cast<std::uint8_t>(bits & ~(1U << slot % 8));
  return StatusCode::success;
}

Response runLock(Machine& machine, const Command& command) {
  switch (command.p1 & kModeMask) {
    case kModeSlot: return lockSlot(machine, (command.p1 >> 2) & 0x0F);
    case kModeData: return lockData(machine, command);
    default: return lockConfig(machine, command);
  }
}

}  // namespace

const CommandEntry kLock{0x17, "Lock", 8ms, 32ms, TempKeyRule::clears, kLockForms, runLock};

}  // namespace signet::emulator
