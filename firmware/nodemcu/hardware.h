// The processor and its registers.
#pragma once

#include "signet/port/esp8266/registers.h"

namespace signet::nodemcu {

/// Speed of the cycle counter. On the virtual board it does not follow the speed of the processor.
constexpr unsigned kCyclesPerMicrosecond = 40;

/// The real ones: loads, stores, CCOUNT, and sleep by WAITI until CCOMPARE0 or an interrupt of the network.
class Hardware final : public port::esp8266::Registers {
 public:
  /// Cycles asleep so far.
  std::uint32_t rested() const { return rested_; }

 private:
  std::uint32_t doRead(std::uint32_t address) override;
  void doWrite(std::uint32_t address, std::uint32_t value) override;
  std::uint32_t doCycles() override;
  void doRest(std::uint32_t cycle) override;

  std::uint32_t rested_ = 0;
};

/// The one there is.
Hardware& hardware();

/// Most bytes of stack that were ever in use, from the paint that is left.
unsigned deepestStack();

/// Writes a line to the serial port.
void print(const char* line);

}  // namespace signet::nodemcu
