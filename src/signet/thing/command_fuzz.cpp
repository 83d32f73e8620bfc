// A command comes from whoever may write to its topic.
#include "signet/thing/command.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)signet::thing::parseCommand({reinterpret_cast<const char*>(data), size}).ok();
  return 0;
}
