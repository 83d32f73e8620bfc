// Uart: text out of the first serial port of an MPS2 board.
#pragma once

#include "signet/port/mps2/registers.h"

namespace signet::port::mps2 {

/// Blocks while the transmitter is full.
class Uart {
 public:
  /// Its clock is that of the board's peripherals.
  Uart(Registers& registers, unsigned clockHz, unsigned baud) : registers_(registers) {
    registers_.write(reg::kUartBaudDivider, clockHz / baud);
    registers_.write(reg::kUartControl, kTransmit);
  }

  /// Zero-terminated. "\n" is sent as it is.
  void write(const char* text) {
    for (; *text != '\0'; ++text) put(static_cast<std::uint8_t>(*text));
  }

 private:
  static constexpr std::uint32_t kTransmit = 1;
  static constexpr std::uint32_t kFull = 1;

  void put(std::uint8_t byte) {
    while ((registers_.read(reg::kUartState) & kFull) != 0) {
    }
    registers_.write(reg::kUartData, byte);
  }

  Registers& registers_;
};

}  // namespace signet::port::mps2
