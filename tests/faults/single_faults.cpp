#include "tests/faults/single_faults.h"

namespace signet::test {
namespace {

using namespace std::chrono_literals;
using emulator::Duration;
using emulator::FaultEffect;
using emulator::FaultKind;
using emulator::FaultRule;
using emulator::FaultTrigger;
using emulator::FaultUnit;

constexpr Duration kOff = 10ms;

FaultEffect effect(FaultKind kind, Duration delay = {}, std::optional<Duration> duration = {}) {
  FaultEffect e;
  e.kind = kind;
  e.delay = delay;
  e.duration = duration;
  return e;
}

std::vector<FaultEffect> heldLines() {
  std::vector<FaultEffect> effects;
  for (const bool scl : {false, true}) {
    for (const std::optional<Duration> duration :
         {std::optional<Duration>(1ms), std::optional<Duration>(15ms), std::optional<Duration>()}) {
      if (scl && !duration) continue;  // nothing frees a clock line that is held for ever
      effects.push_back(effect(FaultKind::stuck, {}, duration));
      effects.back().scl = scl;
    }
  }
  return effects;
}

std::vector<FaultEffect> byteEffects() {
  std::vector<FaultEffect> effects = heldLines();
  for (unsigned bit = 0; bit <= FaultEffect::kAckBit; ++bit) {
    effects.push_back(effect(FaultKind::flip));
    effects.back().bit = bit;
  }
  effects.insert(effects.end(), {effect(FaultKind::nack), effect(FaultKind::lose), effect(FaultKind::doubled),
                                 effect(FaultKind::watchdog), effect(FaultKind::powerCut, 5us, kOff),
                                 effect(FaultKind::powerCut, 5us)});
  return effects;
}

std::vector<FaultEffect> commandEffects() {
  std::vector<FaultEffect> effects = {effect(FaultKind::wrongCrc), effect(FaultKind::eccFault)};
  for (const Duration late : {Duration(100us), Duration(20ms), Duration(200ms), Duration(3s)})
    effects.push_back(effect(FaultKind::late, {}, late));
  for (const Duration after :
       {Duration(0),    Duration(1us),     Duration(50us),    Duration(150us),   Duration(700us),
        Duration(2ms),  Duration(4ms),     Duration(6990us),  Duration(7ms),     Duration(7990us),
        Duration(8ms),  Duration(9ms),     Duration(10990us), Duration(11ms),    Duration(11500us),
        Duration(20ms), Duration(37990us), Duration(41900us), Duration(42100us), Duration(60ms)}) {
    effects.push_back(effect(FaultKind::watchdog, after));
    effects.push_back(effect(FaultKind::powerCut, after, kOff));
    effects.push_back(effect(FaultKind::powerCut, after));
  }
  return effects;
}

std::vector<FaultEffect> wakeEffects() {
  std::vector<FaultEffect> effects = heldLines();
  effects.insert(effects.end(),
                 {effect(FaultKind::lose), effect(FaultKind::powerCut, 30us, kOff),
                  effect(FaultKind::powerCut, 900us, kOff), effect(FaultKind::powerCut, 30us)});
  return effects;
}

void add(std::vector<FaultRule>& rules, FaultUnit unit, std::uint64_t count,
         const std::vector<FaultEffect>& effects) {
  for (std::uint64_t n = 1; n <= count; ++n) {
    for (const FaultEffect& e : effects) {
      FaultTrigger trigger;
      trigger.unit = unit;
      trigger.number = n;
      rules.push_back({trigger, e});
    }
  }
}

}  // namespace

std::vector<FaultRule> singleFaults(const TrafficCounts& counts) {
  std::vector<FaultRule> rules;
  add(rules, FaultUnit::byte, counts.bytes, byteEffects());
  add(rules, FaultUnit::command, counts.commands, commandEffects());
  add(rules, FaultUnit::wake, counts.wakes, wakeEffects());
  return rules;
}

bool isTruthful(Status status) {
  switch (status) {
    case Status::nack:
    case Status::busFault:
    case Status::noDevice:
    case Status::timeout:
    case Status::badCrc:
    case Status::badResponse:
    case Status::eccFault:
    case Status::watchdogExpiring:
    case Status::communication:
    case Status::outcomeUnknown:
    case Status::volatileStateLost:
    case Status::notVerified: return true;
    default: return false;
  }
}

}  // namespace signet::test
