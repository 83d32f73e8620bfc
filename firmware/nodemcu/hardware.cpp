#include "firmware/nodemcu/hardware.h"

#include "firmware/nodemcu/start.h"
#include "signet/port/esp8266/uart.h"

extern "C" {
extern std::uint32_t __stack_limit[];
extern std::uint32_t __stack_top[];
std::uint32_t boardRandom(void) {
  return signet::nodemcu::hardware().read(signet::port::esp8266::reg::kRandom);
}
}

namespace signet::nodemcu {
namespace {

constexpr std::uint32_t kTimerInterrupt = 1U << 6;    // CCOMPARE0
constexpr std::uint32_t kNetworkInterrupt = 1U << 1;  // of the virtual board's Ethernet
/// Shorter rests are not worth an interrupt, and could be over before WAITI.
constexpr std::uint32_t kShortestRest = 200;

volatile std::uint32_t& at(std::uint32_t address) {
  return *reinterpret_cast<volatile std::uint32_t*>(
      address);  // NOLINT(performance-no-int-to-ptr): a register
}

}  // namespace

std::uint32_t Hardware::doRead(std::uint32_t address) {
  return at(address);
}

void Hardware::doWrite(std::uint32_t address, std::uint32_t value) {
  at(address) = value;
}

std::uint32_t Hardware::doCycles() {
  std::uint32_t cycles;
  __asm__ volatile("rsr %0, ccount" : "=r"(cycles));
  return cycles;
}

/// Interrupts are masked before they are enabled, so that none can come before WAITI, which opens them.
void Hardware::doRest(std::uint32_t cycle) {
  const std::uint32_t begin = doCycles();
  std::uint32_t saved;
  __asm__ volatile("rsil %0, 15\n wsr %1, ccompare0\n esync" : "=&r"(saved) : "r"(cycle) : "memory");
  if (cycle - doCycles() - kShortestRest < 0x80000000) {
    __asm__ volatile("wsr %0, intenable\n rsync\n waiti 0" ::"r"(kTimerInterrupt | kNetworkInterrupt)
                     : "memory");
  }
  __asm__ volatile("wsr %0, ps\n rsync" ::"r"(saved) : "memory");
  rested_ += doCycles() - begin;
}

Hardware& hardware() {
  static Hardware instance;
  return instance;
}

unsigned deepestStack() {
  const std::uint32_t* word = __stack_limit;
  while (word < __stack_top && *word == kStackPaint) ++word;
  return static_cast<unsigned>(__stack_top - word) * sizeof *word;
}

void print(const char* line) {
  port::esp8266::Uart uart(hardware());
  uart.write(line);
  uart.write("\n");
}

}  // namespace signet::nodemcu
