// Refusals of the configuration (signet/atecc/refusal/refusal.h) as sentences: "slot 2 refuses Sign:
// KeyConfig.Private is 0", and what to do next.
#pragma once

#include <string>

#include "signet/atecc/command.h"
#include "signet/atecc/config/config_zone.h"
#include "signet/atecc/refusal/refusal.h"

namespace signet::cli {

/// "GenKey", "PrivWrite": the command by its datasheet name.
const char* commandName(atecc::Opcode opcode);

struct RefusalText {
  std::string sentence;  ///< without a period: "slot 2 refuses Sign: KeyConfig.Private is 0"
  std::string next;      ///< what to do, as a sentence
};

/// `refusal` is not none.
RefusalText textOf(const atecc::Refusal& refusal, atecc::Opcode opcode);

/// What a status executionError (0F) to this command means on a chip with this configuration: the certain
/// reason, or the conditions of which one was not met. For `atecc::Command` opcode, Param1 and Param2 are
/// enough, and for writes and DeriveKey the length of the data.
RefusalText explainExecutionError(const atecc::ConfigZone& zone, const atecc::Command& command);

}  // namespace signet::cli
