// The instructions that the board takes as a bar chart.
#pragma once

#include <string>
#include <vector>

#include "host/bench/figure.h"

namespace signet::bench {

/// A whole SVG file: a bar for each figure in instructions, on a logarithmic axis, with a mark where it has a
/// limit. Other figures are left out.
std::string boardSvg(const std::vector<Figure>& figures, const std::string& title);

}  // namespace signet::bench
