#include "host/emulator/bus/time_source.h"

#include <thread>

namespace signet::emulator {

RealTime::RealTime() : epoch_(std::chrono::steady_clock::now()) {}

Time RealTime::now() {
  return Time(std::chrono::steady_clock::now() - epoch_ + skipped_);
}

void RealTime::waitUntil(Time until) {
  std::this_thread::sleep_until(epoch_ + (until.time_since_epoch() - skipped_));
}

void RealTime::skip(Duration by) {
  if (by > Duration::zero()) skipped_ += by;
}

}  // namespace signet::emulator
