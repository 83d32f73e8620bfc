// SHA: SHA-256 and HMAC-SHA-256 over a message of any length, in several commands. The result
// goes to the master and into TempKey.
#include "host/emulator/chip/commands/commands.h"
#include "host/emulator/chip/engine/checks.h"
#include "host/emulator/chip/engine/machine.h"
#include "host/emulator/chip/memory/public_key_slot.h"

namespace signet::emulator {

namespace {

using namespace std::chrono_literals;

enum ShaMode : std::uint8_t { kStart = 0, kUpdate = 1, kEnd = 2, kPublic = 3, kHmacStart = 4, kHmacEnd = 5 };
constexpr std::uint8_t kShaBlock = 64;

constexpr std::array kShaForms = {
    Form{.modeMask = 0xFF, .mode = kStart},
    Form{.modeMask = 0xFF, .mode = kUpdate, .p2Bits = kShaBlock, .minSize = kShaBlock, .maxSize = kShaBlock},
    Form{.modeMask = 0xFF, .mode = kEnd, .p2Bits = kShaBlock - 1, .maxSize = kShaBlock - 1},
    Form{.modeMask = 0xFF, .mode = kPublic},
    Form{.modeMask = 0xFF, .mode = kHmacStart},
    Form{.modeMask = 0xFF, .mode = kHmacEnd, .p2Bits = kShaBlock - 1, .maxSize = kShaBlock - 1},
};

bool isHmac(const ShaSequence& sequence) {
  return std::holds_alternative<HmacContext>(sequence.context);
}

void add(ShaSequence& sequence, std::span<const std::uint8_t> data) {
  std::visit([&](auto& context) { context.update(data); }, sequence.context);
}

Response begin(Machine& machine, ShaSequence sequence) {
  machine.state.tempKey.valid = false;  // its memory holds the running hash
  machine.state.sha = std::move(sequence);
  return StatusCode::success;
}

Response hmacStart(Machine& machine, unsigned slot) {
  const ConfigView config = machine.config();
  if (!keysUsable(machine) || config.keyConfig(slot).isPrivate() || config.slotConfig(slot).noMac()) {
    return StatusCode::executionError;
  }
  const StatusCode use = checkKeyUse(machine, slot, {.random = false});
  if (use != StatusCode::success) return use;
  return begin(machine, {.context = HmacContext(machine.eeprom().slot(slot).first(32))});
}

Response update(ShaSequence& sequence, std::span<const std::uint8_t> block) {
  add(sequence, block);
  ++sequence.blocks;
  return StatusCode::success;
}

/// Adds X || Y of a stored key and remembers where, for Verify(ValidateExternal).
Response addPublicKey(Machine& machine, ShaSequence& sequence, unsigned slot) {
  if (!keysUsable(machine) || !machine.config().isPublicKeySlot(slot) || isHmac(sequence)) {
    return StatusCode::executionError;
  }
  sequence.trail = CertificateTrail{.slot = slot, .publicPosition = sequence.blocks};
  return update(sequence, storedPublicKey(machine.eeprom(), slot));
}

Response end(Machine& machine, const Command& command) {
  ShaSequence sequence = std::move(*machine.state.sha);
  machine.state.sha.reset();
  if (isHmac(sequence) != (command.p1 == kHmacEnd)) return StatusCode::executionError;
  add(sequence, command.data);
  const Digest digest = std::visit([](auto& context) { return context.finish(); }, sequence.context);
  if (sequence.trail) sequence.trail->blocks = sequence.blocks + 1;
  machine.state.tempKey = TempKey{.value = SecretBytes<32>::from(digest),
                                  .valid = true,
                                  .sourceFlag = machine.options.shaEndIsInput,
                                  .trail = sequence.trail};
  return Response::data(digest);
}

bool lengthIsTold(const Command& command) {
  const bool hasLength = command.p1 == kUpdate || command.p1 == kEnd || command.p1 == kHmacEnd;
  return !hasLength || command.p2 == command.data.size();
}

Response runSha(Machine& machine, const Command& command) {
  if (!lengthIsTold(command)) return StatusCode::parseError;
  if (command.p1 == kStart) return begin(machine, {.context = Sha256Context()});
  if (command.p1 == kHmacStart) return hmacStart(machine, command.slot());
  if (!machine.state.sha) return StatusCode::executionError;
  if (command.p1 == kUpdate) return update(*machine.state.sha, command.data);
  if (command.p1 == kPublic) return addPublicKey(machine, *machine.state.sha, command.slot());
  return end(machine, command);
}

}  // namespace

const CommandEntry kSha{0x47, "SHA", 7ms, 9ms, TempKeyRule::keepsOnSuccess, kShaForms, runSha};

}  // namespace signet::emulator
