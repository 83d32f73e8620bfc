// A second program for the board, which tests what the first stands on: arithmetic that the compiler calls by
// name, and that mistakes end in a report. Which test is the first word of the settings.
#include <cstdint>

#include "firmware/common/board.h"
#include "firmware/common/memory_access.h"
#include "firmware/common/selftest/addresses.h"
#include "firmware/common/start.h"

extern "C" const std::uint32_t kSettingsArea[];

namespace {

using signet::firmware::print;

using signet::firmware::at;
using signet::firmware::kSelftestAddresses;

bool wrong = false;

/// The same once computed by the compiler, and once here.
#define COMPARE(type, a, operation, b)                            \
  do {                                                            \
    volatile type left = (a), right = (b);                        \
    constexpr type expected = static_cast<type>((a)operation(b)); \
    if (static_cast<type>(left operation right) != expected) {    \
      print("wrong: " #type " " #a " " #operation " " #b);        \
      wrong = true;                                               \
    }                                                             \
  } while (false)
#define COMPARE_ALL(type, a, b) \
  COMPARE(type, a, /, b);       \
  COMPARE(type, a, %, b);       \
  COMPARE(type, a, *, b)

void compareSmall() {
  COMPARE_ALL(std::uint32_t, 0U, 1U);
  COMPARE_ALL(std::uint32_t, 1U, 0xFFFFFFFFU);
  COMPARE_ALL(std::uint32_t, 0xFFFFFFFFU, 1U);
  COMPARE_ALL(std::uint32_t, 0xFFFFFFFFU, 0xFFFFFFFFU);
  COMPARE_ALL(std::uint32_t, 0x80000000U, 3U);
  COMPARE_ALL(std::uint32_t, 1234567891U, 54321U);
  COMPARE_ALL(std::uint32_t, 99U, 100U);
  COMPARE(std::int32_t, -7, /, 2);
  COMPARE(std::int32_t, 7, /, -2);
  COMPARE(std::int32_t, -7, /, -2);
  COMPARE(std::int32_t, -7, %, 2);
  COMPARE(std::int32_t, INT32_MIN, /, 3);
  COMPARE(std::int32_t, INT32_MIN, /, 1);
}

void compareLarge() {
  COMPARE_ALL(std::uint64_t, 0ULL, 7ULL);
  COMPARE_ALL(std::uint64_t, 0xFFFFFFFFFFFFFFFFULL, 0xFFFFFFFFFFFFFFFFULL);
  COMPARE_ALL(std::uint64_t, 0xFFFFFFFFFFFFFFFFULL, 0xFFFFFFFFULL);
  COMPARE_ALL(std::uint64_t, 0x8000000000000000ULL, 0x8000000000000001ULL);
  COMPARE_ALL(std::uint64_t, 0xFEDCBA9876543210ULL, 0x123456789ULL);
  COMPARE_ALL(std::uint64_t, 0xFFFFULL, 0x10000ULL);
  COMPARE(std::int64_t, -1'000'000'000'007LL, /, 1'000LL);
  COMPARE(std::int64_t, 1'000'000'000'007LL, /, -1'000LL);
  COMPARE(std::int64_t, INT64_MIN, /, 10LL);
}

/// A product of two words that fills both words of the result: __umulsidi3.
void compareWide() {
  volatile std::uint32_t a = 0xFFFFFFFF, b = 0xFEDCBA98, c = 0x00010000;
  if (static_cast<std::uint64_t>(a) * b != 0xFEDCBA9701234568ULL) wrong = true;
  if (static_cast<std::uint64_t>(c) * c != 0x100000000ULL) wrong = true;
  if (static_cast<std::uint64_t>(a) * a != 0xFFFFFFFE00000001ULL) wrong = true;
}

int arithmetic() {
  compareSmall();
  compareLarge();
  compareWide();
  print(wrong ? "arithmetic is wrong" : "arithmetic is right");
  return wrong ? 1 : 0;
}

/// Each call takes some stack that it uses afterwards, so that no compiler makes a loop of it.
[[gnu::noinline]] unsigned sink(unsigned depth) {
  static volatile unsigned deepest = 1'000'000;
  volatile unsigned words[16];
  words[depth % 16] = depth;
  if (depth == deepest) return 0;
  return sink(depth + 1) + words[depth % 16];
}

unsigned loadFrom(std::uint32_t address) {
  return at(address);
}

unsigned loadByteFrom(std::uint32_t address) {
  return *reinterpret_cast<volatile std::uint8_t*>(address);  // NOLINT(performance-no-int-to-ptr)
}

int storeTo(std::uint32_t address) {
  at(address) = 0;
  return 0;
}

/// Code and constants are there for the taking, by words.
int wordsOfMemory() {
  const bool right = kSettingsArea[0] == 6 && loadFrom(kSelftestAddresses.startUpCode) != 0 &&
                     loadFrom(kSelftestAddresses.code) != 0;
  print(right ? "words can be read" : "words cannot be read");
  return right ? 0 : 1;
}

std::uint32_t addressOf(const void* object) {
  return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(object));
}

}  // namespace

extern "C" int program() {
  switch (kSettingsArea[0]) {
    case 1: return arithmetic();
    case 2: return static_cast<int>(sink(0));
    case 3: return static_cast<int>(loadFrom(kSelftestAddresses.nowhere));
    case 4: return static_cast<int>(loadByteFrom(kSelftestAddresses.word));
    case 5: return static_cast<int>(loadFrom(kSelftestAddresses.unknownRegister));
    case 6: return wordsOfMemory();
    case 7: return static_cast<int>(loadByteFrom(addressOf(kSettingsArea)));
    case 8: return static_cast<int>(loadByteFrom(kSelftestAddresses.startUpCode));
    case 9: return storeTo(addressOf(kSettingsArea));
    default: print("no such test"); return 2;
  }
}
