// Commands and responses of the ATECC508A in words and named parameters: the decoder of traces, written from
// the datasheet on its own.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "host/emulator/trace/trace.h"

namespace signet::emulator {

/// What a group means.
struct Meaning {
  std::string words;
  std::vector<TraceField> fields;
};

/// A complete command group, count byte to CRC, whose CRC is right. Of data only the length is given.
Meaning describeCommand(std::span<const std::uint8_t> group);

/// What a read returned. `command` is the group that it answers, empty after a wake; `response` are all bytes
/// of the response that were read so far. `showData`: values of the response may be shown.
Meaning describeResponse(std::span<const std::uint8_t> command, std::span<const std::uint8_t> response,
                         bool showData);

/// "execution error (0F): ..." for a status code of table 9-3.
std::string statusWords(std::uint8_t status);

/// The CRC at the end of a group of at least 4 bytes is right.
bool crcFits(std::span<const std::uint8_t> group);

}  // namespace signet::emulator
