#include "host/chip/refusal_error.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <span>

namespace signet::chip {
namespace {

constexpr std::array<std::uint8_t, 64> kPlaceholder{};

atecc::Command command(atecc::Opcode opcode, unsigned p1, unsigned p2, std::size_t dataSize = 0) {
  atecc::Command made;
  made.opcode = opcode;
  made.p1 = static_cast<std::uint8_t>(p1);
  made.p2 = static_cast<std::uint16_t>(p2);
  if (dataSize > 0) made.data[0] = Bytes(kPlaceholder).first(dataSize);
  return made;
}

/// Param1 of Read and Write: zone, and whether 32 bytes are meant.
unsigned zoneByte(atecc::MemoryAddress address, std::size_t size) {
  return static_cast<unsigned>(address.zone()) | (size == atecc::kBlockSize ? 0x80U : 0U);
}

const char* opcodeName(atecc::Opcode opcode) {
  switch (opcode) {
    case atecc::Opcode::genKey: return "GenKey";
    case atecc::Opcode::sign: return "Sign";
    case atecc::Opcode::verify: return "Verify";
    case atecc::Opcode::read: return "Read";
    case atecc::Opcode::write: return "Write";
    case atecc::Opcode::lock: return "Lock";
    case atecc::Opcode::counter: return "Counter";
    default: return "the command";
  }
}

/// The driver fills TempKey right before the command: that is not what was missing.
bool isMetByDriver(atecc::RefusalReason reason) {
  return reason == atecc::RefusalReason::tempKeyNeeded || reason == atecc::RefusalReason::sourceMustMatch;
}

/// Of the conditions that the configuration cannot judge the most likely one, as far as the chip
/// can be asked.
std::optional<atecc::Refusal> likelyCondition(ChipTarget& chip, const atecc::Command& command) {
  std::array<atecc::Refusal, atecc::kMaxConditions> conditions{};
  const std::size_t count =
      atecc::refusalConditions(chip.config(), command, {conditions.data(), conditions.size()});
  for (const atecc::Refusal& condition : std::span(conditions).first(count)) {
    if (isMetByDriver(condition.reason)) continue;
    if (condition.reason == atecc::RefusalReason::validKeyNeeded) {
      const auto slot = atecc::Slot::from(condition.slot);
      const auto present = slot.ok() ? chip.device().keyValid(slot.value()) : Result<bool>(slot.status());
      if (present.ok() && present.value()) continue;
    }
    return condition;
  }
  return {};
}

std::string filledIn(const char* text, const atecc::Refusal& refusal) {
  return fmt::format(fmt::runtime(text), refusal.slot, refusal.other);
}

}  // namespace

namespace uses {

atecc::Command makeKey(atecc::Slot slot) {
  return command(atecc::Opcode::genKey, 0x04, slot.number());
}
atecc::Command showKey(atecc::Slot slot) {
  return command(atecc::Opcode::genKey, 0x00, slot.number());
}
atecc::Command sign(atecc::Slot slot) {
  return command(atecc::Opcode::sign, 0x80, slot.number());
}
atecc::Command verifyStored(atecc::Slot slot) {
  return command(atecc::Opcode::verify, 0x00, slot.number(), 64);
}
atecc::Command read(atecc::MemoryAddress address, std::size_t size) {
  return command(atecc::Opcode::read, zoneByte(address, size), address.param2());
}
atecc::Command write(atecc::MemoryAddress address, std::size_t size, bool encrypted) {
  atecc::Command made = command(atecc::Opcode::write, zoneByte(address, size) | (encrypted ? 0x40U : 0U),
                                address.param2(), size);
  if (encrypted) made.data[1] = Bytes(kPlaceholder).first(32);  // the MAC
  return made;
}
atecc::Command lockConfig() {
  return command(atecc::Opcode::lock, 0x00, 0);
}
atecc::Command lockData() {
  return command(atecc::Opcode::lock, 0x01, 0);
}
atecc::Command lockSlot(atecc::Slot slot) {
  return command(atecc::Opcode::lock, 0x02 | slot.number() << 2, 0);
}

}  // namespace uses

UserError refusalError(const atecc::Refusal& refusal, atecc::Opcode opcode, Status status) {
  const std::string who =
      refusal.slot == atecc::Refusal::kNone ? "The chip" : fmt::format("Slot {}", refusal.slot);
  const RefusalText text = refusalText(refusal.reason);
  return {Exit::refused,
          fmt::format("{} refuses {}: {}.", who, opcodeName(opcode), filledIn(text.what, refusal)),
          filledIn(text.next, refusal), status};
}

void refuseIfImpossible(ChipTarget& chip, const atecc::Command& command) {
  const atecc::Refusal refusal = atecc::findRefusal(chip.config(), command);
  if (refusal) throw refusalError(refusal, command.opcode, Status::refused);
}

UserError commandError(ChipTarget& chip, Status status, const atecc::Command& command,
                       const std::string& doing) {
  if (status != Status::executionError) return chip.error(status, doing);
  chip.forgetConfig();  // a lock may have happened since it was read, or a use been spent
  if (const atecc::Refusal certain = atecc::findRefusal(chip.config(), command)) {
    return refusalError(certain, command.opcode, status);
  }
  const auto condition = likelyCondition(chip, command);
  return condition ? refusalError(*condition, command.opcode, status) : chip.error(status, doing);
}

void checkCommand(ChipTarget& chip, Status status, const atecc::Command& command, const std::string& doing) {
  if (status != Status::ok) throw commandError(chip, status, command, doing);
}

}  // namespace signet::chip
