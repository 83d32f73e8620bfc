#include "host/cli/labelled.h"

#include <fmt/format.h>

#include <algorithm>

namespace signet::cli {
namespace {

constexpr std::size_t kWidth = 96;
constexpr std::size_t kLabel = 11;

}  // namespace

std::string wrapped(const std::string& text, std::size_t indent) {
  std::string out;
  std::size_t column = indent;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(' ', start), text.size());
    if (column + (end - start) + 1 > kWidth && column > indent) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (start != 0) {
      out += ' ';
      ++column;
    }
    out += text.substr(start, end - start);
    column += end - start;
    start = end + 1;
  }
  return out;
}

void printLabelled(Console& console, const std::string& label, const std::vector<std::string>& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    console.line(fmt::format("  {:<{}}{}", i == 0 ? label : "", kLabel, wrapped(lines[i], kLabel + 2)));
  }
}

}  // namespace signet::cli
