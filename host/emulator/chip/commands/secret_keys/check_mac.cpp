// CheckMac: the chip checks that someone else knows a key; copies a password's key, and
// authorizes the use of other keys.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/commands/keys.h"

namespace signet::emulator {

namespace {

constexpr std::uint8_t kCheckSecondIsTempKey = 0x01;
constexpr std::uint8_t kCheckFirstIsTempKey = 0x02;
constexpr std::uint8_t kCheckSourceFlag = 0x04;

// ClientChal (32), ClientResp (32), OtherData (13).
constexpr std::uint8_t kDataSize = 77;

/// The digest the client should have sent. NoMac keys are welcome: to be only checked is their purpose.
Digest expectedResponse(const Machine& machine, const Command& command) {
  const SecretBytes<32>& tempKey = machine.state.tempKey.value;
  const SecretBytes<32> first =
      command.mode(kCheckFirstIsTempKey) ? tempKey : hashKey(machine, command.slot());
  const Span32 second = command.mode(kCheckSecondIsTempKey) ? Span32(tempKey) : command.data.first<32>();
  return checkMacDigest(first, second, command.data.subspan<64, 13>(), machine.config().serialNumber());
}

/// The slot whose value a matching CheckMac copies to TempKey (section 3.2.7), if the mode and the
/// slot allow that.
std::optional<unsigned> slotToCopy(const Machine& machine, const Command& command) {
  const bool copies =
      command.p1 == kCheckSecondIsTempKey ||
      (command.p1 == (kCheckSecondIsTempKey | kCheckSourceFlag) && machine.options.checkMacCopiesInMode5);
  const unsigned target = command.slot() | 1;
  if (!copies || machine.config().slotConfig(target).readKey() != 0) return std::nullopt;
  if (!isHashKey(machine, target)) return std::nullopt;
  return target;
}

void authorize(Machine& machine, const Command& command) {
  const bool authorizes = command.mode(kCheckFirstIsTempKey) ==
                          (machine.options.checkMacAuthorizes == CheckMacAuthorizes::mode1One);
  if (!authorizes) return;
  machine.state.authorization = {true, static_cast<std::uint8_t>(command.slot())};
}

Response runCheckMac(Machine& machine, const Command& command) {
  const bool usesSlot = !command.mode(kCheckFirstIsTempKey);
  const bool usesTempKey = (command.p1 & (kCheckFirstIsTempKey | kCheckSecondIsTempKey)) != 0;
  if (usesSlot && !isHashKey(machine, command.slot())) return StatusCode::executionError;
  if (usesTempKey && !tempKeyMatchesSource(machine, command.p1)) return StatusCode::executionError;
  if (usesSlot) {
    const StatusCode allowed = checkKeyUse(machine, command.slot());
    if (allowed != StatusCode::success) return allowed;
  }
  if (!equalConstantTime(expectedResponse(machine, command), command.data.subspan<32, 32>())) {
    return StatusCode::mismatch;
  }
  authorize(machine, command);
  machine.state.tempKey = {};
  if (const auto target = slotToCopy(machine, command)) {
    machine.state.tempKey.value = hashKey(machine, *target);
    machine.state.tempKey.valid = true;
    machine.state.tempKey.sourceFlag = true;
  }
  return StatusCode::success;
}

constexpr Form kCheckMacForms[] = {
    {.modeMask = 0xF8, .mode = 0x00, .minSize = kDataSize, .maxSize = kDataSize}};

}  // namespace

const CommandEntry kCheckMac{0x28,
                             "CheckMac",
                             std::chrono::milliseconds(5),
                             std::chrono::milliseconds(13),
                             TempKeyRule::keepsOnSuccess,
                             kCheckMacForms,
                             runCheckMac};

}  // namespace signet::emulator
