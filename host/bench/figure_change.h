// What became of figures from one commit to the next.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/bench/figure.h"

namespace signet::bench {

/// At least one of the two is there: a figure may be new, or gone.
struct FigureChange {
  std::string name;
  std::string unit;
  std::optional<double> before;
  std::optional<double> now;

  /// What was added; a figure that is not there counts as 0.
  double difference() const { return now.value_or(0) - before.value_or(0); }
};

/// In the order of `now`; what is gone comes last.
std::vector<FigureChange> changesOf(const std::vector<Figure>& before, const std::vector<Figure>& now);

/// A table for a log, a line for each: name, now, before, difference ("=" where there is none).
std::string changeTable(const std::vector<FigureChange>& changes);

}  // namespace signet::bench
