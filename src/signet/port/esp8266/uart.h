// Uart: text out of the ESP8266's first serial port, as the boot ROM has set it up.
#pragma once

#include "signet/port/esp8266/registers.h"

namespace signet::port::esp8266 {

/// Blocks while more than its FIFO of 128 bytes waits to be sent.
class Uart {
 public:
  explicit Uart(Registers& registers) : registers_(registers) {}

  /// Zero-terminated. "\n" is sent as it is.
  void write(const char* text) {
    for (; *text != '\0'; ++text) put(static_cast<std::uint8_t>(*text));
  }

 private:
  static constexpr std::uint32_t kFifoSize = 128;

  void put(std::uint8_t byte) {
    while ((registers_.read(reg::kUartStatus) >> 16 & 0xFF) >= kFifoSize - 2) {
    }
    registers_.write(reg::kUartFifo, byte);
  }

  Registers& registers_;
};

}  // namespace signet::port::esp8266
