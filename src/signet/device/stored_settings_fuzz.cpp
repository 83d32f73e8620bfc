// Whatever is in flash: readSettings() stays within it, and what it accepts can be written and read again.
#include <vector>

#include "signet/device/stored_settings.h"

using namespace signet;
using namespace signet::device;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::uint32_t> area(size / 4);
  for (std::size_t i = 0; i < area.size() * 4; ++i) area[i / 4] |= std::uint32_t{data[i]} << (i % 4 * 8);
  std::vector<std::uint8_t> memory(4096), copy(8192);
  const Result<StoredSettings> settings = readSettings(area, memory);
  if (settings.ok() && !writeSettings(*settings, copy).ok()) __builtin_trap();
  return 0;
}
