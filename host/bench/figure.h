// Figure: one published number, in the form in which every bench program gives its results.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace signet::bench {

struct Figure {
  std::string name;  ///< stable, with slashes from the general to the special: "bus/400kHz/sign"
  double value = 0;
  std::string unit;             ///< "ms", "bytes", "1/s"
  std::optional<double> limit;  ///< what the value is held against, in the same unit

  /// value / limit; nothing without a limit.
  std::optional<double> ratio() const;
};

/// An array of {name, value, unit, limit, ratio}; limit and ratio are null where there is none.
Json toJson(const std::vector<Figure>& figures);

/// A number as a person wants to read it: three or four digits that count, no exponent.
std::string readable(double value);

}  // namespace signet::bench
