// Refusals as sentences: "Slot 2 refuses Sign: KeyConfig.Private is 0, so it holds no private key."
#pragma once

#include <string>

#include "host/chip/chip_target.h"
#include "signet/atecc/command.h"
#include "signet/atecc/refusal/refusal.h"

namespace signet::chip {

/// Commands as findRefusal() judges them, by what the user asked for.
namespace uses {
atecc::Command makeKey(atecc::Slot slot);
atecc::Command showKey(atecc::Slot slot);
atecc::Command sign(atecc::Slot slot);
atecc::Command verifyStored(atecc::Slot slot);
/// `size`: 4 or 32 bytes.
atecc::Command read(atecc::MemoryAddress address, std::size_t size);
atecc::Command write(atecc::MemoryAddress address, std::size_t size, bool encrypted);
atecc::Command lockConfig();
atecc::Command lockData();
atecc::Command lockSlot(atecc::Slot slot);
}  // namespace uses

/// "KeyConfig.Private is 0, so it holds no private key" and what to do then. Static storage; in the text {0}
/// stands for the slot and {1} for the other slot or counter of the refusal.
struct RefusalText {
  const char* what;
  const char* next;
};
RefusalText refusalText(atecc::RefusalReason reason);

/// The sentence for one refusal of one command. Exit::refused.
UserError refusalError(const atecc::Refusal& refusal, atecc::Opcode opcode, Status status);

/// Throws if the chip's configuration certainly refuses the command: nothing is sent then. Throws UserError
/// also when the configuration cannot be read.
void refuseIfImpossible(ChipTarget& chip, const atecc::Command& command);

/// The error for a status that the chip answered to the command. Of executionError it says what the
/// configuration suggests as the cause.
UserError commandError(ChipTarget& chip, Status status, const atecc::Command& command,
                       const std::string& doing);

/// Throws commandError() unless the status is ok.
void checkCommand(ChipTarget& chip, Status status, const atecc::Command& command, const std::string& doing);

}  // namespace signet::chip
