// BusFaults: where a virtual bus asks whether something shall go wrong now. fault/fault_injector.h answers
// from a fault plan.
#pragma once

#include <cstdint>

#include "host/emulator/chip/time.h"

namespace signet::emulator {

class VirtualBus;

/// What happens to one byte on the wire.
struct ByteFault {
  std::uint8_t flip = 0;  ///< bits inverted: a written byte reaches the chip so, a read byte the master
  bool flipAck = false;   ///< the master sees the opposite of the acknowledge bit that was sent
  bool nack = false;      ///< (written byte) no chip receives it, and none acknowledges
  bool lost =
      false;  ///< written: acknowledged but not received by the chip; read: the master gets the one after
  bool doubled =
      false;  ///< written: the chip receives it twice; read: the master gets it again as the next byte
};

/// Each method may also act on the bus: VirtualBus::hold, schedulePower, detach, reportFault, and on the chips.
class BusFaults {
 public:
  virtual ~BusFaults() = default;
  /// Before the Start edge (also a repeated one).
  virtual void beforeStart(VirtualBus&, Time, std::uint8_t addressByte) { (void)addressByte; }
  /// Before a byte, address bytes included. `value` is what the master sends; of a read byte it is
  /// not known yet.
  virtual ByteFault beforeByte(VirtualBus&, Time, bool isRead, std::uint8_t value) {
    (void)isRead, (void)value;
    return {};
  }
  /// After the chips took an address byte or a written byte (twice if it was doubled, never if it was lost):
  /// as they saw it, and whether one acknowledged.
  virtual void afterByte(VirtualBus&, std::uint8_t value, bool ack) { (void)value, (void)ack; }
  /// Before the Stop edge, at its time. A complete command starts to run at that edge.
  virtual void beforeStop(VirtualBus&, Time) {}
  /// Before a wake pulse. True: no chip sees it.
  virtual bool beforeWake(VirtualBus&, Time) { return false; }
};

}  // namespace signet::emulator
