// DeriveKey: replaces a key by the digest of it, or of its parent, with TempKey.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/commands/keys.h"

namespace signet::emulator {

namespace {

constexpr std::uint8_t kDeriveSourceFlag = 0x04;

/// Who takes part in deriving the key of one target slot (table 2-8).
struct Derivation {
  unsigned target;
  unsigned parent;  ///< SlotConfig.WriteKey of the target
  bool creates;     ///< the parent is the source; otherwise the target itself is (roll)
  bool needsMac;    ///< the parent's MAC must allow it

  Derivation(const ConfigView& config, unsigned slot)
      : target(slot),
        parent(config.slotConfig(slot).writeKey()),
        creates(config.slotConfig(slot).deriveKeyCreates()),
        needsMac(config.slotConfig(slot).deriveKeyNeedsMac()) {}

  unsigned source() const { return creates ? parent : target; }
  bool usesParent() const { return creates || needsMac; }
};

bool slotsAllow(const Machine& machine, const Derivation& keys) {
  const ConfigView config = machine.config();
  return config.configLocked() && config.slotConfig(keys.target).deriveKeyTarget() &&
         !config.slotLocked(keys.target) && isHashKey(machine, keys.target) &&
         (!keys.usesParent() || isHashKey(machine, keys.parent));
}

/// The policies of the keys that are used. A rolled key is used too, but its LimitedUse is ignored.
bool policiesAllow(Machine& machine, const Derivation& keys) {
  const unsigned other = keys.usesParent() ? keys.parent : keys.source();
  return randomMet(machine, keys.source()) && authorizationMet(machine, {keys.source(), other}) &&
         intrusionMet(machine, keys.source()) && intrusionMet(machine, other) &&
         (!keys.usesParent() || consumeUse(machine, keys.parent));
}

bool macAllows(const Machine& machine, const Command& command, const Derivation& keys) {
  if (!keys.needsMac) return true;  // one that is sent nevertheless is ignored
  return equalConstantTime(command.data, deriveKeyMac(hashKey(machine, keys.parent), paramsOf(command),
                                                      machine.config().serialNumber()));
}

Response runDeriveKey(Machine& machine, const Command& command) {
  const Derivation keys(machine.config(), command.slot());
  if (!slotsAllow(machine, keys)) return StatusCode::executionError;
  if (!tempKeyMatchesSource(machine, command.p1)) return StatusCode::executionError;
  if (!policiesAllow(machine, keys)) return StatusCode::executionError;
  if (!macAllows(machine, command, keys)) return statusOf(machine.options.badMac);

  const Digest key = derivedKey(hashKey(machine, keys.source()), paramsOf(command),
                                machine.config().serialNumber(), machine.state.tempKey.value);
  if (!keys.creates) {
    // Cut off in the middle, a roll has lost the old key and not yet written the new one.
    SecretBytes<32> undefined;
    machine.randomFill()(undefined);
    overwriteSlot(machine.lasting.at(Moment::torn), keys.target, undefined);
  }
  overwriteSlot(machine.lasting.at(Moment::done), keys.target, key);
  return StatusCode::success;
}

constexpr Form kDeriveKeyForms[] = {
    {.modeMask = static_cast<std::uint8_t>(~kDeriveSourceFlag), .mode = 0x00, .toleratedSize = 32},
};

}  // namespace

const CommandEntry kDeriveKey{0x1C,
                              "DeriveKey",
                              std::chrono::milliseconds(2),
                              std::chrono::milliseconds(50),
                              TempKeyRule::clears,
                              kDeriveKeyForms,
                              runDeriveKey};

}  // namespace signet::emulator
