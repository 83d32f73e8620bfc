// TimeSource: what moves the emulator's time line (chip/time.h) forward.
//
//     VirtualTime   time moves only by what happens on the bus and by explicit waiting: a second costs nothing,
//                   and every figure is exact and repeatable
//     RealTime      a steady clock: a transaction takes as long as on a wire, a chip is as slow as the real one
#pragma once

#include <chrono>

#include "host/emulator/chip/time.h"

namespace signet::emulator {

/// Not thread safe. Time never goes back.
class TimeSource {
 public:
  virtual ~TimeSource() = default;
  virtual Time now() = 0;
  /// Returns when it is `until` or later: virtual time jumps there, real time is slept through. Returns at
  /// once when that is past.
  virtual void waitUntil(Time until) = 0;
  /// Makes it `by` later at once, without sleeping in real time either. Negative: nothing happens.
  virtual void skip(Duration by) = 0;
};

class VirtualTime final : public TimeSource {
 public:
  Time now() override { return now_; }
  void waitUntil(Time until) override {
    if (until > now_) now_ = until;
  }
  void skip(Duration by) override { waitUntil(now_ + by); }

 private:
  Time now_{};
};

class RealTime final : public TimeSource {
 public:
  RealTime();
  Time now() override;
  void waitUntil(Time until) override;
  void skip(Duration by) override;

 private:
  std::chrono::steady_clock::time_point epoch_;
  Duration skipped_{};
};

}  // namespace signet::emulator
