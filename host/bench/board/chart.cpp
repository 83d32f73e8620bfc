#include "host/bench/board/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/bench/board/measure.h"

namespace signet::bench {
namespace {

constexpr int kChartWidth = 900, kChartLeft = 250, kChartRight = 190, kChartTop = 56, kChartBar = 22,
              kChartBottom = 40;
constexpr double kLeast = 1e3;  ///< at the left end of the axis

double decades(double value) {
  return std::log10(std::max(value, kLeast) / kLeast);
}

struct Axis {
  double whole;  ///< decades

  double x(double value) const {
    return kChartLeft + decades(value) / whole * (kChartWidth - kChartLeft - kChartRight);
  }
};

std::string nameOf(const Figure& figure) {
  constexpr std::string_view kPrefix = "board/";
  return figure.name.substr(figure.name.starts_with(kPrefix) ? kPrefix.size() : 0);
}

std::string grid(const Axis& axis, int bottom) {
  std::string out;
  for (double value = kLeast; decades(value) <= axis.whole + 0.001; value *= 10) {
    out += fmt::format(
        "<line x1=\"{0:.1f}\" y1=\"{1}\" x2=\"{0:.1f}\" y2=\"{2}\" stroke=\"#ddd\"/>"
        "<text x=\"{0:.1f}\" y=\"{3}\" text-anchor=\"middle\">{4}</text>\n",
        axis.x(value), kChartTop - 8, bottom, bottom + 18,
        value < 1e6 ? fmt::format("{:.0f} k", value / 1e3) : fmt::format("{:.0f} M", value / 1e6));
  }
  return out;
}

std::string boardBar(const Axis& axis, const Figure& figure, int y) {
  std::string out = fmt::format(
      "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>"
      "<rect x=\"{}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\" fill=\"#2f6f9f\"/>"
      "<text x=\"{:.1f}\" y=\"{}\" font-size=\"10\">{:.0f} ({} ms at 80 MHz)</text>\n",
      kChartLeft - 10, y + 13, nameOf(figure), kChartLeft, y + 2, axis.x(figure.value) - kChartLeft,
      kChartBar - 8, axis.x(std::max(figure.value, figure.limit.value_or(0))) + 6, y + 13, figure.value,
      readable(estimatedMs(figure.value, 80)));
  if (figure.limit) {
    out += fmt::format("<rect x=\"{:.1f}\" y=\"{}\" width=\"2\" height=\"{}\" fill=\"#d0342c\"/>\n",
                       axis.x(*figure.limit) - 1, y, kChartBar - 4);
  }
  return out;
}

}  // namespace

std::string boardSvg(const std::vector<Figure>& figures, const std::string& title) {
  std::vector<Figure> shown;
  std::copy_if(figures.begin(), figures.end(), std::back_inserter(shown),
               [](const Figure& figure) { return figure.unit == "instructions"; });
  double most = kLeast * 10;
  for (const Figure& figure : shown) most = std::max({most, figure.value, figure.limit.value_or(0)});
  const Axis axis{decades(most)};
  std::string bars;
  int y = kChartTop;
  for (const Figure& figure : shown) {
    bars += boardBar(axis, figure, y);
    y += kChartBar;
  }
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
             "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"{0}\" height=\"{1}\" "
             "fill=\"white\"/>\n<text x=\"16\" y=\"26\" font-size=\"16\" font-weight=\"bold\">{2}</text>\n",
             kChartWidth, y + kChartBottom, title) +
         grid(axis, y + 2) + bars + "</svg>\n";
}

}  // namespace signet::bench
