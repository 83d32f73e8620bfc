// Dates for people: POSIX time as "2026-11-22 02:30:00 UTC".
#pragma once

#include <cstdint>
#include <string>

namespace signet::cli {

std::string dateText(std::int64_t posixSeconds);

}  // namespace signet::cli
