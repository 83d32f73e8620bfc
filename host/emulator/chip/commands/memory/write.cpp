// Write: 4 or 32 bytes into a zone, in clear or encrypted and authenticated by TempKey.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/crypto/messages.h"
#include "host/emulator/chip/engine/checks.h"
#include "host/emulator/chip/engine/machine.h"
#include "host/emulator/chip/memory/address.h"
#include "host/emulator/chip/memory/public_key_slot.h"

namespace signet::emulator {

namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t kWord = 4;
constexpr std::uint8_t kBlock = 32;
constexpr std::uint8_t kBlockAndMac = 64;

constexpr std::array kWriteForms = {
    Form{.modeMask = 0xFF, .mode = 0x00, .minSize = kWord, .maxSize = kWord},
    Form{.modeMask = 0xFF, .mode = 0x01, .minSize = kWord, .maxSize = kWord},
    Form{.modeMask = 0xFF, .mode = 0x02, .minSize = kWord, .maxSize = kWord},
    Form{.modeMask = 0xFF, .mode = 0x80, .minSize = kBlock, .maxSize = kBlock},
    Form{.modeMask = 0xFF, .mode = 0x81, .minSize = kBlock, .maxSize = kBlock, .toleratedSize = kBlockAndMac},
    Form{.modeMask = 0xFF, .mode = 0x82, .minSize = kBlock, .maxSize = kBlock, .toleratedSize = kBlockAndMac},
    Form{.modeMask = 0xFF, .mode = 0xC1, .minSize = kBlockAndMac, .maxSize = kBlockAndMac},
    // Once the data zone is locked bit 6 means nothing, so a clear block may come with it.
    Form{.modeMask = 0xFF,
         .mode = 0xC2,
         .minSize = kBlockAndMac,
         .maxSize = kBlockAndMac,
         .toleratedSize = kBlock},
};

/// The bytes of the configuration zone that a Write may change while it is unlocked (table 2-2); the others
/// are set in the factory, by UpdateExtra and by Lock.
bool isWritable(std::size_t configByte) {
  return configByte >= config_byte::kI2cAddress &&
         (configByte < config_byte::kUserExtra || configByte >= config_byte::kSlotLocked);
}

/// Surplus bytes of a short last block are dropped.
void store(Machine& machine, const Location& location, std::span<const std::uint8_t> value) {
  const auto target = bytesAt(machine.lasting.at(Moment::done), location);
  std::ranges::copy(value.first(target.size()), target.begin());
}

/// Any write to a public key that has to be validated takes its validity away (section 2.3.3).
void storeAndInvalidate(Machine& machine, const Location& location, std::span<const std::uint8_t> value) {
  store(machine, location, value);
  if (machine.config().validatedPublicKey(location.slot)) {
    setValidity(machine.lasting.at(Moment::done), location.slot, kKeyInvalid);
  }
}

/// Decrypts and stores a block that the MAC behind it vouches for. TempKey must already be known to be right.
Response storeAuthenticated(Machine& machine, const Command& command, const Location& location) {
  if (command.data.size() != kBlockAndMac) return StatusCode::executionError;
  const TempKey& tempKey = machine.state.tempKey;
  const SecretBytes<32> plain = xorWithTempKey(command.data.first<kBlock>(), tempKey.value);
  const Digest mac =
      writeMac(tempKey.value, {command.p1, command.p2}, machine.config().serialNumber(), plain);
  if (!equalConstantTime(mac, command.data.last<32>())) return statusOf(machine.options.badMac);
  storeAndInvalidate(machine, location, plain);
  return StatusCode::success;
}

Response writeConfig(Machine& machine, const Command& command, const Location& location) {
  if (machine.config().configLocked()) return StatusCode::executionError;
  for (std::size_t i = 0; i < location.length; ++i) {
    if (!isWritable(location.offset + i)) return StatusCode::executionError;
  }
  store(machine, location, command.data);
  return StatusCode::success;
}

/// Between the two locks: whole blocks, in clear or encrypted under any TempKey.
Response writeBeforeDataLock(Machine& machine, const Command& command, const Location& location) {
  if (!location.isBlock()) return StatusCode::executionError;
  if (!command.mode(kZoneEncrypted)) {
    storeAndInvalidate(machine, location, command.data.first(kBlock));
    return StatusCode::success;
  }
  if (!machine.state.tempKey.valid) return StatusCode::executionError;
  return storeAuthenticated(machine, command, location);
}

Response writeOtp(Machine& machine, const Command& command, const Location& location) {
  const ConfigView config = machine.config();
  if (!config.configLocked()) return StatusCode::executionError;
  if (!config.dataLocked()) return writeBeforeDataLock(machine, command, location);
  if (config.otpMode() != ConfigView::kOtpConsumption || command.mode(kZoneEncrypted)) {
    return StatusCode::executionError;
  }
  const auto target = bytesAt(machine.lasting.at(Moment::done), location);
  for (std::size_t i = 0; i < target.size(); ++i) target[i] &= command.data[i];
  return StatusCode::success;
}

/// WriteConfig Always and PubInvalid.
Response writeClear(Machine& machine, const Command& command, const Location& location) {
  const SlotConfig slot = machine.config().slotConfig(location.slot);
  const bool always = slot.writeMode() == WriteMode::always;
  if (!location.isBlock() && (slot.isSecret() || !always)) return StatusCode::executionError;
  const bool validKey =
      machine.config().isPublicKeySlot(location.slot) && isValidated(machine.eeprom(), location.slot);
  if (!always && validKey) return StatusCode::executionError;
  storeAndInvalidate(machine, location, command.data.first(location.length));
  return StatusCode::success;
}

/// WriteConfig Encrypt: TempKey made by GenDig of the write key.
Response writeEncrypted(Machine& machine, const Command& command, const Location& location) {
  const unsigned writeKey = machine.config().slotConfig(location.slot).writeKey();
  if (!location.isBlock() || !machine.state.tempKey.isGenDigOf(writeKey)) return StatusCode::executionError;
  return storeAuthenticated(machine, command, location);
}

Response writeData(Machine& machine, const Command& command, const Location& location) {
  const ConfigView config = machine.config();
  if (!config.configLocked()) return StatusCode::executionError;
  if (config.keyConfig(location.slot).isPrivate() || config.slotLocked(location.slot)) {
    return StatusCode::executionError;
  }
  if (!config.dataLocked()) return writeBeforeDataLock(machine, command, location);
  switch (config.slotConfig(location.slot).writeMode()) {
    case WriteMode::always:
    case WriteMode::pubInvalid: return writeClear(machine, command, location);
    case WriteMode::encrypt: return writeEncrypted(machine, command, location);
    case WriteMode::never: break;
  }
  return StatusCode::executionError;
}

Response runWrite(Machine& machine, const Command& command) {
  const auto location = locate(command.p1, command.p2);
  if (!location) return statusOf(machine.options.badAddress);
  switch (location->zone) {
    case Zone::config: return writeConfig(machine, command, *location);
    case Zone::otp: return writeOtp(machine, command, *location);
    case Zone::data: return writeData(machine, command, *location);
  }
  return StatusCode::parseError;
}

}  // namespace

const CommandEntry kWrite{0x12, "Write", 7ms, 26ms, TempKeyRule::clears, kWriteForms, runWrite};

}  // namespace signet::emulator
