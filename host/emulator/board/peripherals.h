// Peripherals: the registers of a board that QEMU does not have, and what is soldered to its pins: the wire
// of the chip, a LED, a button, a serial port. Each kind of board has its own (machine.h). A register that is
// not modelled is an error, never silently zero.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>

#include "host/emulator/bus/edge_wire.h"

namespace signet::emulator {

/// The firmware uses a register that the board does not have. what() says which.
class NoSuchRegister : public std::runtime_error {
 public:
  /// `does`: "reads" or "writes".
  NoSuchRegister(const char* does, std::uint32_t address);
};

class Peripherals {
 public:
  struct Hooks {
    std::function<void(char)> console;       ///< a byte leaves the serial port
    std::function<void(Time, bool on)> led;  ///< it has changed
    std::function<std::uint32_t()> random;   ///< never empty
  };

  /// `wire` must outlive it.
  Peripherals(EdgeWire& wire, Hooks hooks) : wire_(wire), hooks_(std::move(hooks)) {}
  virtual ~Peripherals() = default;
  Peripherals(const Peripherals&) = delete;
  Peripherals& operator=(const Peripherals&) = delete;

  /// A load or store of the processor. Throws NoSuchRegister.
  virtual std::uint32_t read(std::uint32_t address) = 0;
  virtual void write(Time at, std::uint32_t address, std::uint32_t value) = 0;
  /// As when the processor is reset: all lines are free.
  virtual void reset(Time at) = 0;
  virtual bool ledOn() const = 0;

  void setButton(bool pressed) { buttonPressed_ = pressed; }

 protected:
  EdgeWire& wire() const { return wire_; }
  bool buttonPressed() const { return buttonPressed_; }
  std::uint32_t random() { return hooks_.random(); }
  void send(char byte) {
    if (hooks_.console) hooks_.console(byte);
  }
  /// After whatever may have changed the LED.
  void tellLed(Time at);

 private:
  EdgeWire& wire_;
  Hooks hooks_;
  bool buttonPressed_ = false;
  bool ledWasOn_ = false;
};

}  // namespace signet::emulator
