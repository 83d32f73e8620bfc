// EdgeWire: an I2C bus at the level of its two lines, for masters that move pins themselves.
//
// A VirtualBus makes transactions of its own; here the master is outside. The wire watches SDA and SCL,
// finds Start, bits, acknowledge and Stop, and turns them into the pin events of the chips, each at the time
// of its edge:
//
//     SDA falls while SCL is high   Start             SDA rises while SCL is high   Stop
//     SCL rises                     a bit is read     SCL falls after bit 8         the receiver acknowledges
//
// Chips, their power, lines held by a defect and the chips' own faults are those of a VirtualBus, which only
// lends them and makes no transaction. Faults of the wire (setFaults) strike as on a VirtualBus, except that
// those "before the Start" strike when the address is known, after its eighth bit, and that a line which is
// held in the middle of a transfer ends nothing by itself: master and chips continue and see it low.
//
// A chip that is detached, or whose power changes, lets go of SDA at once: of the byte it was sending the
// rest is ones, and SDA that rises so while SCL is high is a Stop, as it is on a real bus.
#pragma once

#include <cstdint>
#include <optional>
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
  EdgeWire(VirtualTime& time, VirtualBus& bus) : time_(time), bus_(bus), wire_(bus) {}
  EdgeWire(const EdgeWire&) = delete;
  EdgeWire& operator=(const EdgeWire&) = delete;

  /// The master releases the lines (true) or pulls them low. An instant before the last one counts as that
  /// one. When both change at once, SCL does first, so that no Start or Stop is made of it.
  void drive(Time at, Lines released);
  /// Now. Open drain: a line is high when nothing pulls it low.
  Lines levels();
  /// At most one; nullptr for none. Must outlive the wire, or be removed.
  void setFaults(BusFaults* faults) { wire_.setFaults(faults); }

  /// Receives what happens on the wire (of BusListener, the part of the wires). Must outlive the wire,
  /// or be removed.
  void addListener(BusListener& listener) { listeners_.push_back(&listener); }
  void removeListener(BusListener& listener);

  /// Edges so far, of both lines as the master moved them.
  std::uint64_t edges() const { return edges_; }

 private:
  enum class State : std::uint8_t { idle, address, receive, transmit, ignore };

  Lines pulled() const;
  bool chipPulls() const;
  void follow(Time at);
  void sclMoved(Time at, bool high);
  void sdaMoved(Time at, bool high);
  void start(Time at);
  void stop(Time at);
  void bitRead(bool sda);
  void clockFell(Time at);
  void acknowledge(Time at);
  void byteEnded(Time at);
  void nextByteOut(Time at);
  void letGo();
  void tellStart(bool ack);
  void tellByte(bool ack);

  VirtualTime& time_;
  VirtualBus& bus_;
  Wire wire_;
  std::vector<BusListener*> listeners_;
  Lines master_;  ///< what the master releases
  Lines seen_;    ///< the levels that were reported last
  State state_ = State::idle;
  bool chipsSend_ = false;  ///< as they understood their address
  unsigned bits_ = 0;       ///< SCL pulses of this byte, acknowledge included
  unsigned shift_ = 0;
  std::uint8_t bitOut_ = 0;   ///< the bit of their byte that the chips send; 0: none
  bool chipsAnswer_ = false;  ///< SDA is theirs, for the acknowledge bit
  bool ack_ = false;          ///< ninth bit, as the wire has it
  bool inTransaction_ = false;
  bool repeated_ = false;
  bool clocked_ = false;     ///< SCL has moved since Start
  bool wakeLost_ = false;    ///< by a fault: no chip sees this wake pulse
  unsigned freeClocks_ = 0;  ///< SCL pulses since the master released SDA
  Time startEdge_{};
  Time byteBegin_{};
  Time lastFall_{};
  Duration bit_ = std::chrono::microseconds(10);
  Time sdaFell_{};
  std::uint64_t edges_ = 0;
};

}  // namespace signet::emulator
