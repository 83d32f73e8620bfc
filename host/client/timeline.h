// Timeline: what happened when, as spans in lanes; as text for a terminal and as SVG for a page.
//
//     Timeline timeline;
//     const auto network = timeline.lane("network");
//     const auto bus = timeline.lane("bus", Timeline::Detail::drawn);   // hundreds of spans: drawn, not listed
//     timeline.add(network, "TCP", begin, end);
//     timeline.mark("CONNACK", now);
//     std::cout << timeline.text();
//
// Times are of any one clock; the earliest one that was added is shown as 0. Spans may be added in any order.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "signet/core/clock.h"

namespace signet::client {

class Timeline {
 public:
  /// An index into lanes().
  using Lane = std::size_t;

  enum class Detail {
    listed,  ///< text() has a line for each span
    drawn,   ///< too many or too short for that: they appear in the bars only
  };

  struct Segment {
    std::string label;
    Instant begin, end;
    Duration length() const { return end - begin; }
  };
  struct LaneOfSegments {
    std::string name;
    Detail detail;
    std::vector<Segment> segments;  ///< in the order they were added
  };
  struct Mark {
    std::string label;
    Instant at;
  };

  /// A new lane below the others.
  Lane lane(std::string name, Detail detail = Detail::listed);
  /// Precondition: end >= begin, and `lane` is one of this timeline (std::invalid_argument otherwise).
  void add(Lane lane, std::string label, Instant begin, Instant end);
  /// An instant that matters: a line across all lanes.
  void mark(std::string label, Instant at);

  bool empty() const;
  const std::vector<LaneOfSegments>& lanes() const { return lanes_; }
  const std::vector<Mark>& marks() const { return marks_; }
  Instant begin() const;
  Instant end() const;
  /// The time in which at least one span of the lane lasts; overlaps count once.
  Duration covered(Lane lane) const;

  /// Whether this span of `lane` ended while the program was busy elsewhere: a span of another lane that
  /// began after it was still running, or had ended less than a millisecond before. What the span waited for
  /// can have happened earlier.
  bool endsUnseen(Lane lane, const Segment& span) const;

  /// A bar a lane, then all listed spans and the marks in order of time:
  ///
  ///     bus      |-#--##                    |   12.3 ms
  ///     chip     | ##########   ####        |   87.0 ms
  ///               0                     120 ms
  ///
  ///        0.0 ms   12.3 ms  chip  Verify
  ///      100.2 ms            CONNACK
  ///
  /// `#`: in use for at least half of the time that a character stands for, `-`: for less. `columns` is the
  /// width of the bars. Ends with a newline; empty when the timeline is.
  std::string text(std::size_t columns = 64) const;

  /// A whole SVG file.
  std::string svg(const std::string& title) const;

 private:
  std::vector<LaneOfSegments> lanes_;
  std::vector<Mark> marks_;
};

}  // namespace signet::client
