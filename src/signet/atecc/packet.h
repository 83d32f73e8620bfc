// Packets: the groups of bytes that cross the bus (ATECC508A datasheet DS20005927A, section 9.1).
//
//     command    count opcode p1 p2L p2H data... crcL crcH     count 7 .. 151
//     data       count data...                   crcL crcH     count 7, 35 or 67
//     status     04    status                    crcL crcH
//
// The count includes itself and the CRC. All functions are pure and may be called from any thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "signet/atecc/command.h"
#include "signet/core/bytes.h"
#include "signet/core/status.h"

namespace signet::atecc {

/// Bytes around the data of a command: count, opcode, p1, p2, crc.
constexpr std::size_t kCommandOverhead = 7;
/// Bytes around the data of a response: count, crc.
constexpr std::size_t kResponseOverhead = 3;
constexpr std::size_t kStatusGroupSize = 4;
/// The longest command that is ever sent. The chip takes 155; the longest of its own is
/// Verify(External) with 135.
constexpr std::size_t kMaxCommandSize = 151;
/// The longest response: 64 bytes of public key or signature.
constexpr std::size_t kMaxResponseSize = 67;

/// First byte of every write to the chip (section 6.1).
enum class WordAddress : std::uint8_t { reset = 0x00, sleep = 0x01, idle = 0x02, command = 0x03 };

/// Status codes in a status group (table 9-3).
enum class StatusCode : std::uint8_t {
  success = 0x00,
  mismatch = 0x01,
  parseError = 0x03,
  eccFault = 0x05,
  selfTestFailed = 0x07,
  healthTestFailed = 0x08,
  executionError = 0x0F,
  afterWake = 0x11,
  watchdogExpiring = 0xEE,
  communication = 0xFF,
};

/// What a chip shows once after it woke: status 11h, or 07h on a 608 whose power-on self test failed.
constexpr std::uint8_t kWakeGroup[kStatusGroupSize] = {0x04, 0x11, 0x33, 0x43};
constexpr std::uint8_t kSelfTestFailedGroup[kStatusGroupSize] = {0x04, 0x07, 0x40, 0xC2};

/// Bytes that `command` takes on the bus, without the word address.
std::size_t encodedSize(const Command& command);

/// Writes the group of `command` to the start of `out` and returns its length.
/// A command longer than kMaxCommandSize or than `out` is a programmer's error.
std::size_t encode(const Command& command, MutableBytes out);

/// Takes apart what was read from the chip: a group, then any number of bytes FF (reads past the end).
/// The payload, a view into `raw`: one byte (a StatusCode) or the data.
///   badResponse   the count is below 4 or beyond the end of `raw`
///   badCrc
Result<Bytes> parseGroup(Bytes raw);

/// The Status of a code of table 9-3. afterWake is volatileStateLost: a chip that answers so has run nothing
/// since it woke. badResponse for a code that is not in the table.
Status statusOf(std::uint8_t code);

/// What the payload of a group says to a command that returns `dataSize` bytes (0: only a status): the data
/// (empty after a success status), or
///   badResponse                     a length that the command does not have
///   any status of statusOf()        a status group
///   the status of `payload`         there is none
Result<Bytes> answerIn(const Result<Bytes>& payload, std::size_t dataSize);

/// Both steps, for a buffer as read from the bus.
inline Result<Bytes> parseResponse(Bytes raw, std::size_t dataSize) {
  return answerIn(parseGroup(raw), dataSize);
}

}  // namespace signet::atecc
