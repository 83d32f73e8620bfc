// The date, as certificates need it.
#pragma once

#include <cstdint>

namespace signet::time {

/// Tells what time it is in the world; signet's own time line (signet::Clock) does not. NetworkDate is
/// one over SNTP; a port implements it over a real-time clock or the operating system.
class DateSource {
 public:
  /// POSIX time in seconds; 0 or less: not known yet.
  std::int64_t posixTime() { return doPosixTime(); }

 protected:
  ~DateSource() = default;

 private:
  virtual std::int64_t doPosixTime() = 0;
};

}  // namespace signet::time
