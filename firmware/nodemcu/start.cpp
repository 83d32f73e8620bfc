// The C++ side of start-up, and the end of a program that cannot go on.
#include "firmware/nodemcu/start.h"

#include <array>
#include <cstdint>

#include "firmware/nodemcu/hardware.h"
#include "firmware/nodemcu/virtual/board.h"
#include "signet/core/text.h"

using signet::nodemcu::print;

extern "C" int program();

namespace {

using Constructor = void (*)();

void addHex(signet::Text& text, std::uint32_t value) {
  char digits[9] = {};
  for (unsigned i = 8; i-- > 0; value >>= 4) digits[i] = "0123456789abcdef"[value & 15];
  text.add("0x").add(digits);
}

const char* causeName(std::uint32_t cause, std::uint32_t address) {
  const bool onlyByWords = address >> 21 == 0x40100000 >> 21 || address >> 21 == 0x40200000 >> 21;
  switch (cause) {
    case 0: return "an instruction that does not exist";
    case kLoadStoreError:
    case kLoadStoreAddressError: return "an address where nothing is";
    case 9: return "a load or store across a word boundary";
    case kLoadProhibited:
      return onlyByWords ? "a load of less than 32 bits from flash or iRAM" : "a load that is not allowed";
    case kStoreProhibited: return "a store that is not allowed";
    case kStackOverflow: return "the stack grew out of its place";
    default: return "an exception";
  }
}

}  // namespace

extern "C" {

extern Constructor __init_array_start[];
extern Constructor __init_array_end[];

[[noreturn]] void startProgram() {
  for (Constructor* constructor = __init_array_start; constructor != __init_array_end; ++constructor) {
    (*constructor)();
  }
  signet::nodemcu::endBoard(program());
}

/// `pc` is only right for the first exception: within a handler it is the handler's.
[[noreturn]] void reportException(std::uint32_t cause, std::uint32_t pc, std::uint32_t address,
                                  std::uint32_t stack) {
  std::array<std::uint8_t, 160> memory;
  signet::Text text(memory);
  text.add("FATAL: ").add(causeName(cause, address)).add(" (").addNumber(cause).add(") at ");
  addHex(text, pc);
  text.add(", address ");
  addHex(text, address);
  text.add(", stack ");
  addHex(text, stack);
  print(text.finish());
  signet::nodemcu::endBoard(signet::nodemcu::kExceptionStatus);
}

[[noreturn]] void boardAssertionFailed() {
  print("FATAL: an assertion of lwIP failed");
  signet::nodemcu::endBoard(signet::nodemcu::kExceptionStatus);
}

[[noreturn]] void abort() {
  print("FATAL: a check failed");
  signet::nodemcu::endBoard(signet::nodemcu::kExceptionStatus);
}

[[noreturn]] void __cxa_pure_virtual() {
  abort();
}

}  // extern "C"
