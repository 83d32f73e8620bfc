#include "signet/port/linux/system_clock.h"

#include <cerrno>
#include <ctime>

namespace signet::port {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;

}  // namespace

Instant SystemClock::doNow() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return Instant(Duration(std::int64_t{now.tv_sec} * kMicrosPerSecond + now.tv_nsec / 1000));
}

void SystemClock::doSleepFor(Duration duration) {
  // An absolute deadline, so that a sleep interrupted by signals does not grow with each of them.
  const std::int64_t until = (now() + duration).time_since_epoch().count() + 1;
  const timespec deadline{static_cast<time_t>(until / kMicrosPerSecond),
                          static_cast<long>(until % kMicrosPerSecond * 1000)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, nullptr) == EINTR) {
  }
}

}  // namespace signet::port
