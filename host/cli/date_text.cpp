#include "host/cli/date_text.h"

#include <fmt/format.h>

#include "signet/x509/dates.h"

namespace signet::cli {

std::string dateText(std::int64_t posixSeconds) {
  const x509::Date date = x509::dateOf(posixSeconds);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", date.year, date.month, date.day, date.hour,
                     date.minute, date.second);
}

}  // namespace signet::cli
