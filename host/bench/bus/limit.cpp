#include "host/bench/bus/limit.h"

namespace signet::bench {

double limitMs(const Work& work, unsigned clockHz) {
  constexpr double kWakeMs = 1.56;
  constexpr double kWakeBytes = 1 + 4;
  const double byteMs = 9 * 1000.0 / clockHz;
  double ms = work.wake ? kWakeMs + kWakeBytes * byteMs : 0;
  for (const Exchange& e : work.exchanges)
    ms += e.times * (e.typicalMs + (2 + e.sent + 1 + e.received) * byteMs);
  return ms;
}

}  // namespace signet::bench
