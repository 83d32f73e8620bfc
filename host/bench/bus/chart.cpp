#include "host/bench/bus/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace signet::bench {
namespace {

constexpr int kWidth = 900, kLeft = 190, kRight = 130, kTop = 76, kBar = 12, kGap = 10, kBottom = 40;
constexpr int kPlot = kWidth - kLeft - kRight;
constexpr const char* kColours[] = {"#7aa6c2", "#2f6f9f", "#123f63"};

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else
      out += c;
  }
  return out;
}

/// A distance between axis marks that gives 5 to 10 of them: 1, 2 or 5 times a power of ten.
double axisStep(double maximum) {
  const double rough = maximum / 8;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (rough <= factor * power) return factor * power;
  }
  return 10 * power;
}

struct Chart {
  std::vector<Measurement> bars;  ///< those of one operation stand together
  std::vector<unsigned> clocks;
  double maximum = 1;

  double x(double ms) const { return kLeft + ms / maximum * kPlot; }
  const char* colour(unsigned clockHz) const {
    const auto at = std::find(clocks.begin(), clocks.end(), clockHz) - clocks.begin();
    return kColours[at % std::size(kColours)];
  }
};

Chart layOut(const std::vector<Measurement>& measurements) {
  Chart chart;
  std::vector<std::string> names;
  for (const Measurement& m : measurements) {
    if (m.status != Status::ok) continue;
    if (std::find(names.begin(), names.end(), m.operation) == names.end()) names.push_back(m.operation);
    if (std::find(chart.clocks.begin(), chart.clocks.end(), m.clockHz) == chart.clocks.end())
      chart.clocks.push_back(m.clockHz);
    chart.maximum = std::max({chart.maximum, m.ms, m.limitMs});
  }
  for (const std::string& name : names) {
    for (const Measurement& m : measurements) {
      if (m.operation == name && m.status == Status::ok) chart.bars.push_back(m);
    }
  }
  return chart;
}

std::string legend(const Chart& chart, const std::string& title) {
  std::string out = fmt::format("<text x=\"16\" y=\"26\" font-size=\"16\" font-weight=\"bold\">{}</text>\n",
                                escaped(title));
  int x = 16;
  for (const unsigned clock : chart.clocks) {
    out += fmt::format(
        "<rect x=\"{}\" y=\"42\" width=\"14\" height=\"12\" fill=\"{}\"/><text x=\"{}\" y=\"52\">{}</text>\n",
        x, chart.colour(clock), x + 20, clockName(clock));
    x += 100;
  }
  out += fmt::format(
      "<rect x=\"{}\" y=\"41\" width=\"2\" height=\"14\" fill=\"#d0342c\"/>"
      "<text x=\"{}\" y=\"52\">limit: typical execution + bytes on the wire (+ wake)</text>\n",
      x, x + 8);
  return out;
}

std::string axis(const Chart& chart, double bottom) {
  std::string out;
  const double step = axisStep(chart.maximum);
  for (int i = 0; i * step <= chart.maximum * 1.0001; ++i) {
    const double x = chart.x(i * step);
    out += fmt::format(
        "<line x1=\"{0:.1f}\" y1=\"{1}\" x2=\"{0:.1f}\" y2=\"{2}\" stroke=\"#ddd\"/>"
        "<text x=\"{0:.1f}\" y=\"{3}\" text-anchor=\"middle\">{4}</text>\n",
        x, kTop - 6, bottom, bottom + 16, readable(i * step));
  }
  return out + fmt::format("<text x=\"{}\" y=\"{}\">ms</text>\n", kLeft + kPlot + 16, bottom + 16);
}

std::string bar(const Chart& chart, const Measurement& m, int y) {
  return fmt::format(
      "<rect x=\"{}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\" fill=\"{}\"/>"
      "<rect x=\"{:.1f}\" y=\"{}\" width=\"2\" height=\"{}\" fill=\"#d0342c\"/>"
      "<text x=\"{:.1f}\" y=\"{}\" font-size=\"10\">{} ms ({:.2f})</text>\n",
      kLeft, y, chart.x(m.ms) - kLeft, kBar - 2, chart.colour(m.clockHz), chart.x(m.limitMs) - 1, y - 1, kBar,
      std::max(chart.x(m.ms), chart.x(m.limitMs)) + 6, y + kBar - 4, readable(m.ms), m.ratio());
}

}  // namespace

std::string chartSvg(const std::vector<Measurement>& measurements, const std::string& title) {
  const Chart chart = layOut(measurements);
  std::string bars;
  int y = kTop;
  for (std::size_t i = 0; i < chart.bars.size(); ++i) {
    const bool first = i == 0 || chart.bars[i - 1].operation != chart.bars[i].operation;
    if (first && i != 0) y += kGap;
    if (first)
      bars += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n", kLeft - 10, y + kBar,
                          escaped(chart.bars[i].operation));
    bars += bar(chart, chart.bars[i], y);
    y += kBar;
  }
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
             "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"{0}\" height=\"{1}\" "
             "fill=\"white\"/>\n",
             kWidth, y + kBottom) +
         legend(chart, title) + axis(chart, y + 4) + bars + "</svg>\n";
}

}  // namespace signet::bench
