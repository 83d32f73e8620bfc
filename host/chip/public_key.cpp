#include "host/chip/public_key.h"

#include <fmt/format.h>

#include "host/chip/refusal_error.h"

namespace signet::chip {
namespace {

atecc::PublicKey storedKey(ChipTarget& chip, atecc::Slot slot) {
  const atecc::Command read = uses::read(atecc::MemoryAddress::slot(slot, 0), atecc::kBlockSize);
  refuseIfImpossible(chip, read);
  const auto key = chip.device().readPublicKey(slot);
  checkCommand(chip, key.status(), read, fmt::format("Reading the public key in slot {}", slot.number()));
  return key.value();
}

atecc::PublicKey ownKey(ChipTarget& chip, atecc::Slot slot) {
  refuseIfImpossible(chip, uses::showKey(slot));
  const auto key = chip.device().publicKey(slot);
  checkCommand(chip, key.status(), uses::showKey(slot),
               fmt::format("Asking slot {} for its public key", slot.number()));
  return key.value();
}

}  // namespace

atecc::PublicKey publicKeyOf(ChipTarget& chip, atecc::Slot slot) {
  if (chip.config().isPrivate(slot)) return ownKey(chip, slot);
  if (chip.config().keyConfig(slot).isPublicKey() && slot.number() >= 8) return storedKey(chip, slot);
  throw UserError(
      Exit::refused,
      fmt::format("Slot {} holds neither a private nor a public P-256 key (KeyConfig.Private is 0, "
                  "KeyType is not P-256).",
                  slot.number()),
      "Slots with keys are marked so in `signet info`.", Status::refused);
}

}  // namespace signet::chip
