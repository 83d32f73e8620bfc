// Fault plan: what shall go wrong on a virtual bus, and when. Written as a small text (docs/faults.md) or
// made with this API.
//
//     seed 42                                          # of the random faults
//     at transaction 3: nack
//     at byte 2 of read 5: flip bit 0
//     at command 2 of Sign: power-cut after 500us for 10ms
//     with probability 0.01 at each byte: flip any bit
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "host/emulator/chip/time.h"

namespace signet::emulator {

/// What is counted. Everything is counted from 1.
enum class FaultUnit : std::uint8_t {
  transaction,  ///< every Start condition (a repeated one too) with what follows
  write,        ///< those that write
  read,         ///< those that read
  byte,         ///< every byte on the wire, address bytes included
  command,      ///< every command that a chip received in full
  wake,         ///< every wake pulse made by holding SDA
};

struct FaultTrigger {
  FaultUnit unit = FaultUnit::transaction;
  std::uint64_t number = 0;             ///< strikes at this one, once; 0: at each, with `probability`
  double probability = 0;               ///< 0..1
  std::optional<std::uint8_t> opcode;   ///< (command) count only commands with this opcode
  std::optional<FaultUnit> within;      ///< (byte) count from the start of this transaction, write or read;
  std::uint64_t withinNumber = 0;       ///< the address byte is byte 1
  std::optional<std::uint8_t> address;  ///< count only what is sent to this 7-bit address
};

enum class FaultKind : std::uint8_t {
  flip,      ///< inverts a bit of a byte (`bit` 7..0, kAckBit, kAnyBit)
  nack,      ///< the byte (of a transaction or command: its address or last byte) is not acknowledged
  lose,      ///< a byte is acknowledged but lost; a wake pulse is not seen
  doubled,   ///< a byte arrives twice
  stuck,     ///< `line` is held low for `duration`, or until the bus is recovered
  late,      ///< the chip is busy for `duration` longer
  watchdog,  ///< the chip's watchdog expires after `delay`
  powerCut,  ///< the chip loses power after `delay` for `duration`, or for good
  eccFault,  ///< the chip answers 05 to the (next) ECC command
  wrongCrc,  ///< the CRC of the response is damaged
};

struct FaultEffect {
  static constexpr unsigned kAckBit = 8;
  static constexpr unsigned kAnyBit = 9;  ///< one of the eight data bits, drawn

  FaultKind kind = FaultKind::nack;
  unsigned bit = 0;
  bool scl = false;                  ///< (stuck) the clock line instead of the data line
  Duration delay{};                  ///< (watchdog, powerCut) after the trigger's instant
  std::optional<Duration> duration;  ///< (stuck, late, powerCut)
};

struct FaultRule {
  FaultTrigger trigger;
  FaultEffect effect;
};

struct FaultPlan {
  std::uint64_t seed = 1;
  std::vector<FaultRule> rules;
};

/// Why a text is not a fault plan. what() reads "NAME:3:7: 'flop' is not a fault; write one of ...".
class FaultPlanError : public std::runtime_error {
 public:
  FaultPlanError(std::size_t line, std::size_t column, const std::string& sentence)
      : std::runtime_error(sentence), line_(line), column_(column) {}
  std::size_t line() const { return line_; }
  std::size_t column() const { return column_; }

 private:
  std::size_t line_;
  std::size_t column_;
};

/// `name` stands for the plan in messages. Throws FaultPlanError.
FaultPlan parseFaultPlan(std::string_view text, const std::string& name = "fault plan");
/// Reads a file. Throws FaultPlanError (line 0 when the file cannot be read).
FaultPlan loadFaultPlan(const std::string& path);

/// The plan as text again; parsing it gives an equal plan.
std::string formatFaultPlan(const FaultPlan& plan);
/// One rule as it stands in a plan, e.g. "at byte 2 of read 5: flip bit 0".
std::string formatFaultRule(const FaultRule& rule);

}  // namespace signet::emulator
