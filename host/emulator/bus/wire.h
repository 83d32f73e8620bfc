// Wire: what gets through between a master and the chips of a bus, byte by byte, with the faults of the wire.
//
// VirtualBus makes whole transactions and EdgeWire finds them in edges; each has a Wire of its own, which
// knows nothing of SDA, SCL or bit times. One transaction of either:
//
//     start()                                               no chip takes part yet
//     begin(t, false, address byte)  address(t)  tellFaults()   the chips that acknowledge it take part
//     begin(t, false, byte)          write(t)    tellFaults()   each byte from the master
//     begin(t, true)                 read(t)                    each byte from the chips
//     stop(t)
//
// begin() asks the faults, and what they answer holds until the next begin(). All is open drain: any chip
// that acknowledges does, and of several chips that send the zeros win.
//
// The chips that take part are not held by pointer but by their Stay, which the bus turns into a chip
// whenever one is to be reached. A stay ends when the chip is detached or its power changes, and no other
// chip ever gets the same one. So a chip that was taken off or replaced in the middle of a byte cannot be
// reached any more; what it sent or acknowledged is released at once (FFh, NACK).
//
// The bus must outlive the wire. Not thread safe.
#pragma once

#include <cstdint>
#include <vector>

#include "host/emulator/bus/bus_faults.h"

namespace signet::emulator {

class Chip;

/// A chip's presence on a bus, from one change (attached, power on, power off) to the next. The bus tells
/// whose it is (VirtualBus::chipAt).
enum class Stay : std::uint64_t {};

class Wire {
 public:
  explicit Wire(VirtualBus& bus) : bus_(bus) {}
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// At most one; nullptr for none. Must outlive the wire, or be removed.
  void setFaults(BusFaults* faults) { faults_ = faults != nullptr ? faults : &none_; }
  /// One that does nothing when there is none.
  BusFaults& faults() const { return *faults_; }

  /// A (repeated) Start, or anything else after which no chip takes part.
  void start();
  /// Every chip, whether it takes part or not, sees the Stop. Who takes part remains until start().
  void stop(Time at);
  /// SDA was low from `at - low` to `at`. Told to the chips that do not take part: one that does is awake,
  /// and to an awake chip a wake pulse means nothing. Runs below VirtualBus::kShortestLow are not told.
  void sdaLow(Time at, Duration low);

  /// The next byte, `value` from the master if it is not a read. Returns the value as the chips receive it.
  std::uint8_t begin(Time at, bool isRead, std::uint8_t value = 0xFF);
  /// Delivers the address byte of begin(). Precondition: start(). True: acknowledged, as sent (see ackSeen).
  bool address(Time at);
  /// Delivers a data byte to the chips that take part. True: acknowledged, as sent.
  bool write(Time at);
  /// Takes a byte from the chips that take part. Returns it as the master sees it.
  std::uint8_t read(Time at);
  /// The faults learn what the chips took and answered. After address() or write().
  void tellFaults();

  /// Now: the acknowledge bit of the last address() or write() as the master sees it.
  bool ackSeen() const { return ackSent() != fault_.flipAck; }
  /// Now: the byte of the last read() as the master sees it.
  std::uint8_t sending() const;
  /// The first chip that takes part; nullptr for none.
  const Chip* first() const;

 private:
  /// A chip that takes part.
  struct Part {
    Stay stay;
    bool acks;          ///< the byte from the master
    std::uint8_t sent;  ///< the byte from the chip
  };

  template <typename Action>
  void forEachPart(const Action& action);
  bool takesPart(Stay stay) const;
  bool ackSent() const;
  void clock(Time at, bool keep);

  VirtualBus& bus_;
  BusFaults none_;
  BusFaults* faults_ = &none_;
  std::vector<Part> parts_;
  ByteFault fault_;          ///< of this byte
  std::uint8_t value_ = 0;   ///< of this byte, as the chips receive it
  bool ackByFault_ = false;  ///< no chip acknowledges this byte, but the master sees that one does
  bool repeats_ = false;     ///< the next byte read is the last one again
};

}  // namespace signet::emulator
