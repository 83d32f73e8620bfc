// BusListener: everything that happens on a virtual bus and in the chips on it, with exact times. Traces are
// made from this.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "host/emulator/chip/time.h"

namespace signet::emulator {

class Chip;

/// One of the two wires.
enum class Line : std::uint8_t { sda, scl };

/// A Start condition and its address byte, as the master saw them.
struct StartEvent {
  Time edge;                 ///< SDA falls while SCL is high; the first bit follows half a bit later
  Duration bit;              ///< one clock period
  std::uint8_t addressByte;  ///< 7-bit address << 1 | R/W
  bool ack;
  bool repeated;          ///< no Stop condition since the last Start
  const Chip* acked;      ///< the (first) chip that acknowledged; nullptr for none
  std::string_view chip;  ///< its name
};

/// A data byte after the address byte, as the master saw it.
struct ByteEvent {
  Time begin;  ///< the SCL edge before the first bit; the ACK bit ends nine bits later
  std::uint8_t value;
  bool ack;  ///< of a read byte: what the master answered (NACK after the last one)
};

/// Called synchronously, in the order in which things happen to one chip; of two chips that change by
/// themselves while the bus is quiet, each is in order but the two may be interleaved. A listener must not
/// use the bus.
class BusListener {
 public:
  virtual ~BusListener() = default;

  // ---- The wires.
  virtual void onStart(const StartEvent&) {}
  virtual void onByte(const ByteEvent&) {}
  /// `edge`: SDA rises while SCL is high. `clean` is false when the master could not make a Stop condition
  /// because a line was held.
  virtual void onStop(Time edge, bool clean) { (void)edge, (void)clean; }
  /// SDA was held low from `begin` with no clock (VirtualBus::wake).
  virtual void onWakePulse(Time begin, Duration low) { (void)begin, (void)low; }
  /// Start, nine clocks with SDA high, Start, Stop (VirtualBus::recover).
  virtual void onRecover(Time begin, Duration bit, Time end, bool freed) {
    (void)begin, (void)bit, (void)end, (void)freed;
  }
  /// A line is held low by a defect, or free again.
  virtual void onHeld(Time, Line, bool held) { (void)held; }
  /// A fault was injected; `what` is a sentence.
  virtual void onFault(Time, std::string_view what) { (void)what; }

  // ---- The chips, by the name given to VirtualBus::attach (see ChipListener for the meaning).
  virtual void onPower(Time, std::string_view chip, bool on) { (void)chip, (void)on; }
  virtual void onChipWake(Time, std::string_view chip) { (void)chip; }
  virtual void onChipIdle(Time, std::string_view chip) { (void)chip; }
  virtual void onChipSleep(Time, std::string_view chip, bool byWatchdog) { (void)chip, (void)byWatchdog; }
  virtual void onChipCommand(Time, std::string_view chip, std::span<const std::uint8_t> group, Time ready) {
    (void)chip, (void)group, (void)ready;
  }
};

}  // namespace signet::emulator
