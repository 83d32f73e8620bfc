// Topic names and filters (section 4.7).
#pragma once

#include <string_view>

namespace signet::mqtt {

/// A name to publish to: 1 to 65,535 bytes of UTF-8 without U+0000, '+' and '#'.
bool isTopicName(std::string_view name);
/// A filter to subscribe to: '+' a whole level, '#' the whole last one; "$share/GROUP/FILTER" is
/// a shared subscription.
bool isTopicFilter(std::string_view filter);
/// Whether the filter (without "$share/GROUP/") matches the name. Names that begin with '$' are not matched
/// by a wildcard at the first level.
bool matches(std::string_view filter, std::string_view name);

}  // namespace signet::mqtt
