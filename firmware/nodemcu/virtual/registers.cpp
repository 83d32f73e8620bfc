// The virtual board: what stands in for the hardware that QEMU's machine does not have.
//
//     ESP8266 peripherals    each load and store of their registers traps, and the host carries it out
//                            (trap.S, and here): the firmware above uses the real registers and knows nothing
//                            of it. How firmware and host talk is in host/emulator/board/link.h
//     Wi-Fi                  OpenCores Ethernet (ethernet.cpp)
//     flash, iRAM            memory; readable by words only in strict mode (word_memory.inc)
//
// Code and data of this are outside of the memory of the chip.
#include <cstdint>

#include "firmware/common/board.h"
#include "host/emulator/board/link.h"

#define MACHINE __attribute__((section(".machine")))
#define SHADOW __attribute__((section(".shadow")))

using namespace signet::emulator;

namespace {

enum MachineCall : int { exitMachine = 1, readFile = 3, writeFile = 4 };

/// As trap.S saves it.
struct Frame {
  std::uint32_t a[16];
  std::uint32_t pc;
  std::uint32_t address;
  std::uint32_t shift;
};

SHADOW LinkRequest request;
SHADOW std::uint32_t answer;

}  // namespace

extern "C" {

int machineCall(int call, int a, int b, int c);

}  // extern "C"

MACHINE static int pointer(const void* data) {
  return static_cast<int>(reinterpret_cast<std::uintptr_t>(data));
}

/// The host is gone when this fails.
MACHINE static void send() {
  std::uint32_t cycles;
  __asm__ volatile("rsr %0, ccount" : "=r"(cycles));
  request.cycles = cycles;
  if (machineCall(writeFile, kLinkRequests, pointer(&request), sizeof request) != sizeof request) {
    machineCall(exitMachine, kLinkBroken, 0, 0);
  }
}

MACHINE static std::uint32_t load(std::uint32_t address) {
  request.access = address;
  request.value = 0;
  send();
  if (machineCall(readFile, kLinkAnswers, pointer(&answer), sizeof answer) != sizeof answer) {
    machineCall(exitMachine, kLinkBroken, 0, 0);
  }
  return answer;
}

MACHINE static void store(std::uint32_t address, std::uint32_t value) {
  request.access = address | kLinkStore;
  request.value = value;
  send();
}

enum class Place : std::uint8_t { elsewhere, peripheral, iram, flash };

/// nodemcu.ld has the same numbers.
MACHINE static Place placeOf(std::uint32_t address) {
  if (address >> 28 == 6 || address >> 16 == 0x3FF2) return Place::peripheral;
  if (address >> 15 == 0x40100000 >> 15) return Place::iram;
  if (address >> 20 == 0x402) return Place::flash;
  return Place::elsewhere;
}

/// Only those of 32 bits: L32R, L32I, S32I and the narrow forms of the latter. False: not an access that is
/// carried out here, or another instruction.
extern "C" MACHINE bool emulateAccess(Frame& frame) {
  const Place place = placeOf(frame.address);
  if (place == Place::elsewhere || (frame.address & 3) != 0) return false;
  const auto* const code = reinterpret_cast<const std::uint8_t*>(frame.pc);
  const unsigned operation = code[0] & 15U;
  const unsigned variant = code[1] >> 4U;
  std::uint32_t& target = frame.a[code[0] >> 4U];
  auto& memory = *reinterpret_cast<volatile std::uint32_t*>(frame.address);
  const bool isNarrow = operation == 8 || operation == 9;
  const bool isLoad = operation == 1 || operation == 8 || (operation == 2 && variant == 2);
  const bool isStore = operation == 9 || (operation == 2 && variant == 6);
  if (isLoad) {
    target = place == Place::peripheral ? load(frame.address) : memory;
  } else if (isStore && place == Place::peripheral) {
    store(frame.address, target);
  } else if (isStore && place == Place::iram) {
    memory = target;
  } else {
    return false;
  }
  frame.pc += isNarrow ? 2 : 3;
  return true;
}

namespace signet::firmware {

MACHINE void endBoard(int status) {
  for (;;) machineCall(exitMachine, status, 0, 0);
}

}  // namespace signet::firmware
