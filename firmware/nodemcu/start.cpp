// What the exceptions of an LX106 mean.
#include "firmware/nodemcu/start.h"

#include "firmware/common/start.h"

namespace {

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

/// `pc` is only right for the first exception: within a handler it is the handler's.
extern "C" [[noreturn]] void reportException(std::uint32_t cause, std::uint32_t pc, std::uint32_t address,
                                             std::uint32_t stack) {
  signet::firmware::report({causeName(cause, address), cause, pc, address, stack});
}
