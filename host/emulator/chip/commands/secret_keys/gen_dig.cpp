// GenDig: mixes a stored value into TempKey.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/commands/keys.h"
#include "host/emulator/chip/memory/monotonic_counter.h"

namespace signet::emulator {

namespace {

namespace zone {
constexpr std::uint8_t kConfig = 0;
constexpr std::uint8_t kOtp = 1;
constexpr std::uint8_t kData = 2;
constexpr std::uint8_t kSharedNonce = 3;
constexpr std::uint8_t kCounter = 4;
constexpr std::uint8_t kKeyConfig = 5;
}  // namespace zone

constexpr std::uint16_t kTransportKey = 0x8000;

/// TempKey made by anything but a data slot.
Response becomes(Machine& machine, const Digest& digest) {
  TempKey tempKey = tempKeyWith(machine.state.tempKey, digest);
  tempKey.keyId = 0;
  tempKey.genDigData = false;
  if (machine.options.genDigClearsGenKeyData) tempKey.genKeyData = false;
  machine.state.tempKey = tempKey;
  return StatusCode::success;
}

Response mixValue(Machine& machine, const Command& command, Span32 value) {
  return becomes(machine, gendig::ofValue(value, paramsOf(command), machine.config().serialNumber(),
                                          machine.state.tempKey.value));
}

/// Block Param2 of the configuration or OTP zone.
Response mixBlock(Machine& machine, const Command& command, ByteSpan zone) {
  const std::size_t at = command.p2 * std::size_t{32};
  if (at >= zone.size()) return statusOf(machine.options.badAddress);
  return mixValue(machine, command, Span32(zone.subspan(at, 32)));
}

/// The value of a hidden key; the real ones are not public, so each chip has some of its own.
Response mixTransportKey(Machine& machine, const Command& command) {
  if (machine.state.tempKey.sourceFlag) return StatusCode::executionError;
  const std::uint8_t keyId[] = {command.p2Low(), command.p2High()};
  return mixValue(machine, command, sha256({machine.eeprom().transportSeed, keyId}));
}

Response mixDataSlot(Machine& machine, const Command& command) {
  const unsigned slot = command.slot();
  if (!isHashKey(machine, slot)) return StatusCode::executionError;
  const bool noMac = machine.config().slotConfig(slot).noMac();
  if (noMac && command.data.size() != 4) return StatusCode::executionError;
  const StatusCode allowed = checkKeyUse(machine, slot);
  if (allowed != StatusCode::success) return allowed;

  const SecretBytes<32> key = hashKey(machine, slot);
  const SerialNumber serial = machine.config().serialNumber();
  const SecretBytes<32> tempKey = machine.state.tempKey.value;
  becomes(machine, noMac ? gendig::ofNoMacKey(key, command.data.first<4>(), serial, tempKey)
                         : gendig::ofValue(key, paramsOf(command), serial, tempKey));
  machine.state.tempKey.genDigData = true;
  machine.state.tempKey.keyId = static_cast<std::uint8_t>(slot);
  machine.state.tempKey.noMacFlag |= noMac;
  return StatusCode::success;
}

Response mixCounter(Machine& machine, const Command& command) {
  if (!machine.options.genDigCounterAndKeyConfig || command.p2 > 1) return StatusCode::parseError;
  const std::uint32_t count = readCounter(machine.eeprom(), command.p2);
  return becomes(machine, gendig::ofCounter(count, paramsOf(command), machine.config().serialNumber(),
                                            machine.state.tempKey.value));
}

Response mixKeyConfig(Machine& machine, const Command& command) {
  if (!machine.options.genDigCounterAndKeyConfig) return StatusCode::parseError;
  return becomes(machine, gendig::ofKeyConfig(slotState(machine, command.slot()), paramsOf(command),
                                              machine.config().serialNumber(), machine.state.tempKey.value));
}

Response mix(Machine& machine, const Command& command) {
  switch (command.p1) {
    case zone::kConfig: return mixBlock(machine, command, machine.eeprom().config);
    case zone::kOtp:
      if (!keysUsable(machine)) return StatusCode::executionError;
      return mixBlock(machine, command, machine.eeprom().otp);
    case zone::kData:
      return command.p2 >= kTransportKey ? mixTransportKey(machine, command) : mixDataSlot(machine, command);
    case zone::kSharedNonce:
      return becomes(machine,
                     gendig::ofSharedNonce(command.data.first<32>(), paramsOf(command),
                                           machine.config().serialNumber(), machine.state.tempKey.value));
    case zone::kCounter: return mixCounter(machine, command);
    default: return mixKeyConfig(machine, command);
  }
}

Response runGenDig(Machine& machine, const Command& command) {
  return machine.state.tempKey.valid ? mix(machine, command) : StatusCode::executionError;
}

// OtherData (4) is needed by NoMac keys only; sent along with others it is ignored, so that a host may treat
// all keys alike.
constexpr Form kGenDigForms[] = {
    {.modeMask = 0xFF, .mode = zone::kConfig, .toleratedSize = 4},
    {.modeMask = 0xFF, .mode = zone::kOtp, .toleratedSize = 4},
    {.modeMask = 0xFF, .mode = zone::kData, .toleratedSize = 4},
    {.modeMask = 0xFF, .mode = zone::kSharedNonce, .minSize = 32, .maxSize = 32},
    {.modeMask = 0xFF, .mode = zone::kCounter, .toleratedSize = 4},
    {.modeMask = 0xFF, .mode = zone::kKeyConfig, .toleratedSize = 4},
};

}  // namespace

const CommandEntry kGenDig{0x15,
                           "GenDig",
                           std::chrono::milliseconds(5),
                           std::chrono::milliseconds(11),
                           TempKeyRule::keepsOnSuccess,
                           kGenDigForms,
                           runGenDig};

}  // namespace signet::emulator
