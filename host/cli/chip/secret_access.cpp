#include "host/cli/chip/secret_access.h"

#include <fmt/format.h>

#include "host/chip/encrypted_slot.h"
#include "host/chip/refusal_error.h"
#include "host/cli/files.h"

namespace signet::cli {
void readEncrypted(chip::ChipTarget& chip, atecc::Slot slot, MutableBytes out, atecc::Slot keySlot,
                   const std::string& keyFile, std::istream& in) {
  const Status status = chip::readEncrypted(chip.device(), slot, out, {keySlot, readKeyFile(keyFile, in)});
  chip::checkCommand(chip, status, chip::uses::read(atecc::MemoryAddress::slot(slot, 0), atecc::kBlockSize),
                     fmt::format("Reading slot {} with the key of slot {}", slot.number(), keySlot.number()));
}

void writeEncrypted(chip::ChipTarget& chip, atecc::Slot slot, Bytes data, atecc::Slot keySlot,
                    const std::string& keyFile, std::istream& in) {
  const Status status = chip::writeEncrypted(chip.device(), slot, data, {keySlot, readKeyFile(keyFile, in)});
  if (status == Status::executionError) {
    throw UserError(
        Exit::refused,
        fmt::format(
            "Slot {} refuses the encrypted Write: the key given is most likely not the one in slot {}.",
            slot.number(), keySlot.number()),
        "Check --key-file; `signet config explain` tells what else slot " + std::to_string(keySlot.number()) +
            " asks for.",
        status);
  }
  chip.check(status, fmt::format("Writing slot {} with the key of slot {}", slot.number(), keySlot.number()));
}

}  // namespace signet::cli
