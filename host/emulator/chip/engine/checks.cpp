#include "host/emulator/chip/engine/checks.h"

#include <bit>

#include "host/emulator/chip/memory/monotonic_counter.h"

namespace signet::emulator {

namespace {

constexpr std::uint8_t kModeSourceFlag = 0x04;

bool policiesBind(const Machine& machine) {
  return machine.config().dataLocked() || machine.options.policiesBeforeDataLock;
}

/// Slots 0..14 share Counter[0].
bool consumeCounter(Machine& machine) {
  const std::uint32_t used = readCounter(machine.eeprom(), 0);
  if (used >= kCounterMax) return false;
  storeCounter(machine.lasting.at(Moment::early), 0, used + 1);
  machine.extraTime += machine.options.limitedUse;
  return true;
}

/// Slot 15 has 128 one-way bits of its own: the most significant set bit of the first byte that has one.
bool consumeLastKeyUse(Machine& machine) {
  for (std::size_t i = 0; i < config_byte::kLastKeyUseSize; ++i) {
    const std::uint8_t uses = machine.eeprom().config[config_byte::kLastKeyUse + i];
    if (uses == 0) continue;
    machine.lasting.at(Moment::early).config[config_byte::kLastKeyUse + i] =
        static_cast<std::uint8_t>(uses & ~std::bit_floor(uses));
    machine.extraTime += machine.options.limitedUse;
    return true;
  }
  return false;
}

}  // namespace

bool keysUsable(const Machine& machine) {
  return machine.config().configLocked() || machine.options.keysBeforeConfigLock;
}

bool randomMet(const Machine& machine, unsigned slot) {
  if (!policiesBind(machine) || !machine.config().keyConfig(slot).reqRandom()) return true;
  return machine.state.tempKey.valid && !machine.state.tempKey.sourceFlag;
}

bool authorizationMet(Machine& machine, std::initializer_list<unsigned> slots) {
  if (!policiesBind(machine)) return true;
  const Authorization authorization = machine.state.authorization;
  bool met = true;
  for (const unsigned slot : slots) {
    const KeyConfig key = machine.config().keyConfig(slot);
    if (!key.reqAuth()) continue;
    met = met && authorization.valid && authorization.keyId == key.authKey();
    machine.state.authorization.valid = false;
  }
  return met;
}

bool intrusionMet(const Machine& machine, unsigned slot) {
  return !policiesBind(machine) || !machine.config().keyConfig(slot).intrusionDisable() ||
         machine.intrusionLatch;
}

bool consumeUse(Machine& machine, unsigned slot) {
  if (!policiesBind(machine) || !machine.config().slotConfig(slot).limitedUse()) return true;
  return slot == 15 ? consumeLastKeyUse(machine) : consumeCounter(machine);
}

StatusCode checkKeyUse(Machine& machine, unsigned slot, KeyUse use) {
  if (use.random && !randomMet(machine, slot)) return StatusCode::executionError;
  if (use.authorized && !authorizationMet(machine, {slot})) return StatusCode::executionError;
  if (use.intrusion && !intrusionMet(machine, slot)) return StatusCode::executionError;
  if (use.counted && !consumeUse(machine, slot)) return StatusCode::executionError;
  return StatusCode::success;
}

bool tempKeyMatchesSource(const Machine& machine, std::uint8_t mode) {
  const TempKey& tempKey = machine.state.tempKey;
  return tempKey.valid && tempKey.sourceFlag == ((mode & kModeSourceFlag) != 0);
}

StatusCode statusOf(ErrorCode code) {
  return code == ErrorCode::parseError ? StatusCode::parseError : StatusCode::executionError;
}

}  // namespace signet::emulator
