// SoftI2c: i2c::Bus over two lines that the processor moves itself, for chips without an I2C controller or
// whose controller cannot hold SDA low for a wake pulse.
//
// Both lines are open drain and need pull-up resistors (4.7 kOhm do at 400 kHz and short wires). At least
// half a clock period passes between any two edges made here; the work between them adds to it, so the clock
// is slower than asked for, never faster. A chip may stretch the clock.
//
// Blocking: every call runs to its Stop condition, with the processor. Interrupts only make it slower.
#pragma once

#include "signet/i2c/bus.h"
#include "signet/port/bare/registers.h"

namespace signet::port::bare {

/// Registers in which a one does something to a line, and a zero nothing.
struct OpenDrainRegisters {
  std::uint32_t release;
  std::uint32_t pullLow;
  std::uint32_t level;  ///< to read: 1 is high
};

/// Made by the folder of a chip, from the pins: esp8266/i2c_pins.h, mps2/sbcon.h.
struct I2cLines {
  OpenDrainRegisters registers;
  std::uint32_t sda;  ///< its bit in all of them
  std::uint32_t scl;
};

struct SoftI2cOptions {
  unsigned clockHz = 400'000;
  unsigned cyclesPerMicrosecond = 80;  ///< of Registers::cycles()
};

/// Statuses are those of i2c::Bus; busFault: a line is held low for longer than kPatience, or SDA does not
/// rise at the Stop condition.
class SoftI2c final : public i2c::Bus {
 public:
  static constexpr Duration kPatience = std::chrono::milliseconds(10);

  /// Releases both lines. `registers` must outlive it. Precondition: 1000 <= clockHz, and
  /// 1 <= cyclesPerMicrosecond.
  SoftI2c(Registers& registers, const I2cLines& lines, const SoftI2cOptions& options = {});

 private:
  Status doWrite(i2c::Address address, Bytes bytes) override;
  Status doRead(i2c::Address address, MutableBytes bytes) override;
  Status doWake(Duration low) override;
  Status doRecover() override;

  bool high(std::uint32_t line) { return (registers_.read(lines_.registers.level) & line) != 0; }
  void pullLow(std::uint32_t line) { registers_.write(lines_.registers.pullLow, line); }
  void release(std::uint32_t line) { registers_.write(lines_.registers.release, line); }

  void pace();
  Status waitHigh(std::uint32_t line);
  Status start();
  Status stop();
  Status clockUp();
  void clockDown();
  Status sendBit(bool bit);
  Result<bool> receiveBit();
  Status sendByte(std::uint8_t byte);
  Result<std::uint8_t> receiveByte(bool acknowledge);
  Status sendAll(std::uint8_t addressByte, Bytes bytes);
  Status receiveAll(std::uint8_t addressByte, MutableBytes bytes);

  Registers& registers_;
  I2cLines lines_;
  std::uint32_t cyclesPerMicrosecond_;
  std::uint32_t half_;      ///< cycles of half a clock period
  std::uint32_t lastEdge_;  ///< when pace() last let one pass
};

}  // namespace signet::port::bare
