// How fast the chip model itself is: commands a second of CPU time, in virtual time, on one core.
#pragma once

#include <vector>

#include "host/bench/figure.h"

namespace signet::bench {

/// What the model should reach at least.
constexpr double kInfoPerSecond = 200'000;
constexpr double kSignPerSecond = 5'000;

/// Info over the virtual bus, byte by byte, and Sign with the Nonce before it. Takes about half a second. The
/// limits are to be exceeded: here a ratio above 1 is good.
std::vector<Figure> measureModelSpeed();

}  // namespace signet::bench
