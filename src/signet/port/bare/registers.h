// Access to a microcontroller's registers as a parameter: on the chip a load or a store, in a test a model of
// what is behind them. Which registers there are is in the folder of each chip.
//
// All registers are 32 bits wide and must be accessed as such.
#pragma once

#include <cstdint>

namespace signet::port::bare {

/// Registers, the cycle counter of the processor, and its sleep.
class Registers {
 public:
  std::uint32_t read(std::uint32_t address) { return doRead(address); }
  void write(std::uint32_t address, std::uint32_t value) { doWrite(address, value); }
  /// Counts up, and wraps at 2^32.
  std::uint32_t cycles() { return doCycles(); }
  /// Returns when cycles() has reached `cycle`, less than half a turn away, or earlier. Puts the processor to
  /// sleep meanwhile where that is possible.
  void rest(std::uint32_t cycle) { doRest(cycle); }

 protected:
  ~Registers() = default;

 private:
  virtual std::uint32_t doRead(std::uint32_t address) = 0;
  virtual void doWrite(std::uint32_t address, std::uint32_t value) = 0;
  virtual std::uint32_t doCycles() = 0;
  virtual void doRest(std::uint32_t cycle) = 0;
};

}  // namespace signet::port::bare
