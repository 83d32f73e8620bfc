#include "host/emulator/fault/plan_scanner.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <utility>

#include "host/emulator/fault/fault_plan.h"

namespace signet::emulator {
namespace {

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

/// What a message may show of a word: a plan may be any file.
std::string printable(std::string_view word) {
  constexpr std::size_t kLongest = 40;
  std::string text;
  for (const char c : word.substr(0, kLongest)) text += c >= ' ' && c <= '~' ? c : '?';
  return word.size() > kLongest ? text + "..." : text;
}

/// The whole word as a number, if it is one.
template <typename Number, typename... Base>
std::optional<Number> numberIn(std::string_view word, Base... base) {
  Number value{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, base...);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

}  // namespace

PlanScanner::PlanScanner(std::string_view line, std::size_t number, const std::string& planName)
    : line_(number), planName_(planName) {
  line = line.substr(0, line.find('#'));
  std::size_t i = 0;
  while (i < line.size()) {
    const std::size_t begin = i;
    if (isBlank(line[i])) {
      ++i;
      continue;
    }
    while (i < line.size() && !isBlank(line[i]) && line[i] != ':') ++i;
    if (i == begin) ++i;  // a colon
    words_.push_back({line.substr(begin, i - begin), begin + 1});
  }
  endColumn_ = line.size() + 1;
}

std::string_view PlanScanner::take() {
  const std::string_view word = peek();
  if (!atEnd()) ++next_;
  return word;
}

bool PlanScanner::accept(std::string_view word) {
  if (atEnd() || peek() != word) return false;
  ++next_;
  return true;
}

void PlanScanner::expect(std::string_view word) {
  if (!accept(word)) fail(fmt::format("expected '{}' here, but {}", word, quoted()));
}

void PlanScanner::expectEnd() {
  if (!atEnd()) fail(fmt::format("expected nothing more on this line, but {}", quoted()));
}

std::uint64_t PlanScanner::count(std::string_view what) {
  const auto value = numberIn<std::uint64_t>(peek());
  if (!value || *value == 0 || *value > INT64_MAX) {
    fail(fmt::format("expected the number of the {}, counted from 1, but {}", what, quoted()));
  }
  take();
  return *value;
}

std::uint64_t PlanScanner::number(std::string_view what) {
  const auto value = numberIn<std::uint64_t>(peek());
  if (!value) fail(fmt::format("expected {}, a whole number, but {}", what, quoted()));
  take();
  return *value;
}

double PlanScanner::probability() {
  const auto value = numberIn<double>(peek());
  if (!value || !(*value > 0) || *value > 1) {
    fail(fmt::format("expected a probability above 0 and up to 1, such as 0.01, but {}", quoted()));
  }
  take();
  return *value;
}

Duration PlanScanner::duration() {
  constexpr std::pair<std::string_view, std::int64_t> kTimeUnits[] = {
      {"ns", 1}, {"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}};
  constexpr std::int64_t kHour = 3'600'000'000'000;
  const std::string_view word = peek();
  const std::size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
  const auto value = numberIn<std::int64_t>(word.substr(0, digits));
  for (const auto& [unit, nanoseconds] : kTimeUnits) {
    if (!value || word.substr(digits) != unit || *value > kHour / nanoseconds) continue;
    take();
    return Duration(*value * nanoseconds);
  }
  fail(fmt::format("expected a time such as 500us, 10ms or 2s (up to an hour), but {}", quoted()));
}

std::uint8_t PlanScanner::address() {
  const std::string_view word = peek();
  const auto value = word.substr(0, 2) == "0x" ? numberIn<std::uint8_t>(word.substr(2), 16) : std::nullopt;
  if (!value || *value > 0x7F) {
    fail(fmt::format("expected a 7-bit address such as 0x60, but {}", quoted()));
  }
  take();
  return *value;
}

void PlanScanner::fail(const std::string& sentence) const {
  failAt(atEnd() ? endColumn_ : words_[next_].column, sentence);
}

void PlanScanner::failLast(const std::string& sentence) const {
  failAt(next_ == 0 ? 1 : words_[next_ - 1].column, sentence);
}

void PlanScanner::failAt(std::size_t column, const std::string& sentence) const {
  throw FaultPlanError(line_, column,
                       fmt::format("{}:{}:{}: {}", printable(planName_), line_, column, sentence));
}

std::string PlanScanner::quoted() const {
  return atEnd() ? "the line ends" : fmt::format("'{}' stands there", printable(peek()));
}

}  // namespace signet::emulator
