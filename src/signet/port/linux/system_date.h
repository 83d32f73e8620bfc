// SystemDate: the date as the operating system knows it.
#pragma once

#include "signet/time/date.h"

namespace signet::port {

/// CLOCK_REALTIME. Thread safe; holds no state.
class SystemDate final : public time::DateSource {
 private:
  std::int64_t doPosixTime() override;
};

}  // namespace signet::port
