#include "host/bench/figure_change.h"

#include <fmt/format.h>

#include <algorithm>

namespace signet::bench {
namespace {

const Figure* find(const std::vector<Figure>& figures, const std::string& name) {
  const auto found =
      std::find_if(figures.begin(), figures.end(), [&](const Figure& f) { return f.name == name; });
  return found == figures.end() ? nullptr : &*found;
}

std::string cell(std::optional<double> value) {
  return value ? fmt::format("{:.0f}", *value) : "-";
}

}  // namespace

std::vector<FigureChange> changesOf(const std::vector<Figure>& before, const std::vector<Figure>& now) {
  std::vector<FigureChange> changes;
  for (const Figure& figure : now) {
    const Figure* const old = find(before, figure.name);
    changes.push_back(
        {figure.name, figure.unit, old != nullptr ? std::optional(old->value) : std::nullopt, figure.value});
  }
  for (const Figure& figure : before) {
    if (find(now, figure.name) == nullptr) changes.push_back({figure.name, figure.unit, figure.value, {}});
  }
  return changes;
}

std::string changeTable(const std::vector<FigureChange>& changes) {
  std::string text = fmt::format("{:<36}{:>10}{:>10}{:>10}\n", "bytes", "now", "before", "change");
  for (const FigureChange& change : changes) {
    const std::string difference =
        change.difference() == 0 ? "=" : fmt::format("{:+.0f}", change.difference());
    text += fmt::format("{:<36}{:>10}{:>10}{:>10}\n", change.name, cell(change.now), cell(change.before),
                        difference);
  }
  return text;
}

}  // namespace signet::bench
