#include "host/client/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace signet::client {
namespace {

double inMs(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

/// The segments in order of time, those that touch or overlap joined.
std::vector<Timeline::Segment> joined(std::vector<Timeline::Segment> segments) {
  std::sort(segments.begin(), segments.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
  std::vector<Timeline::Segment> result;
  for (const Timeline::Segment& s : segments) {
    if (!result.empty() && s.begin <= result.back().end) {
      result.back().end = std::max(result.back().end, s.end);
    } else {
      result.push_back(s);
    }
  }
  return result;
}

/// One character a column: how much of its time is covered.
std::string barOf(const std::vector<Timeline::Segment>& segments, Instant begin, Duration length,
                  std::size_t columns) {
  std::vector<double> covered(columns);
  const double column = inMs(length) / static_cast<double>(columns);
  for (const Timeline::Segment& s : joined(segments)) {
    const double from = inMs(s.begin - begin) / column, to = inMs(s.end - begin) / column;
    const auto last = static_cast<double>(columns - 1);
    const double lastColumn = std::min(std::max(std::ceil(to) - 1, std::floor(from)), last);
    for (double i = std::min(std::floor(from), last); i <= lastColumn; ++i) {
      const double part = std::min(to, i + 1) - std::max(from, i);
      covered[static_cast<std::size_t>(i)] += std::max(part, 1e-9);  // also what takes no time is seen
    }
  }
  std::string bar;
  for (const double part : covered) bar += part >= 0.5 ? '#' : part > 0 ? '-' : ' ';
  return bar;
}

struct Line {
  Instant at;
  Duration length;  ///< of marks more than of any span: what comes first at an instant
  std::string text;
};

std::vector<Line> linesOf(const Timeline& timeline, std::size_t nameWidth) {
  std::vector<Line> lines;
  const Instant zero = timeline.begin();
  for (const Timeline::LaneOfSegments& lane : timeline.lanes()) {
    if (lane.detail != Timeline::Detail::listed) continue;
    for (const Timeline::Segment& s : lane.segments) {
      lines.push_back({s.begin, s.length(),
                       fmt::format("{:9.1f} ms {:8.1f} ms  {:<{}}  {}\n", inMs(s.begin - zero),
                                   inMs(s.length()), lane.name, nameWidth, s.label)});
    }
  }
  for (const Timeline::Mark& mark : timeline.marks()) {
    lines.push_back({mark.at, Duration::max(),
                     fmt::format("{:9.1f} ms              {}\n", inMs(mark.at - zero), mark.label)});
  }
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return a.at != b.at ? a.at < b.at : a.length > b.length;
  });
  return lines;
}

}  // namespace

Timeline::Lane Timeline::lane(std::string name, Detail detail) {
  lanes_.push_back({std::move(name), detail, {}});
  return lanes_.size() - 1;
}

void Timeline::add(Lane lane, std::string label, Instant begin, Instant end) {
  if (lane >= lanes_.size()) throw std::invalid_argument("this timeline has no such lane");
  if (end < begin) throw std::invalid_argument("a span of a timeline ends before it begins");
  lanes_[lane].segments.push_back({std::move(label), begin, end});
}

void Timeline::mark(std::string label, Instant at) {
  marks_.push_back({std::move(label), at});
}

bool Timeline::empty() const {
  return marks_.empty() && std::all_of(lanes_.begin(), lanes_.end(),
                                       [](const LaneOfSegments& lane) { return lane.segments.empty(); });
}

Instant Timeline::begin() const {
  Instant first = Instant::max();
  for (const Mark& mark : marks_) first = std::min(first, mark.at);
  for (const LaneOfSegments& lane : lanes_) {
    for (const Segment& s : lane.segments) first = std::min(first, s.begin);
  }
  return empty() ? Instant() : first;
}

Instant Timeline::end() const {
  Instant last = Instant::min();
  for (const Mark& mark : marks_) last = std::max(last, mark.at);
  for (const LaneOfSegments& lane : lanes_) {
    for (const Segment& s : lane.segments) last = std::max(last, s.end);
  }
  return empty() ? Instant() : last;
}

Duration Timeline::covered(Lane lane) const {
  Duration sum{};
  for (const Segment& s : joined(lanes_.at(lane).segments)) sum += s.length();
  return sum;
}

bool Timeline::endsUnseen(Lane lane, const Segment& span) const {
  constexpr Duration kAtOnce = std::chrono::milliseconds(1);
  for (Lane other = 0; other < lanes_.size(); ++other) {
    if (other == lane) continue;
    for (const Segment& one : lanes_[other].segments) {
      const bool beganMeanwhile = one.begin >= span.begin && one.begin < span.end;
      if (beganMeanwhile && span.end - one.end < kAtOnce) return true;
    }
  }
  return false;
}

std::string Timeline::text(std::size_t columns) const {
  if (empty()) return "";
  const Duration length = std::max(end() - begin(), Duration(1));
  std::size_t nameWidth = 0;
  for (const LaneOfSegments& lane : lanes_) nameWidth = std::max(nameWidth, lane.name.size());
  std::string out;
  for (Lane i = 0; i < lanes_.size(); ++i) {
    out += fmt::format("{:<{}} |{}| {:8.1f} ms\n", lanes_[i].name, nameWidth,
                       barOf(lanes_[i].segments, begin(), length, columns), inMs(covered(i)));
  }
  const std::string total = fmt::format("{:.1f} ms", inMs(length));
  out += fmt::format("{:<{}}  0{:>{}}\n\n", "", nameWidth, total, columns > 1 ? columns - 1 : 1);
  for (const Line& line : linesOf(*this, nameWidth)) out += line.text;
  return out;
}

}  // namespace signet::client
