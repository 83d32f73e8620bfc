#include "host/cli/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "host/base/errors.h"

namespace signet::cli {
namespace {

const char* escapeOf(Style style) {
  switch (style) {
    case Style::bold: return "\x1b[1m";
    case Style::dim: return "\x1b[2m";
    case Style::good: return "\x1b[32m";
    case Style::warning: return "\x1b[33m";
    case Style::bad: return "\x1b[31m";
    case Style::plain: break;
  }
  return "";
}

std::string paint(bool colours, Style style, std::string_view text) {
  if (!colours || style == Style::plain) return std::string(text);
  return fmt::format("{}{}\x1b[0m", escapeOf(style), text);
}

bool coloursWanted() {
  const char* noColor = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return (noColor == nullptr || *noColor == '\0') && (term == nullptr || std::string_view(term) != "dumb");
}

/// Characters that take a column: escape sequences and UTF-8 continuation bytes do not.
std::size_t widthOf(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      i = std::min(text.find('m', i), text.size());
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
      ++width;
    }
  }
  return width;
}

std::string alignedRow(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += cells[i];
    if (i + 1 < cells.size()) line.append(widths[i] - widthOf(cells[i]) + 2, ' ');
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

ConsoleOptions ConsoleOptions::ofProcess() {
  const bool colours = coloursWanted();
  return {.json = false,
          .outIsTerminal = colours && isatty(STDOUT_FILENO) == 1,
          .errIsTerminal = colours && isatty(STDERR_FILENO) == 1};
}

Console::Console(std::ostream& out, std::ostream& err, ConsoleOptions options)
    : out_(out), err_(err), options_(options) {}

void Console::flush() {
  if (out_.flush()) return;
  throw UserError(Exit::badFile, "The answer cannot be written to standard output.",
                  "Is the disk full, or the output closed? What was asked for may be done all the same.");
}

void Console::line(std::string_view text) {
  out_ << text << '\n';
}

void Console::raw(std::string_view bytes) {
  out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void Console::result(const Json& document) {
  out_ << document.dump(2) << '\n';
}

void Console::warn(std::string_view text) {
  if (json()) {
    err_ << Json{{"warning", text}}.dump() << '\n';
  } else {
    err_ << styledError(Style::warning, "warning: ") << text << '\n';
  }
}

void Console::note(std::string_view text) {
  if (!json()) err_ << text << '\n';
}

std::string Console::styled(Style style, std::string_view text) const {
  return paint(options_.outIsTerminal && !options_.json, style, text);
}

std::string Console::styledError(Style style, std::string_view text) const {
  return paint(options_.errIsTerminal && !options_.json, style, text);
}

void Table::print(Console& console) const {
  std::vector<std::size_t> widths(header_.size());
  const auto measure = [&widths](const std::vector<std::string>& cells) {
    widths.resize(std::max(widths.size(), cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], widthOf(cells[i]));
  };
  measure(header_);
  for (const auto& row : rows_) measure(row);
  if (!header_.empty()) console.line(console.styled(Style::bold, alignedRow(header_, widths)));
  for (const auto& row : rows_) console.line(alignedRow(row, widths));
}

Progress::Progress(Console& console, std::string what)
    : console_(console), what_(std::move(what)), start_(std::chrono::steady_clock::now()) {}

Progress::~Progress() {
  if (shown_) console_.err() << "\r\x1b[K" << std::flush;
}

void Progress::step(std::size_t done, std::size_t total) {
  using namespace std::chrono_literals;
  if (!console_.showsProgress() || std::chrono::steady_clock::now() - start_ < 1s) return;
  shown_ = true;
  console_.err() << fmt::format("\r\x1b[K{} ({} of {})", what_, done, total) << std::flush;
}

}  // namespace signet::cli
