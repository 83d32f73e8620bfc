// MAC and HMAC: the chip proves that it knows a key.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/commands/keys.h"

namespace signet::emulator {

namespace {

constexpr std::uint8_t kModeSecondIsTempKey = 0x01;
constexpr std::uint8_t kModeFirstIsTempKey = 0x02;
// Bits 4 and 5 mixed in OTP bytes on older parts; here all of these must be zero.
constexpr std::uint8_t kModeZeroBits = 0xB8;

/// A key with NoMac, directly or inside TempKey, may be compared (CheckMac) but never put out.
bool tempKeyMayBePutOut(const Machine& machine, std::uint8_t mode) {
  return tempKeyMatchesSource(machine, mode) && !machine.state.tempKey.noMacFlag;
}

/// Slot `slot` may be the key of a MAC or HMAC.
bool isMacKey(const Machine& machine, unsigned slot) {
  return isHashKey(machine, slot) && !machine.config().slotConfig(slot).noMac();
}

Response runMac(Machine& machine, const Command& command) {
  const bool keyIsTempKey = command.mode(kModeFirstIsTempKey);
  const bool challengeIsTempKey = command.mode(kModeSecondIsTempKey);
  if (!keyIsTempKey && !isMacKey(machine, command.slot())) return StatusCode::executionError;
  if ((keyIsTempKey || challengeIsTempKey) && !tempKeyMayBePutOut(machine, command.p1)) {
    return StatusCode::executionError;
  }
  if (!keyIsTempKey) {
    const StatusCode allowed = checkKeyUse(machine, command.slot());
    if (allowed != StatusCode::success) return allowed;
  }
  const SecretBytes<32>& tempKey = machine.state.tempKey.value;
  const SecretBytes<32> first = keyIsTempKey ? tempKey : hashKey(machine, command.slot());
  const Span32 second = challengeIsTempKey ? Span32(tempKey) : command.data.first<32>();
  return Response::data(macDigest(first, second, paramsOf(command), machine.config().serialNumber()));
}

Response runHmac(Machine& machine, const Command& command) {
  if ((command.p1 & 0x03) != 0 && !machine.options.hmacIgnoresLowModeBits) return StatusCode::parseError;
  if (!isMacKey(machine, command.slot())) return StatusCode::executionError;
  if (!tempKeyMayBePutOut(machine, command.p1)) return StatusCode::executionError;
  const StatusCode allowed = checkKeyUse(machine, command.slot());
  if (allowed != StatusCode::success) return allowed;
  return Response::data(hmacDigest(hashKey(machine, command.slot()), machine.state.tempKey.value,
                                   paramsOf(command), machine.config().serialNumber()));
}

constexpr Form kMacForms[] = {
    {.modeMask = kModeZeroBits | kModeSecondIsTempKey, .mode = 0x00, .minSize = 32, .maxSize = 32},
    {.modeMask = kModeZeroBits | kModeSecondIsTempKey, .mode = 0x01, .toleratedSize = 32},
};
constexpr Form kHmacForms[] = {{.modeMask = kModeZeroBits, .mode = 0x00}};

}  // namespace

const CommandEntry kMac{
    0x08,      "MAC", std::chrono::milliseconds(5), std::chrono::milliseconds(14), TempKeyRule::clears,
    kMacForms, runMac};
const CommandEntry kHmac{
    0x11,       "HMAC", std::chrono::milliseconds(13), std::chrono::milliseconds(23), TempKeyRule::clears,
    kHmacForms, runHmac};

}  // namespace signet::emulator
