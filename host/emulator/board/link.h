// How the firmware in the virtual machine and the board around it talk: two pipes that QEMU inherits.
//
// The firmware sends one LinkRequest for each load and store of a register that QEMU does not have; a load is
// answered by its 32 bits. All numbers are little endian, and so are both sides.
//
// This header is C++17 and needs nothing: the firmware includes it too.
#pragma once

#include <cstdint>

namespace signet::emulator {

/// Numbers of the pipes in the process of QEMU, and their names for firmware that opens files by name.
constexpr int kLinkRequests = 77;
constexpr int kLinkAnswers = 78;
constexpr char kLinkRequestsPath[] = "/dev/fd/77";
constexpr char kLinkAnswersPath[] = "/dev/fd/78";

/// In LinkRequest::access: a store. Registers are words, so this bit of an address is free.
constexpr std::uint32_t kLinkStore = 1;

struct LinkRequest {
  std::uint32_t access;  ///< address of the register, and kLinkStore
  std::uint32_t value;   ///< of a store
  std::uint32_t cycles;  ///< the board's cycle counter, whose speed machine.h has
};

/// Exit status of the machine when the host's end of a pipe is gone.
constexpr int kLinkBroken = 250;

/// A word outside of the ESP8266's memory. Not 0: loads and stores of 8 and 16 bits in flash and iRAM fault,
/// as they do on the real chip. Each of the others there traps too, which takes time.
constexpr std::uint32_t kLinkStrictMemory = 0x3FFC3FFC;

}  // namespace signet::emulator
