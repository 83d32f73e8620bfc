// VirtualBus: an I2C bus in software, with a master at this end and any number of chips on the wire.
//
// It turns a transaction into the pin events of class Chip, each at its exact time on the wire:
//
//     SDA ‾\_______ A6 A5 ... R/W ACK  D7 ... D0 ACK ... ___/‾‾     (T = one clock period)
//     SCL ‾‾‾\_____/‾\_/‾\ ...                         _/‾‾‾‾‾
//         |T/2|    9 T per byte, address byte included  | T |T/2|
//         Start                                         Stop  bus free
//
// A transaction of n bytes (address byte included) lasts (9 n + 1.5) T from Start edge to Stop edge, and the
// next may begin T/2 after that (tBUF); a repeated Start costs 1.5 T in place of Stop, bus free and Start.
//
// The wires are wired-AND: any chip that acknowledges acknowledges, and of two chips at one address the zeros
// win. Every low run of SDA of kShortestLow or more, in whatever traffic, reaches every chip that the traffic
// is not addressed to: at 133 kHz and below eight zero bits wake a sleeping chip (datasheet section 6.1),
// also a write to address 00h, which is how most drivers wake the chip.
//
// Ownership: the time source, chips, listeners and the fault hook are the caller's and must outlive their
// attachment, which lasts until detach() or the last use of the bus: at its end the bus touches none of them,
// so they may be gone by then. A chip that is used after its bus must be detached first. Not thread safe: a
// server with several clients takes turns per transaction.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/emulator/bus/bus_faults.h"
#include "host/emulator/bus/bus_listener.h"
#include "host/emulator/bus/time_source.h"
#include "host/emulator/bus/wire.h"
#include "host/emulator/chip/chip.h"
#include "signet/core/status.h"

namespace signet::emulator {

/// One part of a transaction, from (repeated) Start to the next Start or Stop.
struct Message {
  std::uint8_t address = 0;  ///< seven bits; all 128 are allowed, 00h too
  bool isRead = false;
  bool ignoreNack = false;  ///< continue after a NACK, as Linux does with I2C_M_IGNORE_NAK
  const std::uint8_t* out = nullptr;
  std::uint8_t* in = nullptr;
  std::size_t size = 0;  ///< may be 0: only the address is sent ("quick" command)

  static Message write(std::uint8_t address, std::span<const std::uint8_t> bytes) {
    return {address, false, false, bytes.data(), nullptr, bytes.size()};
  }
  static Message read(std::uint8_t address, std::span<std::uint8_t> bytes) {
    return {address, true, false, nullptr, bytes.data(), bytes.size()};
  }
};

class VirtualBus {
 public:
  static constexpr unsigned kSlowest = 10'000;
  static constexpr unsigned kFastest = 1'000'000;
  /// Shorter low pulses are filtered by a sleeping chip (tLIGNORE_S, datasheet table 8-4) and not reported.
  static constexpr Duration kShortestLow = std::chrono::microseconds(15);
  /// How long the master waits for a held line before it reports busFault.
  static constexpr Duration kHeldTimeout = std::chrono::milliseconds(10);

