// The virtual board: what stands in for the hardware that QEMU's machine does not have.
//
//     ESP8266 peripherals    each load and store of their registers traps, and the host carries it out
//                            (trap.S, registers.cpp): the firmware above uses the real registers and knows
//                            nothing of it
//     Wi-Fi                  OpenCores Ethernet (ethernet.h)
//     flash, iRAM            memory; that they can be read by words only is there in strict mode
//                            (word_memory.inc)
//
// Code and data of this are outside of the memory of the chip.
#pragma once

namespace signet::nodemcu {

constexpr int kExceptionStatus = 251;

/// Ends the virtual machine with this exit status.
[[noreturn]] void endBoard(int status);

}  // namespace signet::nodemcu
