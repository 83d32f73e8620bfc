// ECDH: the shared secret of a private key and someone else's public key.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/commands/keys.h"

namespace signet::emulator {

namespace {

constexpr std::uint8_t kPublicKeySize = 64;

bool keyAllows(const Machine& machine, unsigned slot) {
  const ConfigView config = machine.config();
  if (!keysUsable(machine) || !isPrivateKeySlot(machine, slot)) return false;
  if (!config.dataLocked() && !machine.options.ecdhBeforeDataLock) return false;
  return config.slotConfig(slot).ecdhAllowed();
}

/// The result may go to slot N+1: N is even, and the neighbour is neither locked nor a private key, which
/// half a secret would replace.
bool neighbourAllows(const Machine& machine, unsigned slot) {
  const unsigned next = slot + 1;
  return slot % 2 == 0 && isHashKey(machine, next) &&
         (!machine.config().slotLocked(next) || machine.options.ecdhOverwritesLockedSlot);
}

Response runEcdh(Machine& machine, const Command& command) {
  const unsigned slot = command.slot();
  const bool toNextSlot = machine.config().slotConfig(slot).ecdhToNextSlot();
  const auto key = privateKeyIn(machine, slot);
  if (!keyAllows(machine, slot) || !key) return StatusCode::executionError;
  if (toNextSlot && !neighbourAllows(machine, slot)) return StatusCode::executionError;
  // ECDH is not among the commands of KeyConfig.ReqRandom.
  const StatusCode allowed = checkKeyUse(machine, slot, {.random = false});
  if (allowed != StatusCode::success) return allowed;

  if (machine.takeEccFault()) return StatusCode::eccFault;
  p256::PublicKey peer;
  std::copy(command.data.begin(), command.data.end(), peer.begin());
  const auto shared = p256::ecdh(*key, peer);
  if (!shared) return badEccInput(machine);
  if (!toNextSlot) return Response::data(*shared);
  overwriteSlot(machine.lasting.at(Moment::done), slot + 1, *shared);
  return StatusCode::success;
}

constexpr Form kEcdhForms[] = {
    {.modeMask = 0xFF, .mode = 0x00, .minSize = kPublicKeySize, .maxSize = kPublicKeySize}};

}  // namespace

const CommandEntry kEcdh{
    0x43,       "ECDH", std::chrono::milliseconds(38), std::chrono::milliseconds(58), TempKeyRule::clears,
    kEcdhForms, runEcdh};

}  // namespace signet::emulator
