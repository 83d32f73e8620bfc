// How long commands take, as data (ATECC508A datasheet DS20005927A, table 9-4 and section 8.3).
#pragma once

#include <cstdint>

#include "signet/atecc/command.h"
#include "signet/core/clock.h"

namespace signet::atecc {

/// SDA low to wake a chip; 80 us so that a port's coarse timer still gives tWLO >= 60 us.
constexpr Duration kWakeLow = std::chrono::microseconds(80);
/// tWHI: SDA high after the wake pulse before the chip listens.
constexpr Duration kWakeHigh = std::chrono::microseconds(1500);

/// tWATCHDOG, from wake to forced sleep: surely awake until the first, surely asleep after the second.
constexpr Duration kWatchdogMin = std::chrono::milliseconds(700);
constexpr Duration kWatchdogMax = std::chrono::milliseconds(1700);
/// The same when ChipMode bit 2 selects the long watchdog. The datasheet only gives its nominal 10 s; the
/// spread is taken from the short one (0.7 and 1.7 of 1.3 s).
constexpr Duration kLongWatchdogMin = std::chrono::milliseconds(5300);
constexpr Duration kLongWatchdogMax = std::chrono::milliseconds(13100);

/// When to look for the answer of a command.
struct ExecutionTime {
  Duration typical;  ///< from Stop to answer, fastest mode: the first look
  Duration maximum;  ///< the longest ever needed; later there is no answer
  Duration poll;     ///< between two looks: a fraction of `typical`, so that looking costs little
};

/// `maximum` is the datasheet's, or what is seen on silicon where that is longer (Nonce up to 30 ms while the
/// EEPROM seed is renewed, Info 2 ms), plus the 50 ms that a limited-use key may add. Opcodes that are not in
/// the table take the longest.
ExecutionTime executionTime(Opcode opcode);

/// The longest of all commands.
constexpr Duration kLongestExecution = std::chrono::milliseconds(165);

}  // namespace signet::atecc
