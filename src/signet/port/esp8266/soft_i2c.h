// SoftI2c: i2c::Bus over two GPIO pins of the ESP8266, which has no I2C controller.
//
// Both lines are open drain and need pull-up resistors (4.7 kOhm do at 400 kHz and short wires). At least
// half a clock period passes between any two edges made here; the work between them comes on top, so the
// clock is slower than asked for, never faster. A chip may stretch the clock.
//
// Blocking: every call runs to its Stop condition, with the processor. Interrupts only make it slower.
#pragma once

#include "signet/i2c/bus.h"
#include "signet/port/esp8266/pin.h"
#include "signet/port/esp8266/registers.h"

namespace signet::port::esp8266 {

struct SoftI2cOptions {
  unsigned sda = 4;  ///< D2 of a NodeMCU
  unsigned scl = 5;  ///< D1
  unsigned clockHz = 400'000;
  unsigned cyclesPerMicrosecond = 80;  ///< of Registers::cycles()
};

/// Statuses are those of i2c::Bus; busFault: a line is held low for longer than kPatience, or SDA does not
/// rise at the Stop condition.
class SoftI2c final : public i2c::Bus {
 public:
  static constexpr Duration kPatience = std::chrono::milliseconds(10);

  /// Releases both lines. `registers` must outlive it. Precondition: 1000 <= clockHz, and 1 <=
  /// cyclesPerMicrosecond.
  explicit SoftI2c(Registers& registers, const SoftI2cOptions& options = {});

 private:
  Status doWrite(i2c::Address address, Bytes bytes) override;
  Status doRead(i2c::Address address, MutableBytes bytes) override;
  Status doWake(Duration low) override;
  Status doRecover() override;

  void pace();
  Status waitHigh(Pin& line);
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
  Pin sda_;
  Pin scl_;
  std::uint32_t cyclesPerMicrosecond_;
  std::uint32_t half_;      ///< cycles of half a clock period
  std::uint32_t lastEdge_;  ///< when pace() last let one pass
};

}  // namespace signet::port::esp8266
