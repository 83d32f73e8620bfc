// Registers of the board that the virtual machine does not have: what the processor wanted to do with them is
// done by the host. How they talk is in host/emulator/board/link.h.
#include <cstdint>

#include "firmware/common/board.h"
#include "firmware/mps2/exception_frame.h"
#include "firmware/mps2/system_registers.h"
#include "host/emulator/board/link.h"
#include "signet/port/mps2/registers.h"

#define MACHINE __attribute__((section(".machine")))
#define SHADOW __attribute__((section(".shadow")))

using namespace signet::emulator;
using signet::mps2::at;
using signet::mps2::ExceptionFrame;
namespace scs = signet::mps2::scs;

namespace {

// Arm semihosting: numbers of the requests, and modes of SYS_OPEN.
enum MachineCall : int { openFile = 0x01, writeFile = 0x05, readFile = 0x06, exitMachine = 0x20 };
constexpr std::uint32_t kForReading = 0, kForWriting = 4;
constexpr std::uint32_t kApplicationExit = 0x20026;

struct Transfer {
  std::uint32_t file;
  const void* data;
  std::uint32_t size;
};

SHADOW LinkRequest request;
SHADOW std::uint32_t answer;
SHADOW std::uint32_t requests;  ///< files
SHADOW std::uint32_t answers;

}  // namespace

extern "C" {

int machineCall(int call, const void* block);
void openBoard();

}  // extern "C"

MACHINE void signet::firmware::endBoard(int status) {
  const std::uint32_t block[] = {kApplicationExit, static_cast<std::uint32_t>(status)};
  for (;;) machineCall(exitMachine, block);
}

MACHINE static std::uint32_t open(const char* name, std::uint32_t size, std::uint32_t mode) {
  const void* const block[] = {name, reinterpret_cast<const void*>(mode),
                               reinterpret_cast<const void*>(size)};
  return static_cast<std::uint32_t>(machineCall(openFile, block));
}

/// The host is gone when this fails: the call returns how many bytes are left.
MACHINE static void transfer(MachineCall call, std::uint32_t file, const void* data, std::uint32_t size) {
  const Transfer block{file, data, size};
  if (machineCall(call, &block) != 0) signet::firmware::endBoard(kLinkBroken);
}

MACHINE static void send(std::uint32_t access, std::uint32_t value) {
  request = {access, value, ~at(signet::port::mps2::reg::kTimerValue)};
  transfer(writeFile, requests, &request, sizeof request);
}

MACHINE static std::uint32_t load(std::uint32_t address) {
  send(address, 0);
  transfer(readFile, answers, &answer, sizeof answer);
  return answer;
}

/// r13 and r15 are no registers that a peripheral is read into.
MACHINE static std::uint32_t* registerOf(unsigned number, ExceptionFrame& frame, std::uint32_t* kept) {
  switch (number) {
    case 0: return &frame.r0;
    case 1: return &frame.r1;
    case 2: return &frame.r2;
    case 3: return &frame.r3;
    case 12: return &frame.r12;
    case 14: return &frame.lr;
    default: return number >= 4 && number <= 11 ? &kept[number - 4] : nullptr;
  }
}

namespace {

struct WordAccess {
  enum Kind : std::uint8_t { other, load, store } kind;
  unsigned target;
  unsigned size;  ///< of the instruction
};

}  // namespace

/// LDR and STR of a word (Armv7-M Architecture Reference Manual, A7.7): with an immediate or a register, in
/// 16 and 32 bits. Those that change their base register are not among them.
MACHINE static WordAccess decode(const std::uint16_t* code) {
  const unsigned first = code[0];
  if ((first & 0xF000) == 0x6000) {
    return {(first & 0x0800) != 0 ? WordAccess::load : WordAccess::store, first & 7, 2};
  }
  if ((first & 0xF600) == 0x5000) {
    return {(first & 0x0800) != 0 ? WordAccess::load : WordAccess::store, first & 7, 2};
  }
  const unsigned second = code[1];
  const bool isLong = (first & 0xFFE0) == 0xF8C0;
  const bool isShort = (first & 0xFFE0) == 0xF840 && ((second & 0x0FC0) == 0 || (second & 0x0F00) == 0x0C00);
  if (!isLong && !isShort) return {WordAccess::other, 0, 0};
  return {(first & 0x0010) != 0 ? WordAccess::load : WordAccess::store, second >> 12, 4};
}

/// False: not an access of a word to a peripheral, or by another instruction. `kept`: r4 to r11.
extern "C" MACHINE bool emulateAccess(ExceptionFrame& frame, std::uint32_t* kept) {
  constexpr std::uint32_t kDataClosed = 1U << 1, kAddressValid = 1U << 7;  // CFSR
  constexpr std::uint32_t kConditional = 0x0600FC00;                       // xPSR: within an IT block
  const std::uint32_t status = at(scs::kFaultStatus);
  const std::uint32_t address = at(scs::kMemManageAddress);
  if (status != (kDataClosed | kAddressValid) || address >> 28 != 4 || (address & 3) != 0) return false;
  if ((frame.xpsr & kConditional) != 0) return false;
  const WordAccess access = decode(reinterpret_cast<const std::uint16_t*>(frame.pc));
  std::uint32_t* const target = registerOf(access.target, frame, kept);
  if (access.kind == WordAccess::other || target == nullptr) return false;
  if (access.kind == WordAccess::load) {
    *target = load(address);
  } else {
    send(address | kLinkStore, *target);
  }
  frame.pc += access.size;
  at(scs::kFaultStatus) = status;  // a one clears
  return true;
}

/// Before anything else: opens the files.
extern "C" MACHINE void openBoard() {
  requests = open(kLinkRequestsPath, sizeof kLinkRequestsPath - 1, kForWriting);
  answers = open(kLinkAnswersPath, sizeof kLinkAnswersPath - 1, kForReading);
}
