#include <array>

#include "host/emulator/chip/commands/commands.h"

namespace signet::emulator {

namespace {

constexpr std::array kCommands = {
    &kCheckMac, &kDeriveKey, &kEcdh,   &kGenDig, &kGenKey, &kHmac,
    &kMac,      &kPrivWrite, &kRandom, &kSign,   &kVerify,
};

}  // namespace

const CommandEntry* findCommand(std::uint8_t opcode) {
  for (const CommandEntry* entry : kCommands) {
    if (entry->opcode == opcode) return entry;
  }
  return nullptr;
}

}  // namespace signet::emulator
