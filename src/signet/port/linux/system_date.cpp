#include "signet/port/linux/system_date.h"

#include <ctime>

namespace signet::port {

std::int64_t SystemDate::doPosixTime() {
  return std::time(nullptr);
}

}  // namespace signet::port
