// The bus measurements as a bar chart.
#pragma once

#include <string>
#include <vector>

#include "host/bench/bus/measure.h"

namespace signet::bench {

/// A whole SVG file. One group of bars an operation, one bar a clock rate; a mark on each bar is its limit,
/// and the text behind it says time and ratio. Failed measurements are left out.
std::string chartSvg(const std::vector<Measurement>& measurements, const std::string& title);

}  // namespace signet::bench
