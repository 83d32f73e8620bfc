// How long to wait before the next try: exponential back-off with full jitter.
//
// After a broker has been down, thousands of devices want to come back at once. Each waits a time
// drawn evenly from 0 to a limit that doubles with every failure, so that they come spread out, and
// ever less often.
#pragma once

#include <cstdint>

#include "signet/core/clock.h"

namespace signet::time {

struct BackoffOptions {
  Duration base = std::chrono::seconds(1);  ///< limit of the first wait; at least 1 microsecond
  Duration cap = std::chrono::minutes(2);   ///< limit of any wait; at least `base`
};

class Backoff {
 public:
  /// `seed`: different for every device, and best for every start of it. Need not be secret.
  Backoff(const BackoffOptions& options, std::uint64_t seed) : options_(options), random_(seed) {}

  /// How long to wait after one more failure.
  Duration next();
  /// Things went well: the next failure is the first again.
  void reset() { failures_ = 0; }
  /// Failures since the last reset().
  unsigned failures() const { return failures_; }

 private:
  std::uint64_t draw();

  BackoffOptions options_;
  std::uint64_t random_;
  unsigned failures_ = 0;
};

}  // namespace signet::time
