#include "signet/mqtt/topic.h"

#include "signet/mqtt/wire.h"

namespace signet::mqtt {
namespace {

constexpr std::string_view kShare = "$share/";

bool contains(std::string_view text, char c) {
  for (const char each : text) {
    if (each == c) return true;
  }
  return false;
}

std::string_view tail(std::string_view text, std::size_t from) {
  return std::string_view(text.data() + from, text.size() - from);
}

/// Removes the level at the front; `more`: whether a '/' followed.
std::string_view takeLevel(std::string_view& rest, bool& more) {
  std::size_t end = 0;
  while (end < rest.size() && rest[end] != '/') ++end;
  const std::string_view level(rest.data(), end);
  more = end < rest.size();
  rest = tail(rest, more ? end + 1 : end);
  return level;
}

bool areLevelsValid(std::string_view filter) {
  for (bool more = true; more;) {
    const std::string_view level = takeLevel(filter, more);
    if (level == "#") return !more;
    if (level != "+" && (contains(level, '+') || contains(level, '#'))) return false;
  }
  return true;
}

}  // namespace

bool isTopicName(std::string_view name) {
  return !name.empty() && isMqttString(bytesOf(name)) && !contains(name, '+') && !contains(name, '#');
}

bool isTopicFilter(std::string_view filter) {
  if (filter.empty() || !isMqttString(bytesOf(filter))) return false;
  if (filter.size() >= kShare.size() && std::string_view(filter.data(), kShare.size()) == kShare) {
    std::string_view rest = tail(filter, kShare.size());
    bool more = false;
    const std::string_view group = takeLevel(rest, more);
    if (group.empty() || !more || rest.empty() || contains(group, '+') || contains(group, '#')) return false;
    filter = rest;
  }
  return areLevelsValid(filter);
}

bool matches(std::string_view filter, std::string_view name) {
  if (!name.empty() && name[0] == '$' && !filter.empty() && (filter[0] == '+' || filter[0] == '#'))
    return false;
  bool moreFilter = true;
  bool moreName = true;
  while (moreFilter) {
    const std::string_view wanted = takeLevel(filter, moreFilter);
    if (wanted == "#") return true;  // also the parent level: "a/#" matches "a"
    if (!moreName) return false;
    const std::string_view level = takeLevel(name, moreName);
    if (wanted != "+" && wanted != level) return false;
    if (!moreName && moreFilter && filter == "#") return true;
  }
  return !moreName;
}

}  // namespace signet::mqtt
