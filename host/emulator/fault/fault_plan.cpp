// The grammar of fault plans, read and written. docs/faults.md describes it.
#include "host/emulator/fault/fault_plan.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "host/emulator/fault/plan_scanner.h"
#include "host/emulator/trace/opcode_names.h"

namespace signet::emulator {
namespace {

struct UnitName {
  FaultUnit unit;
  std::string_view name;
};
constexpr std::array kUnits{UnitName{FaultUnit::transaction, "transaction"},
                            UnitName{FaultUnit::write, "write"},
                            UnitName{FaultUnit::read, "read"},
                            UnitName{FaultUnit::byte, "byte"},
                            UnitName{FaultUnit::command, "command"},
                            UnitName{FaultUnit::wake, "wake"}};

/// Which triggers a fault goes with.
enum class Strikes : std::uint8_t {
  bytes,         ///< byte; of a transaction, write or read its address byte
  bytesAndWake,  ///< and a wake pulse
  commands,
  anything,
};

struct KindName {
  FaultKind kind;
  std::string_view name;
  Strikes strikes;
};
constexpr std::array kKinds{KindName{FaultKind::flip, "flip", Strikes::bytes},
                            KindName{FaultKind::nack, "nack", Strikes::bytes},
                            KindName{FaultKind::lose, "lose", Strikes::bytesAndWake},
                            KindName{FaultKind::doubled, "double", Strikes::bytes},
                            KindName{FaultKind::stuck, "stuck", Strikes::anything},
                            KindName{FaultKind::late, "late", Strikes::commands},
                            KindName{FaultKind::watchdog, "watchdog", Strikes::anything},
                            KindName{FaultKind::powerCut, "power-cut", Strikes::anything},
                            KindName{FaultKind::eccFault, "ecc-fault", Strikes::commands},
                            KindName{FaultKind::wrongCrc, "wrong-crc", Strikes::commands}};

std::string_view unitName(FaultUnit unit) {
  for (const UnitName& entry : kUnits) {
    if (entry.unit == unit) return entry.name;
  }
  return {};
}

const KindName& kindEntry(FaultKind kind) {
  for (const KindName& entry : kKinds) {
    if (entry.kind == kind) return entry;
  }
  return kKinds.front();
}

bool isTransfer(FaultUnit unit) {
  return unit == FaultUnit::transaction || unit == FaultUnit::write || unit == FaultUnit::read;
}

// ---- Reading.

FaultUnit parseUnit(PlanScanner& words) {
  for (const UnitName& entry : kUnits) {
    if (words.accept(entry.name)) return entry.unit;
  }
  words.fail("expected what is counted: transaction, write, read, byte, command or wake");
}

std::uint8_t parseOpcode(PlanScanner& words) {
  const auto opcode = opcodeNamed(words.peek());
  if (!opcode)
    words.fail("expected the name of a command: " + allOpcodeNames() + ", or its opcode such as 0x41");
  words.take();
  return *opcode;
}

/// "of Sign" after a command, "of read 5" after the number of a byte.
void parseOf(PlanScanner& words, FaultTrigger& trigger) {
  const bool mayName = trigger.unit == FaultUnit::command;
  const bool mayPlace = trigger.unit == FaultUnit::byte && trigger.number != 0;
  if ((!mayName && !mayPlace) || !words.accept("of")) return;
  if (mayName) {
    trigger.opcode = parseOpcode(words);
    return;
  }
  const FaultUnit within = parseUnit(words);
  if (!isTransfer(within)) words.failLast("a byte is one of a transaction, a write or a read");
  trigger.within = within;
  trigger.withinNumber = words.count(unitName(within));
}

FaultTrigger parseTrigger(PlanScanner& words) {
  FaultTrigger trigger;
  if (words.accept("with")) {
    words.expect("probability");
    trigger.probability = words.probability();
    words.expect("at");
    words.expect("each");
    trigger.unit = parseUnit(words);
  } else if (words.accept("at")) {
    trigger.unit = parseUnit(words);
    trigger.number = words.count(unitName(trigger.unit));
  } else {
    words.fail("a line begins with 'seed', 'at' or 'with probability'");
  }
  parseOf(words, trigger);
  if (trigger.unit != FaultUnit::wake && words.accept("to")) trigger.address = words.address();
  return trigger;
}

FaultKind parseKind(PlanScanner& words, const FaultTrigger& trigger) {
  for (const KindName& entry : kKinds) {
    if (!words.accept(entry.name)) continue;
    const bool onByte = trigger.unit == FaultUnit::byte || isTransfer(trigger.unit);
    const bool onWake = entry.strikes == Strikes::bytesAndWake && trigger.unit == FaultUnit::wake;
    if (entry.strikes == Strikes::commands && trigger.unit != FaultUnit::command) {
      words.failLast(fmt::format("'{}' strikes a command: write 'at command N: {}'", entry.name, entry.name));
    }
    if ((entry.strikes == Strikes::bytes || entry.strikes == Strikes::bytesAndWake) && !onByte && !onWake) {
      words.failLast(fmt::format("'{}' strikes a byte: write 'at byte N: {}' or 'at byte N of write M: {}'",
                                 entry.name, entry.name, entry.name));
    }
    return entry.kind;
  }
  words.fail(
      "expected a fault: flip, nack, lose, double, stuck, late, watchdog, power-cut, ecc-fault or wrong-crc");
}

unsigned parseBit(PlanScanner& words) {
  words.expect("bit");
  if (words.accept("ack")) return FaultEffect::kAckBit;
  if (words.accept("any")) return FaultEffect::kAnyBit;
  const std::string_view digit = words.peek();
  if (digit.size() != 1 || digit[0] < '0' || digit[0] > '7') words.fail("expected a bit: 0 to 7, ack or any");
  words.take();
  return static_cast<unsigned>(digit[0] - '0');
}

FaultEffect parseEffect(PlanScanner& words, const FaultTrigger& trigger) {
  FaultEffect effect;
  effect.kind = parseKind(words, trigger);
  const bool mayDelay = effect.kind == FaultKind::powerCut || effect.kind == FaultKind::watchdog;
  const bool mayLast = effect.kind == FaultKind::powerCut || effect.kind == FaultKind::stuck;
  if (effect.kind == FaultKind::flip) effect.bit = parseBit(words);
  if (effect.kind == FaultKind::stuck) {
    effect.scl = words.accept("scl");
    if (!effect.scl && !words.accept("sda")) words.fail("expected the line that is stuck: sda or scl");
  }
  if (effect.kind == FaultKind::late) {
    words.expect("by");
    effect.duration = words.duration();
  }
  if (mayDelay && words.accept("after")) effect.delay = words.duration();
  if (mayLast && words.accept("for")) effect.duration = words.duration();
  return effect;
}

void parseLine(PlanScanner& words, FaultPlan& plan) {
  if (words.atEnd()) return;
  if (words.accept("seed")) {
    plan.seed = words.number("a seed");
  } else {
    FaultRule rule;
    rule.trigger = parseTrigger(words);
    words.expect(":");
    rule.effect = parseEffect(words, rule.trigger);
    plan.rules.push_back(rule);
  }
  words.expectEnd();
}

// ---- Writing.

std::string formatDuration(Duration duration) {
  const std::int64_t count = duration.count();
  if (count % 1'000'000'000 == 0 && count != 0) return fmt::format("{}s", count / 1'000'000'000);
  if (count % 1'000'000 == 0 && count != 0) return fmt::format("{}ms", count / 1'000'000);
  if (count % 1'000 == 0) return fmt::format("{}us", count / 1'000);
  return fmt::format("{}ns", count);
}

std::string formatTrigger(const FaultTrigger& trigger) {
  std::string text = trigger.number != 0 ? fmt::format("at {} {}", unitName(trigger.unit), trigger.number)
                                         : fmt::format("with probability {} at each {}", trigger.probability,
                                                       unitName(trigger.unit));
  if (trigger.opcode) {
    const std::string_view name = opcodeName(*trigger.opcode);
    text += name.empty() ? fmt::format(" of 0x{:02x}", *trigger.opcode) : fmt::format(" of {}", name);
  }
  if (trigger.within) text += fmt::format(" of {} {}", unitName(*trigger.within), trigger.withinNumber);
  if (trigger.address) text += fmt::format(" to 0x{:02x}", *trigger.address);
  return text;
}

std::string formatEffect(const FaultEffect& effect) {
  std::string text(kindEntry(effect.kind).name);
  if (effect.kind == FaultKind::flip) {
    text += " bit ";
    text += effect.bit == FaultEffect::kAckBit   ? "ack"
            : effect.bit == FaultEffect::kAnyBit ? "any"
                                                 : std::to_string(effect.bit);
  }
  if (effect.kind == FaultKind::stuck) text += effect.scl ? " scl" : " sda";
  if (effect.delay != Duration::zero()) text += " after " + formatDuration(effect.delay);
  if (effect.duration)
    text += (effect.kind == FaultKind::late ? " by " : " for ") + formatDuration(*effect.duration);
  return text;
}

}  // namespace

FaultPlan parseFaultPlan(std::string_view text, const std::string& name) {
  FaultPlan plan;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    PlanScanner words(text.substr(0, end), line, name);
    parseLine(words, plan);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return plan;
}

FaultPlan loadFaultPlan(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  if (!file.is_open() || file.bad()) {
    throw FaultPlanError(
        0, 0, fmt::format("cannot read the fault plan '{}': {}; check the path", path, std::strerror(errno)));
  }
  return parseFaultPlan(text, path);
}

std::string formatFaultRule(const FaultRule& rule) {
  return formatTrigger(rule.trigger) + ": " + formatEffect(rule.effect);
}

std::string formatFaultPlan(const FaultPlan& plan) {
  std::string text = fmt::format("seed {}\n", plan.seed);
  for (const FaultRule& rule : plan.rules) text += formatFaultRule(rule) + "\n";
  return text;
}

}  // namespace signet::emulator
