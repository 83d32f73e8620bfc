#include <array>

#include "host/emulator/chip/commands/commands.h"

namespace signet::emulator {

namespace {

constexpr std::array kCommands = {
    &kCheckMac, &kCounter, &kDeriveKey, &kEcdh,        &kGenDig, &kGenKey,    &kHmac,
    &kInfo,     &kLock,    &kMac,       &kNonce,       &kPause,  &kPrivWrite, &kRandom,
    &kRead,     &kSha,     &kSign,      &kUpdateExtra, &kVerify, &kWrite,
};

}  // namespace

const CommandEntry* findCommand(std::uint8_t opcode) {
  for (const CommandEntry* entry : kCommands) {
    if (entry->opcode == opcode) return entry;
  }
  return nullptr;
}

}  // namespace signet::emulator
