// Any bus master, any bytes, power cut at any time: the chip stays in a legal state.
#include <cstddef>
#include <cstdint>

#include "host/emulator/chip/config_view.h"
#include "host/emulator/chip/random_master.h"
#include "signet/core/check.h"

using namespace signet::emulator;

/// The first byte chooses the lock state, the rest is the master's script.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Eeprom part = Eeprom::factory(1);
  if ((data[0] & 1) != 0) part.config[config_byte::kLockConfig] = 0x00;
  if ((data[0] & 3) == 3) part.config[config_byte::kLockValue] = 0x00;
  ChipOptions options;
  options.randomSeed = 1;
  Chip chip(part, options);
  Time now(std::chrono::seconds(1));
  SIGNET_CHECK(play(chip, now, {data + 1, size - 1}).empty());
  return 0;
}
