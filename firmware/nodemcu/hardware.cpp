// The ESP8266, and what is on the pins of a NodeMCU: the chip on D1 (SCL) and D2 (SDA), the LED of the
// module, the button FLASH.
#include "firmware/common/board.h"
#include "signet/port/esp8266/entropy.h"
#include "signet/port/esp8266/i2c_pins.h"
#include "signet/port/esp8266/pin.h"
#include "signet/port/esp8266/uart.h"

namespace signet::firmware {
namespace {

constexpr unsigned kSdaPin = 4;
constexpr unsigned kSclPin = 5;
constexpr unsigned kLedPin = 2;
constexpr unsigned kButtonPin = 0;

constexpr std::uint32_t kTimerInterrupt = 1U << 6;    // CCOMPARE0
constexpr std::uint32_t kNetworkInterrupt = 1U << 1;  // of the virtual board's Ethernet
/// Shorter rests are not worth an interrupt, and could be over before WAITI.
constexpr std::uint32_t kShortestRest = 200;

}  // namespace

const char* const kBoardName = "a NodeMCU";
const unsigned kCyclesPerMicrosecond = 40;

std::uint32_t Hardware::doCycles() {
  std::uint32_t cycles;
  __asm__ volatile("rsr %0, ccount" : "=r"(cycles));
  return cycles;
}

/// Interrupts are masked before they are enabled, so that none can come before WAITI, which opens them.
void Hardware::sleep(std::uint32_t cycle, bool untilNetwork) {
  const std::uint32_t interrupts = kTimerInterrupt | (untilNetwork ? kNetworkInterrupt : 0);
  const std::uint32_t begin = doCycles();
  std::uint32_t saved;
  __asm__ volatile("rsil %0, 15\n wsr %1, ccompare0\n esync" : "=&r"(saved) : "r"(cycle) : "memory");
  if (cycle - doCycles() - kShortestRest < 0x80000000) {
    __asm__ volatile("wsr %0, intenable\n rsync\n waiti 0" ::"r"(interrupts) : "memory");
  }
  __asm__ volatile("wsr %0, ps\n rsync" ::"r"(saved) : "memory");
  rested_ += doCycles() - begin;
}

port::bare::I2cLines chipLines() {
  return port::esp8266::i2cPins(hardware(), kSdaPin, kSclPin);
}

/// Lit when low.
void setLed(bool on) {
  port::esp8266::Pin(hardware(), kLedPin).drive(!on);
}

bool buttonDown() {
  return !port::esp8266::Pin(hardware(), kButtonPin).high();
}

void print(const char* line) {
  port::esp8266::Uart uart(hardware());
  uart.write(line);
  uart.write("\n");
}

tls::Entropy& boardEntropy(atecc::Device& /*chip*/) {
  static port::esp8266::HardwareEntropy entropy(hardware());
  return entropy;
}

std::uint32_t randomWord() {
  return hardware().read(port::esp8266::reg::kRandom);
}

}  // namespace signet::firmware
