// ChipOptions: how a chip is made, and which reading is taken where the datasheet is silent or contradicts
// itself.
#pragma once

#include <cstdint>
#include <optional>

#include "host/emulator/chip/time.h"

namespace signet::emulator {

/// Which execution times a chip takes (datasheet table 9-4).
enum class Timing : std::uint8_t {
  typical,
  maximum,
  drawn,  ///< between typical and maximum, from `timingSeed`
};

struct ChipOptions {
  Timing timing = Timing::typical;
  std::uint64_t timingSeed = 1;

  /// Random numbers, keys and signatures repeat with the same seed; without one they come from the OS.
  std::optional<std::uint64_t> randomSeed;
};

}  // namespace signet::emulator
