#include "host/identity/chip_ready.h"

#include <fmt/format.h>

#include "host/chip/refusal_error.h"

namespace signet::identity {
namespace {

constexpr const char* kMakeItADevice = "`signet setup local` makes it a device with a key and a certificate.";

}  // namespace

void refuseBlank(chip::ChipTarget& chip) {
  if (chip.config().configLocked()) return;
  throw UserError(Exit::refused,
                  "This chip is blank: its configuration is not locked yet, so it holds no key.",
                  kMakeItADevice, Status::notLocked);
}

void requireReadableSlots(chip::ChipTarget& chip) {
  if (chip.config().dataLocked()) return;
  throw UserError(
      Exit::refused,
      "This chip holds no certificate: its data zone is not locked yet, and until then no slot can be read.",
      "`signet setup local` makes it a device, or says what stands against it.", Status::notLocked);
}

atecc::PublicKey requireKey(chip::ChipTarget& chip, atecc::Slot slot) {
  chip::refuseIfImpossible(chip, chip::uses::sign(slot));
  const std::string doing = fmt::format("Reading the public key of slot {}", slot.number());
  const auto key = chip.device().publicKey(slot);
  if (key.ok()) return key.value();
  // GenKey shows no key for two reasons: there is none, or it may not be shown.
  const auto present = chip.device().keyValid(slot);
  const bool hidden = present.ok() && present.value();
  throw chip::commandError(chip, key.status(), hidden ? chip::uses::showKey(slot) : chip::uses::sign(slot),
                           doing);
}

}  // namespace signet::identity
