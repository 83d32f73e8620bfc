#include "host/emulator/chip/engine/execution.h"

#include "host/emulator/chip/engine/group.h"

namespace signet::emulator {

namespace {

constexpr std::uint8_t kOpcodeInfo = 0x30;
constexpr std::uint8_t kOpcodeSha = 0x47;

/// Groups that do not run, and commands that their first checks refuse, return early. The datasheet
/// gives no figure.
constexpr Duration kRefusalTime = std::chrono::microseconds(100);

void dropHashing(VolatileState& state) {
  state.sha.reset();
}

void invalidateTempKey(VolatileState& state) {
  state.tempKey.valid = false;
  state.tempKey.trail.reset();
}

Execution refused(StatusCode status) {
  return {status, kRefusalTime, kRefusalTime};
}

Execution parseError(Machine& machine) {
  invalidateTempKey(machine.state);
  dropHashing(machine.state);
  return refused(StatusCode::parseError);
}

Execution communicationError(Machine& machine) {
  if (machine.options.communicationErrorClearsTempKey) {
    invalidateTempKey(machine.state);
    dropHashing(machine.state);
  }
  return refused(StatusCode::communication);
}

Command parse(std::span<const std::uint8_t> group) {
  return {.opcode = group[1],
          .p1 = group[2],
          .p2 = static_cast<std::uint16_t>(group[3] | group[4] << 8),
          .data = group.subspan(5, group.size() - kMinCommandGroup)};
}

/// Cuts bytes off that the mode does not need. False if the command has no such form even then.
bool fitForm(const CommandEntry& entry, Command& command, SurplusData surplus) {
  if (entry.accepts(command)) return true;
  if (surplus == SurplusData::parseError) return false;
  for (const Form& form : entry.forms) {
    Command shorter = command;
    shorter.data = command.data.first(std::min<std::size_t>(form.maxSize, command.data.size()));
    if (!form.matches(shorter)) continue;
    command = shorter;
    return true;
  }
  return false;
}

/// Section 2.5.1, and SHA: an error also ends its sequence.
void settleVolatileState(Machine& machine, TempKeyRule rule, const Response& response) {
  if (response.isSilent() || response.is(StatusCode::eccFault)) return;
  const bool keeps =
      rule == TempKeyRule::untouched || (rule == TempKeyRule::keepsOnSuccess && response.succeeded());
  if (!keeps) invalidateTempKey(machine.state);
  if (!response.succeeded()) dropHashing(machine.state);
}

bool returnsEarly(const Machine& machine, const Response& response) {
  const bool error = response.is(StatusCode::executionError) || response.is(StatusCode::parseError);
  return error && machine.lasting.pending().empty();
}

Execution run(Machine& machine, const CommandEntry& entry, const Command& command) {
  if (command.opcode != kOpcodeSha && (command.opcode != kOpcodeInfo || machine.options.infoEndsSha)) {
    dropHashing(machine.state);
  }
  const Response response = entry.run(machine, command);
  machine.lasting.seal();
  settleVolatileState(machine, entry.tempKey, response);
  if (returnsEarly(machine, response)) return {response, kRefusalTime, kRefusalTime};
  return {response, entry.typical, entry.maximum};
}

}  // namespace

Execution execute(Machine& machine, std::span<const std::uint8_t> group, Duration remaining) {
  machine.extraTime = Duration::zero();
  if (group.size() < kMinGroup || group.size() != group[0] || !hasGoodCrc(group))
    return communicationError(machine);
  if (group.size() < kMinCommandGroup) return parseError(machine);
  Command command = parse(group);
  const CommandEntry* entry = findCommand(command.opcode);
  if (entry == nullptr || !fitForm(*entry, command, machine.options.surplusData)) return parseError(machine);
  if (remaining < entry->maximum) return refused(StatusCode::watchdogExpiring);
  return run(machine, *entry, command);
}

}  // namespace signet::emulator
