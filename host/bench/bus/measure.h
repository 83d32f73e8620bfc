// Measures the operations of the driver: in virtual time against the chip model, or in real time on a chip.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "host/bench/bus/operations.h"
#include "host/bench/figure.h"
#include "signet/core/clock.h"

namespace signet::bench {

/// What one operation took on one bus.
struct Measurement {
  std::string operation;
  unsigned clockHz = 0;
  Status status{};     ///< why there is no time, if not ok
  double ms = 0;       ///< the median, if it was run several times
  double limitMs = 0;  ///< see limit.h

  double ratio() const { return ms / limitMs; }
};

/// The clock rates of the table.
constexpr std::array<unsigned, 3> kClockRates = {100'000, 400'000, 1'000'000};

/// All operations on one chip, timed with `clock`. `clockHz` is what the bus runs at; only the limits depend
/// on it. Operations that change the chip are left out unless `changeChip`. Any status of prepareInputs().
Result<std::vector<Measurement>> measureChip(atecc::Device& chip, Clock& clock, unsigned clockHz,
                                             unsigned repeats, bool changeChip, const BenchSlots& slots = {});

/// All operations against the chip model in virtual time, typical execution times, at each of kClockRates:
/// exact, and the same in every run.
std::vector<Measurement> measureModel();

/// "bus/400kHz/nonce+sign"; failed measurements are left out.
std::vector<Figure> figuresOf(const std::vector<Measurement>& measurements);

/// "400 kHz", "1 MHz".
std::string clockName(unsigned clockHz);

}  // namespace signet::bench
