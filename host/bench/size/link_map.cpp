#include "host/bench/size/link_map.h"

#include <charconv>
#include <optional>
#include <sstream>

namespace signet::bench {
namespace {

std::optional<std::size_t> hexNumber(const std::string& word) {
  if (word.compare(0, 2, "0x") != 0) return {};
  std::size_t value = 0;
  const char* end = word.data() + word.size();
  if (std::from_chars(word.data() + 2, end, value, 16).ptr != end) return {};
  return value;
}

}  // namespace

// A section stands on one line, or on two when its name is long:
//
//     .text.f        0x0000000040100000       0x4c libx.a(f.cpp.o)
//     .text._ZN6signet5crc16ENS_4SpanIKhEEt
//                    0x0000000040100000       0x4c libx.a(crc16.cpp.o)
std::vector<LinkedSection> parseLinkMap(std::string_view text) {
  const std::size_t begin = text.find("Linker script and memory map");
  if (begin == std::string_view::npos) throw LinkMapError("this is no map of GNU ld");
  std::istringstream lines{std::string(text.substr(begin))};
  std::vector<LinkedSection> sections;
  std::string pending;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first;
    words >> first;
    std::string name = pending;
    pending.clear();
    if (line.compare(0, 2, " .") == 0) {
      name = first;
      if (!(words >> first)) {
        pending = name;
        continue;
      }
    } else if (name.empty()) {
      continue;
    }
    std::string size, file;
    words >> size;
    std::getline(words >> std::ws, file);
    const std::optional<std::size_t> bytes = hexNumber(size);
    if (hexNumber(first) && bytes && *bytes > 0 && !file.empty()) sections.push_back({name, file, *bytes});
  }
  return sections;
}

}  // namespace signet::bench
