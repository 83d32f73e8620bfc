// Nonce: fills TempKey from the generator and the master, or with the master's bytes.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/crypto/messages.h"
#include "host/emulator/chip/engine/machine.h"

namespace signet::emulator {

namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t kModePassThrough = 0x03;
constexpr std::uint16_t kChained = 0x8000;  ///< Param2: from the old TempKey instead of the generator
constexpr std::uint8_t kNumIn = 20;

constexpr std::array kNonceForms = {
    Form{.modeMask = static_cast<std::uint8_t>(~kModeNoSeedUpdate),
         .mode = 0x00,
         .p2Bits = kChained,
         .minSize = kNumIn,
         .maxSize = kNumIn},
    Form{.modeMask = 0xFF, .mode = kModePassThrough, .p2Bits = 0x0000, .minSize = 32, .maxSize = 32},
};

Response passThrough(Machine& machine, const Command& command) {
  machine.state.tempKey =
      TempKey{.value = SecretBytes<32>::from(command.data), .valid = true, .sourceFlag = true};
  return StatusCode::success;
}

Response chained(Machine& machine, const Command& command) {
  TempKey& tempKey = machine.state.tempKey;
  if (!tempKey.valid) return StatusCode::executionError;
  const Digest next = nonceDigest(tempKey.value, command.data.first<kNumIn>(), {command.p1, command.p2});
  tempKey.value = SecretBytes<32>::from(next);
  tempKey.trail.reset();
  if (machine.options.chainedNonceIsRandom) tempKey.sourceFlag = false;
  return Response::data(next);
}

Response random(Machine& machine, const Command& command) {
  machine.prepareGenerator(command.p1);
  const auto randOut = machine.randomNumber();
  const Digest value = nonceDigest(randOut, command.data.first<kNumIn>(), {command.p1, command.p2});
  machine.state.tempKey = TempKey{.value = SecretBytes<32>::from(value), .valid = true};
  return Response::data(randOut);
}

Response runNonce(Machine& machine, const Command& command) {
  if (command.p1 == kModePassThrough) return passThrough(machine, command);
  return command.p2 == kChained ? chained(machine, command) : random(machine, command);
}

}  // namespace

const CommandEntry kNonce{0x16, "Nonce", 100us, 7ms, TempKeyRule::keepsOnSuccess, kNonceForms, runNonce};

}  // namespace signet::emulator
