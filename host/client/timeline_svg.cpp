// The timeline as a drawing: lanes from top to bottom, time from left to right.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/client/timeline.h"

namespace signet::client {
namespace {

constexpr double kWidth = 1200, kLeft = 110, kRight = 30, kTop = 74, kLane = 34, kBar = 20, kBottom = 44;
constexpr double kPlot = kWidth - kLeft - kRight;
constexpr double kCharacter = 6.2;  // width of one at the size of labels
constexpr const char* kColours[] = {"#2f6f9f", "#c4732b", "#4d8b57", "#7a5ea8", "#9a3f4d", "#5b6770"};

double milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

/// A distance between axis marks that gives 5 to 12 of them: 1, 2 or 5 times a power of ten.
double axisStep(double maximum) {
  const double rough = maximum / 10;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (rough <= factor * power) return factor * power;
  }
  return 10 * power;
}

struct Drawing {
  Instant zero;
  double ms;
  double bottom;

  double x(Instant at) const { return kLeft + milliseconds(at - zero) / ms * kPlot; }
};

std::string axis(const Drawing& drawing) {
  std::string out;
  const double step = axisStep(drawing.ms);
  for (int i = 0; i * step <= drawing.ms * 1.0001; ++i) {
    const double x = kLeft + i * step / drawing.ms * kPlot;
    out += fmt::format(
        "<line x1=\"{0:.1f}\" y1=\"{1}\" x2=\"{0:.1f}\" y2=\"{2}\" stroke=\"#ddd\"/>"
        "<text x=\"{0:.1f}\" y=\"{3}\" text-anchor=\"middle\">{4:g}</text>\n",
        x, kTop - 4, drawing.bottom, drawing.bottom + 16, i * step);
  }
  return out + fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">ms</text>\n", kWidth - 6,
                           drawing.bottom + 16);
}

/// A rectangle that says by a tooltip what it is, and by a label if there is room for it.
std::string segment(const Drawing& drawing, const Timeline::Segment& s, const char* colour, double y) {
  const double x = drawing.x(s.begin), width = std::max(drawing.x(s.end) - x, 0.4);
  std::string out = fmt::format(
      "<rect x=\"{:.2f}\" y=\"{}\" width=\"{:.2f}\" height=\"{}\" fill=\"{}\" stroke=\"white\" "
      "stroke-width=\"{}\"><title>{}: {:.3f} ms at {:.3f} "
      "ms</title></rect>",
      x, y, width, kBar, colour, width > 4 ? 1 : 0, escaped(s.label), milliseconds(s.length()),
      milliseconds(s.begin - drawing.zero));
  if (width > static_cast<double>(s.label.size()) * kCharacter + 6) {
    out += fmt::format("<text x=\"{:.1f}\" y=\"{}\" font-size=\"11\" fill=\"white\">{}</text>", x + 4, y + 14,
                       escaped(s.label));
  }
  return out + "\n";
}

std::string lane(const Drawing& drawing, const Timeline::LaneOfSegments& lane, std::size_t index) {
  const double y = kTop + static_cast<double>(index) * kLane;
  std::string out = fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n", kLeft - 10, y + 15,
                                escaped(lane.name));
  // What is shorter lies on top of what encloses it.
  std::vector<Timeline::Segment> segments = lane.segments;
  std::stable_sort(segments.begin(), segments.end(),
                   [](const auto& a, const auto& b) { return a.length() > b.length(); });
  for (const Timeline::Segment& s : segments) {
    out += segment(drawing, s, kColours[index % std::size(kColours)], y);
  }
  return out;
}

/// Labels of marks stand in two rows in turn, on the side where there is room.
std::string mark(const Drawing& drawing, const Timeline::Mark& mark, std::size_t index) {
  const double x = drawing.x(mark.at);
  const bool left = x > kLeft + kPlot * 0.85;
  return fmt::format(
      "<line x1=\"{0:.1f}\" y1=\"{1}\" x2=\"{0:.1f}\" y2=\"{2}\" stroke=\"#d0342c\" stroke-dasharray=\"3 "
      "2\"/>"
      "<text x=\"{3:.1f}\" y=\"{4}\" font-size=\"11\" fill=\"#d0342c\" text-anchor=\"{5}\">{6}</text>\n",
      x, kTop - 14, drawing.bottom, left ? x - 4 : x + 4, index % 2 == 0 ? kTop - 22.0 : kTop - 8.0,
      left ? "end" : "start", escaped(mark.label));
}

}  // namespace

std::string Timeline::svg(const std::string& title) const {
  const double bottom = kTop + static_cast<double>(lanes_.size()) * kLane;
  const Drawing drawing{begin(), std::max(milliseconds(end() - begin()), 0.001), bottom};
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"{0}\" height=\"{1}\" fill=\"white\"/>\n"
      "<text x=\"16\" y=\"26\" font-size=\"16\" font-weight=\"bold\">{2}</text>\n",
      kWidth, bottom + kBottom, escaped(title));
  out += axis(drawing);
  for (Lane i = 0; i < lanes_.size(); ++i) out += client::lane(drawing, lanes_[i], i);
  std::vector<Mark> marks = marks_;
  std::stable_sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) { return a.at < b.at; });
  for (std::size_t i = 0; i < marks.size(); ++i) out += client::mark(drawing, marks[i], i);
  return out + "</svg>\n";
}

}  // namespace signet::client
