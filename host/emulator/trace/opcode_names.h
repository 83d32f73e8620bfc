// The commands of the ATECC508A by number and name (datasheet table 9-4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signet::emulator {

/// "Sign" for 41h; an empty string for an opcode that the ATECC508A does not have.
std::string_view opcodeName(std::uint8_t opcode);

/// By its name, upper or lower case, or as "0x41".
std::optional<std::uint8_t> opcodeNamed(std::string_view name);

/// "CheckMac, Counter, ... or Write", for a message.
std::string allOpcodeNames();

}  // namespace signet::emulator
