// EdgeWire: an I2C bus at the level of its two lines, for masters that move pins themselves.
//
// A VirtualBus makes transactions of its own; here somebody else is the master. The wire watches SDA and SCL,
// finds Start, bits, acknowledge and Stop, and turns them into the pin events of the chips, each at the time
// of its edge:
//
//     SDA falls while SCL is high   Start             SDA rises while SCL is high   Stop
//     SCL rises                     a bit is read     SCL falls after bit 8         the receiver acknowledges
//
// Chips, their power and their faults are those of a VirtualBus, which only lends them and makes no
// transaction.
#pragma once

#include <cstdint>
#include <vector>

#include "host/emulator/bus/virtual_bus.h"

namespace signet::emulator {

/// True: high, or released.
struct Lines {
  bool sda = true;
  bool scl = true;
  friend bool operator==(const Lines&, const Lines&) = default;
};

class EdgeWire {
 public:
  /// `bus` must run on `time`; both must outlive the wire.
  EdgeWire(VirtualTime& time, VirtualBus& bus) : time_(time), bus_(bus) {}
  EdgeWire(const EdgeWire&) = delete;
  EdgeWire& operator=(const EdgeWire&) = delete;

  /// The master lets go of the lines (true) or pulls them low. An instant before the last one counts as that
  /// one. When both change at once, SCL does first, so that no Start or Stop is made of it.
  void drive(Time at, Lines released);
  /// Open drain: a line is high when nobody pulls it low.
  Lines levels() const { return {master_.sda && !chipLow_, master_.scl}; }

  /// Hears what happens on the wire (of BusListener, the part of the wires). Must outlive the wire, or be
  /// removed.
  void addListener(BusListener& listener) { listeners_.push_back(&listener); }
  void removeListener(BusListener& listener);

  /// Edges so far, of both lines as the master moved them.
  std::uint64_t edges() const { return edges_; }

 private:
  enum class State : std::uint8_t { idle, address, receive, transmit, ignore };

  void moveScl(Time at, bool high);
  void moveSda(Time at, bool released);
  void watchSda(Time at, bool high);
  void start(Time at);
  void stop(Time at);
  void bitRead(bool sda);
  void clockFell(Time at);
  bool acknowledge(Time at);
  void byteEnded(Time at);
  void nextByteOut(Time at);
  void tellStart(bool ack);
  void tellByte(bool ack);
  void tellSdaLow(Time at, Duration low);

  VirtualTime& time_;
  VirtualBus& bus_;
  std::vector<BusListener*> listeners_;
  Lines master_;
  bool chipLow_ = false;  ///< a chip pulls SDA low
  State state_ = State::idle;
  std::vector<Chip*> joined_;  ///< chips that acknowledged their address
  unsigned bits_ = 0;          ///< SCL pulses of this byte, acknowledge included
  unsigned shift_ = 0;
  std::uint8_t out_ = 0xFF;  ///< the byte that the chips send
  bool ack_ = false;         ///< ninth bit, as both sides see it
  bool inTransaction_ = false;
  bool repeated_ = false;
  bool clocked_ = false;  ///< SCL has moved since Start
  Time startEdge_{};
  Time byteBegin_{};
  Time lastFall_{};
  Duration bit_ = std::chrono::microseconds(10);
  Time sdaFell_{};
  std::uint64_t edges_ = 0;
};

}  // namespace signet::emulator
