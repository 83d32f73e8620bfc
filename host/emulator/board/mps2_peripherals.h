// Mps2Peripherals: registers of an MPS2 board with the Cortex-M3 image AN385, and what is on the board: the
// chip on the I2C lines of shield connector 0, LED 0, button 0, serial port 0.
//
// Addresses: Arm Application Note AN385. Bits: there (FPGAIO), Cortex-M System Design Kit TRM (UART),
// RealView baseboard guides (the serial bus controller).
#pragma once

#include "host/emulator/board/peripherals.h"

namespace signet::emulator {

class Mps2Peripherals final : public Peripherals {
 public:
  using Peripherals::Peripherals;

  std::uint32_t read(std::uint32_t address) override;
  void write(Time at, std::uint32_t address, std::uint32_t value) override;
  void reset(Time at) override;
  bool ledOn() const override { return (leds_ & 1) != 0; }

 private:
  static constexpr std::uint32_t kScl = 1U << 0;
  static constexpr std::uint32_t kSda = 1U << 1;
  static constexpr std::uint32_t kLines = kScl | kSda;

  void writeUart(std::uint32_t address, std::uint32_t value);
  void writeLines(Time at, std::uint32_t released);
  std::uint32_t levels() const;

  std::uint32_t leds_ = 0;
  std::uint32_t released_ = kLines;  ///< that the processor does not pull low
  std::uint32_t uartControl_ = 0;
  std::uint32_t baudDivider_ = 0;
};

}  // namespace signet::emulator
