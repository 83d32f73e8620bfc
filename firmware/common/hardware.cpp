// The part of Hardware that is the same on every board.
#include "firmware/common/board.h"
#include "firmware/common/memory_access.h"
#include "firmware/common/stack_paint.h"

extern "C" {
extern std::uint32_t __stack_limit[];
extern std::uint32_t __stack_top[];
std::uint32_t boardRandom(void) {
  return signet::firmware::randomWord();
}
}

namespace signet::firmware {

std::uint32_t Hardware::doRead(std::uint32_t address) {
  return at(address);
}

void Hardware::doWrite(std::uint32_t address, std::uint32_t value) {
  at(address) = value;
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

}  // namespace signet::firmware
