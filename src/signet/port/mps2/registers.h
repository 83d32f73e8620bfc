// The registers that signet uses of the MPS2 board with the Cortex-M3 image AN385.
#pragma once

#include "signet/port/bare/registers.h"

namespace signet::port::mps2 {

/// Addresses: Arm Application Note AN385, memory map. Blocks: Cortex-M System Design Kit TRM (timer, UART).
namespace reg {
// CMSDK APB timer 0: counts down, 25 MHz.
constexpr std::uint32_t kTimerControl = 0x40000000;  ///< bit 0: it counts
constexpr std::uint32_t kTimerValue = 0x40000004;
constexpr std::uint32_t kTimerReload = 0x40000008;  ///< what follows 0
// CMSDK APB UART 0.
constexpr std::uint32_t kUartData = 0x40004000;     ///< write: a byte to send
constexpr std::uint32_t kUartState = 0x40004004;    ///< bit 0: the transmitter is full
constexpr std::uint32_t kUartControl = 0x40004008;  ///< bit 0: it sends
constexpr std::uint32_t kUartBaudDivider = 0x40004010;
// FPGA system control and I/O.
constexpr std::uint32_t kFpgaLed = 0x40028000;     ///< a one lights one of the two LEDs
constexpr std::uint32_t kFpgaButton = 0x40028008;  ///< one while it is pressed
// Serial bus controller of the shield connector 0: a line is released by a one in SET and pulled low by a
// one in CLEAR.
constexpr std::uint32_t kShieldControl = 0x40029000;  ///< read: levels
constexpr std::uint32_t kShieldControlSet = 0x40029000;
constexpr std::uint32_t kShieldControlClear = 0x40029004;
}  // namespace reg

using bare::Registers;

}  // namespace signet::port::mps2
