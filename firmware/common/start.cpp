#include "firmware/common/start.h"

#include <array>

#include "firmware/common/board.h"
#include "signet/core/text.h"

namespace signet::firmware {
namespace {

void addHex(Text& text, std::uint32_t value) {
  char digits[9] = {};
  for (unsigned i = 8; i-- > 0; value >>= 4) digits[i] = "0123456789abcdef"[value & 15];
  text.add("0x").add(digits);
}

[[noreturn]] void end(const char* line) {
  print(line);
  endBoard(kExceptionStatus);
}

}  // namespace

void report(const Exception& exception) {
  std::array<std::uint8_t, 160> memory;
  Text text(memory);
  text.add("FATAL: ").add(exception.what).add(" (").addNumber(exception.cause).add(") at ");
  addHex(text, exception.pc);
  text.add(", address ");
  addHex(text, exception.address);
  text.add(", stack ");
  addHex(text, exception.stack);
  end(text.finish());
}

}  // namespace signet::firmware

extern "C" {

using Constructor = void (*)();
extern Constructor __init_array_start[];
extern Constructor __init_array_end[];

[[noreturn]] void startProgram() {
  for (Constructor* constructor = __init_array_start; constructor != __init_array_end; ++constructor) {
    (*constructor)();
  }
  signet::firmware::endBoard(program());
}

[[noreturn]] void boardAssertionFailed() {
  signet::firmware::end("FATAL: an assertion of lwIP failed");
}

[[noreturn]] void abort() {
  signet::firmware::end("FATAL: a check failed");
}

[[noreturn]] void __cxa_pure_virtual() {
  abort();
}

}  // extern "C"
