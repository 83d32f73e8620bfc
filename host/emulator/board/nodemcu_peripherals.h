// NodemcuPeripherals: the registers of an ESP8266 on a NodeMCU board, and what is soldered to its pins.
//
//     GPIO4 (D2)  SDA ─┬─ chip     GPIO2 (D4)  LED, lit when low
//     GPIO5 (D1)  SCL ─┘           GPIO0 (D3)  button "FLASH", low while it is pressed
//
// Every pin has a pull-up resistor. Addresses and bits: ESP8266 Technical Reference V1.7 (GPIO, UART); the
// random number register is known from the vendor's SDK.
#pragma once

#include "host/emulator/board/peripherals.h"

namespace signet::emulator {

class NodemcuPeripherals final : public Peripherals {
 public:
  static constexpr unsigned kSda = 4;
  static constexpr unsigned kScl = 5;
  static constexpr unsigned kLed = 2;
  static constexpr unsigned kButton = 0;

  using Peripherals::Peripherals;

  std::uint32_t read(std::uint32_t address) override;
  void write(Time at, std::uint32_t address, std::uint32_t value) override;
  void reset(Time at) override;
  bool ledOn() const override { return drivesLow(kLed); }
  /// Levels of GPIO0 to GPIO15.
  std::uint32_t levels() const;

 private:
  bool drivesLow(unsigned pin) const { return (enable_ & ~out_ & 1U << pin) != 0; }
  void writeGpio(std::uint32_t address, std::uint32_t value);
  void drivePins(Time at);

  std::uint32_t out_ = 0;
  std::uint32_t enable_ = 0;
};

}  // namespace signet::emulator
