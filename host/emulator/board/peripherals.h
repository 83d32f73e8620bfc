// Peripherals: the registers of an ESP8266 on a NodeMCU board, and what is soldered to its pins.
//
//     GPIO4 (D2)  SDA ─┬─ chip     GPIO2 (D4)  LED, lit when low
//     GPIO5 (D1)  SCL ─┘           GPIO0 (D3)  button "FLASH", low while it is pressed
//
// Every pin has a pull-up resistor. Addresses and bits: ESP8266 Technical Reference V1.7 (GPIO, UART); the
// random number register is known from the vendor's SDK. A register that is not modelled is an error, never
// silently zero.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>

#include "host/emulator/board/edge_wire.h"

namespace signet::emulator {

/// The firmware uses a register that the board does not have. what() says which.
class NoSuchRegister : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Peripherals {
 public:
  static constexpr unsigned kSda = 4;
  static constexpr unsigned kScl = 5;
  static constexpr unsigned kLed = 2;
  static constexpr unsigned kButton = 0;

  struct Hooks {
    std::function<void(char)> console;       ///< a byte leaves the serial port
    std::function<void(Time, bool on)> led;  ///< it has changed
    std::function<std::uint32_t()> random;   ///< never empty
  };

  /// `wire` must outlive it.
  Peripherals(EdgeWire& wire, Hooks hooks) : wire_(wire), hooks_(std::move(hooks)) {}

  /// A load or store of the processor. Throws NoSuchRegister.
  std::uint32_t read(std::uint32_t address);
  void write(Time at, std::uint32_t address, std::uint32_t value);
  /// All outputs become inputs, as when the processor is reset.
  void reset(Time at);

  void setButton(bool pressed) { buttonPressed_ = pressed; }
  bool ledOn() const { return drivesLow(kLed); }
  /// Levels of GPIO0 to GPIO15.
  std::uint32_t levels() const;

 private:
  bool drivesLow(unsigned pin) const { return (enable_ & ~out_ & 1U << pin) != 0; }
  void writeGpio(std::uint32_t address, std::uint32_t value);
  void drivePins(Time at);

  EdgeWire& wire_;
  Hooks hooks_;
  std::uint32_t out_ = 0;
  std::uint32_t enable_ = 0;
  bool buttonPressed_ = false;
  bool ledWasOn_ = false;
};

}  // namespace signet::emulator
