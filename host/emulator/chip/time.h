// Time in the emulator: nanoseconds since power was first applied to the bench. It only ever comes in
// as an argument.
#pragma once

#include <chrono>
#include <cstdint>

namespace signet::emulator {

struct Timeline {
  using rep = std::int64_t;
  using period = std::nano;
  using duration = std::chrono::duration<rep, period>;
  using time_point = std::chrono::time_point<Timeline, duration>;
  static constexpr bool is_steady = true;  // NOLINT(readability-identifier-naming): the name of std::chrono
};

using Duration = Timeline::duration;
using Time = Timeline::time_point;

}  // namespace signet::emulator
