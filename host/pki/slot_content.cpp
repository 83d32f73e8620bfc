#include "host/pki/slot_content.h"

#include <fmt/format.h>

#include "host/base/errors.h"

namespace signet::pki {

/// The key that opens paired slots. Throws UserError when it is not there.
chip::SlotKey SlotContent::keyFor(atecc::Slot slot) const {
  const auto keySlot = map_.find(profile::SlotUse::pairingSecret);
  if (keySlot && secret_) return {*keySlot, *secret_};
  throw UserError(
      Exit::badFile,
      fmt::format("Slot {} is read and written with the pairing secret, which is not in this home.",
                  slot.number()),
      "Copy pairing.secret from where this chip was provisioned; no chip gives it out again.");
}

void SlotContent::read(atecc::Slot slot, MutableBytes out) {
  const Status status = map_.at(slot).access == profile::SlotAccess::open
                            ? chip_.readSlot(slot, 0, out)
                            : chip::readEncrypted(chip_, slot, out, keyFor(slot));
  check(status, fmt::format("Reading slot {}", slot.number()));
}

void SlotContent::write(atecc::Slot slot, Bytes content) {
  const bool open = map_.at(slot).access == profile::SlotAccess::open;
  const Status status =
      open ? chip_.writeSlot(slot, 0, content) : chip::writeEncrypted(chip_, slot, content, keyFor(slot));
  if (!open && status == Status::executionError) {
    throw UserError(
        Exit::refused,
        fmt::format("Slot {} refuses what is written with this pairing secret: it is another chip's.",
                    slot.number()),
        "Restore pairing.secret of this chip from a backup.", status);
  }
  check(status, fmt::format("Writing slot {}", slot.number()));
}

}  // namespace signet::pki
