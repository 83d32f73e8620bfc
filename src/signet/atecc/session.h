// Session: one ATECC508A on a bus, kept awake over many commands.
//
//     Session session(bus, clock);                     // wakes nothing yet
//     Result<Bytes> r = session.execute(command);      // wakes when needed
//     session.sleep();                                 // 30 nA until the next command
//
// One command on the bus (ATECC508A datasheet DS20005927A, sections 6 and 9.1):
//
//     S addr+W 03 count opcode p1 p2L p2H data... crcL crcH P     then wait the typical time
//     S addr+R N P                                                busy: polled again after a short while
//     S addr+R count data... crcL crcH P                          the whole expected length in one transaction
//
// What the session does by itself:
//   - wakes the chip and checks its wake group 04 11 33 43;
//   - idles and wakes it again before the watchdog could expire, so that TempKey survives;
//   - knows when the chip slept nevertheless, and then refuses to continue what needed TempKey;
//   - retries what is safe to retry, and nothing else:
//
//       seen                                     done
//       response with a wrong CRC                read again (word address 00h), it is still in the chip
//       status FF, the chip saw a wrong CRC      sent again: it did not run
//       status 05, ECC fault                     sent again: it failed, and TempKey is kept
//       status EE, watchdog near                 idle, wake, sent again: it did not run
//       no answer, or damaged however often      resynchronised; then sent again if Effect::none, otherwise
//         it is read                             reported (badCrc, timeout, outcomeUnknown): it may have run
//
// Not thread safe. Owns one packet buffer and nothing else; bus and clock must outlive it. No heap. Blocks
// until the answer is there, at most SessionOptions::attempts times the longest execution time.
#pragma once

#include <array>
#include <cstdint>

#include "signet/atecc/command.h"
#include "signet/atecc/packet.h"
#include "signet/atecc/timing.h"
#include "signet/core/bytes.h"
#include "signet/core/clock.h"
#include "signet/core/status.h"
#include "signet/i2c/address.h"
#include "signet/i2c/bus.h"

namespace signet::atecc {

struct SessionOptions {
  /// ChipMode bit 2 (config byte 19) is set: the watchdog takes 10 s instead of 1.3 s.
  bool longWatchdog = false;
  /// How often a command is sent at most, and a damaged response read.
  std::uint8_t attempts = 3;
};

class Session {
 public:
  Session(i2c::Bus& bus, Clock& clock, i2c::Address address = {}, const SessionOptions& options = {});
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Runs one command: wakes the chip if needed, sends, waits, reads, retries as in the table above.
  ///
  /// The data of the answer, empty if the command answers with a status: a view into the session's buffer,
  /// valid until the next call. Or
  ///   noDevice            nothing answers, also after wake pulses
  ///   notAnAtecc          something answers to the wake pulse, but not with a wake group
  ///   busFault            the bus failed, also after Bus::recover()
  ///   notSupported        the port cannot make a wake pulse at its present clock
  ///   timeout             no answer in the longest time the command may take. It may have run (only for
  ///                       Effect::consumes; for Effect::idles: the chip is idle now)
  ///   badCrc, badResponse the answer is damaged, however often it is read. The command has run
  ///   outcomeUnknown      as the two above, for a command with Effect::lasting
  ///   volatileStateLost   the chip slept since the sequence began; the command was not run. Begin again
  ///   communication       the command did not reach the chip whole, however often it was sent
  ///   mismatch, parseError, eccFault, selfTestFailed, healthTestFailed, executionError, watchdogExpiring
  ///                       the chip's own status
  Result<Bytes> execute(const Command& command);

  /// Makes sure that the chip is awake and its watchdog far away. Optional: execute() does it.
  /// noDevice, notAnAtecc, busFault, notSupported as above, selfTestFailed (608 only).
  Status wake();

  /// Low power (800 uA), TempKey is kept and the watchdog stopped. The next command wakes the chip again.
  /// Nothing is done when the chip is idle or asleep already. noDevice, busFault.
  Status idle();

  /// Lowest power (30 nA). TempKey and all other volatile state is gone. noDevice, busFault.
  Status sleep();

  /// Wipes the packet buffer, which holds the last command or answer.
  void wipe();

  i2c::Address address() const { return address_; }
  /// For a configuration whose ChipMode selects the long watchdog, once it is known.
  void setLongWatchdog(bool value) { options_.longWatchdog = value; }

 private:
  enum class Power : std::uint8_t { unknown, awake, idle, asleep };
  /// TempKey and the like, as far as this session put something there.
  enum class Memory : std::uint8_t { untouched, loaded, lost };
  enum class Outcome : std::uint8_t {
    answered,  ///< a proper answer, or one of the chip's statuses
    damaged,   ///< there is an answer, but it cannot be read
    empty,     ///< the chip is awake and has no answer: the command did not reach it whole
    silent,    ///< the chip did not acknowledge any more
  };
  struct Reply {
    Outcome outcome;
    Status status;  ///< of the answer, or why there is none
  };

  Status ensureAwake(Duration needed);
  Status restart();
  Status readWakeGroup();
  Status putToRest(WordAddress word, Power power);
  Status control(WordAddress word);
  void wentToSleep();

  Status transmit(const Command& command);
  Status waitForAnswer(const Command& command, unsigned& faults);
  Reply examine(const Command& command, Status sent, bool disturbed);
  Reply justWoken();
  Status readAgain(MutableBytes raw);
  Status judgeAnswer(const Command& command, Status answer, bool& again);
  Status judgeSilence(const Command& command, const Reply& reply, Status sent, bool& again);
  Status repaired(Status status);

  i2c::Bus& bus_;
  Clock& clock_;
  Instant wokenAt_{};
  SessionOptions options_;
  i2c::Address address_;
  Power power_ = Power::unknown;
  Memory memory_ = Memory::untouched;
  std::array<std::uint8_t, 1 + kMaxCommandSize> buffer_{};
};

}  // namespace signet::atecc
