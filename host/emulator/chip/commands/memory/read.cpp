// Read: 4 or 32 bytes of a zone, in clear or under TempKey.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/crypto/messages.h"
#include "host/emulator/chip/engine/checks.h"
#include "host/emulator/chip/engine/machine.h"
#include "host/emulator/chip/memory/address.h"

namespace signet::emulator {

namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t kNotBlockBit = static_cast<std::uint8_t>(~kZoneBlock);
constexpr std::array kReadForms = {
    Form{.modeMask = kNotBlockBit, .mode = 0x00},  // configuration
    Form{.modeMask = kNotBlockBit, .mode = 0x01},  // OTP
    Form{.modeMask = kNotBlockBit, .mode = 0x02},  // data
};

/// What a read returns: the bytes, with zeros where a short last block has none.
SecretBytes<32> padded(const Machine& machine, const Location& location) {
  SecretBytes<32> value;
  std::ranges::copy(bytesAt(machine.eeprom(), location), value.begin());
  return value;
}

Response clear(Machine& machine, const Location& location) {
  if (machine.options.readClearsTempKey) machine.state.tempKey.valid = false;
  return Response::data(std::span<const std::uint8_t>(padded(machine, location)).first(location.length));
}

/// Needs a TempKey that GenDig made from the read key and the chip's own random number.
Response encrypted(Machine& machine, const Location& location, unsigned readKey) {
  TempKey& tempKey = machine.state.tempKey;
  if (!tempKey.isGenDigOf(readKey) || tempKey.sourceFlag) return StatusCode::executionError;
  const auto cipher = xorWithTempKey(padded(machine, location), tempKey.value);
  tempKey.valid = false;
  return Response::data(cipher);
}

Response readOtp(Machine& machine, const Location& location) {
  const ConfigView config = machine.config();
  if (!config.dataLocked()) return StatusCode::executionError;
  const bool legacyWord = !location.isBlock() && location.offset < 8 && config.otpMode() != 0;
  if (machine.options.otpLegacyWords && legacyWord) return StatusCode::executionError;
  return clear(machine, location);
}

/// Table 2-5: IsSecret and EncryptRead.
Response readData(Machine& machine, const Location& location) {
  const ConfigView config = machine.config();
  const SlotConfig slot = config.slotConfig(location.slot);
  if (!config.dataLocked() || config.keyConfig(location.slot).isPrivate()) return StatusCode::executionError;
  if (slot.isSecret() != slot.encryptRead()) return StatusCode::executionError;
  if (!slot.isSecret()) return clear(machine, location);
  if (!location.isBlock()) return StatusCode::executionError;
  return encrypted(machine, location, slot.readKey());
}

Response runRead(Machine& machine, const Command& command) {
  const auto location = locate(command.p1, command.p2);
  if (!location) return statusOf(machine.options.badAddress);
  switch (location->zone) {
    case Zone::config: return clear(machine, *location);
    case Zone::otp: return readOtp(machine, *location);
    case Zone::data: return readData(machine, *location);
  }
  return StatusCode::parseError;
}

}  // namespace

const CommandEntry kRead{0x02, "Read", 100us, 1ms, TempKeyRule::keepsOnSuccess, kReadForms, runRead};

}  // namespace signet::emulator
