// The MPS2 board with a Cortex-M3 at 25 MHz: the chip on the I2C lines of shield connector 0, LED 0
// and button 0.
#include <optional>

#include "firmware/common/board.h"
#include "firmware/mps2/system_registers.h"
#include "signet/port/bare/chip_entropy.h"
#include "signet/port/mps2/shield_i2c.h"
#include "signet/port/mps2/uart.h"
#include "signet/tls/sha256.h"

extern "C" void startCounter();

namespace signet::firmware {
namespace {

using namespace mps2;
namespace reg = port::mps2::reg;

constexpr unsigned kClockHz = 25'000'000;
constexpr unsigned kBaud = 115'200;
constexpr std::uint32_t kLed0 = 1;
constexpr std::uint32_t kButton0 = 1;

constexpr std::uint32_t kNetworkInterrupt = 1U << 13;
constexpr std::uint32_t kSysTickRun = 7;  // SYST_CSR: on, with its exception, by the processor's clock
constexpr std::uint32_t kSysTickMost = 0xFFFFFF;       // it has 24 bits
constexpr std::uint32_t kClearPendingTick = 1U << 25;  // ICSR
/// Shorter rests are not worth it.
constexpr std::uint32_t kShortestRest = 100;

std::optional<port::bare::ChipEntropy> entropy;

/// WFI ends for an interrupt that is enabled even while interrupts are masked, so none is ever taken, and
/// none is missed that came before.
void sleepFor(std::uint32_t cycles, bool orUntilNetwork) {
  at(scs::kSysTickReload) = cycles;
  at(scs::kSysTickValue) = 0;
  __asm__ volatile("cpsid i" ::: "memory");
  at(scs::kSysTickControl) = kSysTickRun;
  if (orUntilNetwork) at(scs::kInterruptSetEnable) = kNetworkInterrupt;
  __asm__ volatile("dsb\n wfi\n isb" ::: "memory");
  at(scs::kInterruptClearEnable) = kNetworkInterrupt;
  at(scs::kInterruptClearPending) = kNetworkInterrupt;
  at(scs::kSysTickControl) = 0;
  at(scs::kInterruptControl) = kClearPendingTick;
  __asm__ volatile("dsb\n cpsie i\n isb" ::: "memory");
}

}  // namespace

const char* const kBoardName = "an MPS2 board";
const unsigned kCyclesPerMicrosecond = kClockHz / 1'000'000;

std::uint32_t Hardware::doCycles() {
  return ~at(reg::kTimerValue);
}

void Hardware::sleep(std::uint32_t cycle, bool untilNetwork) {
  const std::uint32_t begin = doCycles();
  const std::uint32_t length = cycle - begin;
  if (length - kShortestRest < 0x80000000)
    sleepFor(length < kSysTickMost ? length : kSysTickMost, untilNetwork);
  rested_ += doCycles() - begin;
}

port::bare::I2cLines chipLines() {
  return port::mps2::kShieldI2c;
}

void setLed(bool on) {
  hardware().write(reg::kFpgaLed, on ? kLed0 : 0);
}

bool buttonDown() {
  return (hardware().read(reg::kFpgaButton) & kButton0) != 0;
}

void print(const char* line) {
  port::mps2::Uart uart(hardware(), kClockHz, kBaud);
  uart.write(line);
  uart.write("\n");
}

tls::Entropy& boardEntropy(atecc::Device& chip) {
  static tls::BearSha256 sha;
  return entropy.emplace(chip, sha, hardware());
}

std::uint32_t randomWord() {
  return entropy ? entropy->word() : hardware().cycles();
}

}  // namespace signet::firmware

/// CMSDK timer 0 counts down from all ones.
extern "C" void startCounter() {
  using signet::mps2::at;
  namespace reg = signet::port::mps2::reg;
  at(reg::kTimerReload) = UINT32_MAX;
  at(reg::kTimerValue) = UINT32_MAX;
  at(reg::kTimerControl) = 1;
}
