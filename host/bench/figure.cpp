#include "host/bench/figure.h"

#include <fmt/format.h>

#include <cmath>

namespace signet::bench {

std::optional<double> Figure::ratio() const {
  if (!limit || *limit == 0) return {};
  return value / *limit;
}

Json toJson(const std::vector<Figure>& figures) {
  Json array = Json::array();
  for (const Figure& figure : figures) {
    const std::optional<double> ratio = figure.ratio();
    array.push_back({{"name", figure.name},
                     {"value", figure.value},
                     {"unit", figure.unit},
                     {"limit", figure.limit ? Json(*figure.limit) : Json()},
                     {"ratio", ratio ? Json(*ratio) : Json()}});
  }
  return array;
}

std::string readable(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e9) return fmt::format("{:.0f}", value);
  if (std::abs(value) >= 1000) return fmt::format("{:.0f}", value);
  if (std::abs(value) >= 100) return fmt::format("{:.1f}", value);
  return fmt::format("{:.2f}", value);
}

}  // namespace signet::bench