  explicit VirtualBus(TimeSource& time, unsigned clockHz = 100'000);
  ~VirtualBus();
  VirtualBus(const VirtualBus&) = delete;
  VirtualBus& operator=(const VirtualBus&) = delete;

  // ---- Speed and time.
  /// Precondition: kSlowest <= hz <= kFastest (std::invalid_argument otherwise).
  void setClockRate(unsigned hz);
  unsigned clockRate() const { return clockHz_; }
  /// One clock period T, rounded up to even nanoseconds.
  Duration bit() const { return bit_; }
  /// Never before the end of the last transaction.
  Time now();
  /// Lets the time pass: whatever is due meanwhile happens (end of commands, watchdogs, scheduled power).
  void wait(Duration duration);
  /// As wait(), but does not take real time (op `T` of the bus server).
  void skip(Duration duration);
  /// Runs everything that is due up to now. A server on real time calls this at nextEvent().
  void settle();
  /// When something will next happen by itself: in a chip, a scheduled power change, a held line set free.
  std::optional<Time> nextEvent() const;

  // ---- Chips.
  /// Puts a chip on the bus and applies power to it unless it has. Takes over its ChipListener; others
  /// listen by addChipListener. `name` appears in traces; empty: "chip1", "chip2", ...
  /// Precondition: not attached yet (std::invalid_argument otherwise).
  void attach(Chip& chip, std::string name = {});
  /// Takes a chip off the bus: its power goes now, and nothing reaches it any more, also in the middle of a
  /// transaction of this bus or of an EdgeWire. Nothing happens if it is not attached.
  void detach(Chip& chip);
  /// `listener` receives what happens inside this chip, before the bus's own listeners. It is forgotten when
  /// the chip is detached. Precondition: attached (std::invalid_argument otherwise).
  void addChipListener(Chip& chip, ChipListener& listener);
  /// The chips in the order of their attachment, and the name of one ("" when not attached).
  std::vector<Chip*> chips() const;
  std::string_view nameOf(const Chip& chip) const;
  /// The present stays of the chips, in the same order, and the chip of one: nullptr when it is over.
  std::vector<Stay> stays() const;
  Chip* chipAt(Stay stay) const;

  // ---- Power of one chip: now, or at an instant to come (one that is past is now), also in the middle
  // of a byte.
  void setPower(Chip& chip, bool on);
  void schedulePower(Chip& chip, Time at, bool on);
  /// Makes the chip's watchdog expire at a future instant.
  void scheduleWatchdog(Chip& chip, Time at);

  // ---- The master. Every call returns at the Stop edge (or when the master stops waiting).
  //   ok        every byte was acknowledged
  //   nack      the address or a byte was not acknowledged; the master made a Stop there
  //   busFault  a line is held low (see hold())
  Status write(std::uint8_t address, std::span<const std::uint8_t> bytes);
  Status read(std::uint8_t address, std::span<std::uint8_t> bytes);
  /// Several messages with repeated Starts between them and one Stop at the end (Linux: I2C_RDWR).
  Status transfer(std::span<const Message> messages);
  /// Holds SDA low for `low` with the clock at rest. ok, or busFault.
  Status wake(Duration low);
  /// Start, nine clocks with SDA high, Start, Stop (datasheet section 6.7). Frees an SDA held "until
  /// recovered". ok when both lines are high afterwards, else busFault.
  Status recover();

  // ---- Watching, and making things go wrong.
  void addListener(BusListener& listener);
  void removeListener(BusListener& listener);
  /// At most one; nullptr for none. See fault/fault_injector.h.
  void setFaults(BusFaults* faults) { wire_.setFaults(faults); }
  /// From now, holds a line low by a defect, for so long; without a duration until recover() frees it (SDA)
  /// or release() is called.
  void hold(Line line, std::optional<Duration> duration);
  void release();
  bool held() const { return held_.has_value(); }
  std::optional<Line> heldLine() const { return held_ ? std::optional(held_->line) : std::nullopt; }
  /// What nine clocks with SDA released do: a defect without a duration lets go of SDA.
  void clockedFree();
  /// Tells the listeners of a fault that was injected.
  void reportFault(std::string_view what);

 private:
  class Seat;
  struct Scheduled {
    enum class What : std::uint8_t { powerOff, powerOn, watchdog };
    Time at;
    Chip* chip;
    What what;
  };
  struct Hold {
    Line line;
    Time since;
    std::optional<Time> until;
  };

  // Chips, time and power (virtual_bus.cpp).
  Seat* seatOf(const Chip& chip) const;
  Seat& attachedSeat(const Chip& chip) const;
  Stay newStay() { return Stay{++stays_}; }
  void runUntil(Time t);
  void schedule(Scheduled event);
  void applyPower(Seat& seat, Time at, bool on);
  void freeLine(Time at, bool makesStop);

  // The master and the wire (virtual_bus_wire.cpp).
  void seekStart();
  bool waitForFreeLines();
  Status runMessage(const Message& message, bool repeated);
  Status runBytes(const Message& message);
  bool sendAddress(std::uint8_t addressByte, bool repeated);
  bool sendByte(std::uint8_t value);
  std::uint8_t receiveByte(bool ack);
  void repeatStart();
  void makeStop();
  void endTransaction(Status status);
  void stopChips(Time at);

  void sdaBits(Time begin, unsigned bits, unsigned count);
  void sdaFalls(Time at);
  void sdaRises(Time at);
  void tellSdaLow(Time at, Duration low);

  TimeSource& time_;
  unsigned clockHz_ = 0;
  Duration bit_{};
  Time cursor_{};         ///< where on the time line the master is
  Time earliestStart_{};  ///< end of the bus free time
  std::vector<std::unique_ptr<Seat>> seats_;
  unsigned named_ = 0;
  std::uint64_t stays_ = 0;           ///< so far
  std::vector<Scheduled> scheduled_;  ///< in order of time
  std::vector<BusListener*> listeners_;
  Wire wire_{*this};
  std::optional<Hold> held_;
  bool inTransaction_ = false;  ///< a Start without its Stop yet, as the chips see it
  bool startTold_ = false;      ///< the same, as reported to the listeners
  Time lastScheduled_{};
  std::optional<Time> sdaLowSince_;
};

}  // namespace signet::emulator
