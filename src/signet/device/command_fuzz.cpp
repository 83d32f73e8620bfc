// A command comes from whoever may write to its topic.
#include "signet/device/command.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)signet::device::parseCommand({reinterpret_cast<const char*>(data), size}).ok();
  return 0;
}
