// What a board gives to the programs that run on it. The header is one for all boards; each board's folder
// has what is declared here, and the linker joins the two.
#pragma once

#include <cstdint>

#include "signet/atecc/device.h"
#include "signet/port/bare/registers.h"
#include "signet/port/bare/soft_i2c.h"
#include "signet/tls/crypto.h"

namespace signet::firmware {

/// "a NodeMCU", for what it says when it starts.
extern const char* const kBoardName;
/// Speed of the cycle counter. On a virtual board it does not follow the speed of the processor.
extern const unsigned kCyclesPerMicrosecond;

/// The processor: loads and stores, its cycle counter, and sleep.
class Hardware final : public port::bare::Registers {
 public:
  /// rest() that a received network frame ends too, for callers that poll the network next. A caller that
  /// waits for the chip would be woken again and again by a frame that stays unread.
  void restUntilNetwork(std::uint32_t cycle) { sleep(cycle, true); }
  /// Cycles asleep so far.
  std::uint32_t rested() const { return rested_; }

 private:
  std::uint32_t doRead(std::uint32_t address) override;
  void doWrite(std::uint32_t address, std::uint32_t value) override;
  std::uint32_t doCycles() override;
  void doRest(std::uint32_t cycle) override { sleep(cycle, false); }
  void sleep(std::uint32_t cycle, bool untilNetwork);

  std::uint32_t rested_ = 0;
};

/// The one there is.
Hardware& hardware();

/// SDA and SCL of the chip, released.
port::bare::I2cLines chipLines();
void setLed(bool on);
bool buttonDown();
/// Writes a line to the serial port.
void print(const char* line);

/// The board's random numbers. `chip` is for boards that have none of their own, and must not end before the
/// program. Called once.
tls::Entropy& boardEntropy(atecc::Device& chip);
/// 32 bits that cannot be guessed from the network.
std::uint32_t randomWord();

/// Most bytes of stack that were ever in use, from the paint that is left.
unsigned deepestStack();

constexpr int kExceptionStatus = 251;
/// Ends the virtual machine with this exit status.
[[noreturn]] void endBoard(int status);

}  // namespace signet::firmware
