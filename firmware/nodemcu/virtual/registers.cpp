// Registers of the ESP8266 that the virtual machine does not have: what the processor wanted to do with them
// is done by the host. How they talk is in host/emulator/board/link.h.
#include <cstdint>

#include "firmware/nodemcu/virtual/board.h"
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
  if (machineCall(writeFile, kLinkDescriptor, pointer(&request), sizeof request) != sizeof request) {
    machineCall(exitMachine, kLinkBroken, 0, 0);
  }
}

MACHINE static std::uint32_t load(std::uint32_t address) {
  request.access = address;
  request.value = 0;
  send();
  if (machineCall(readFile, kLinkDescriptor, pointer(&answer), sizeof answer) != sizeof answer) {
    machineCall(exitMachine, kLinkBroken, 0, 0);
  }
  return answer;
}

MACHINE static void store(std::uint32_t address, std::uint32_t value) {
  request.access = address | kLinkStore;
  request.value = value;
  send();
}

/// Only those of 32 bits: L32I, S32I and their narrow forms. False: not an access to a peripheral, or another
/// instruction.
extern "C" MACHINE bool emulateAccess(Frame& frame) {
  const bool isRegister = frame.address >> 28 == 6 || frame.address >> 16 == 0x3FF2;
  if (!isRegister || (frame.address & 3) != 0) return false;
  const auto* const code = reinterpret_cast<const std::uint8_t*>(frame.pc);
  const unsigned operation = code[0] & 15U;
  const unsigned variant = code[1] >> 4U;
  std::uint32_t& target = frame.a[code[0] >> 4U];
  const bool isNarrow = operation == 8 || operation == 9;
  const bool isLoad = operation == 8 || (operation == 2 && variant == 2);
  const bool isStore = operation == 9 || (operation == 2 && variant == 6);
  if (isLoad) {
    target = load(frame.address);
  } else if (isStore) {
    store(frame.address, target);
  } else {
    return false;
  }
  frame.pc += isNarrow ? 2 : 3;
  return true;
}

namespace signet::nodemcu {

MACHINE void endBoard(int status) {
  for (;;) machineCall(exitMachine, status, 0, 0);
}

}  // namespace signet::nodemcu
