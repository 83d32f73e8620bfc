// PlanScanner: the words of one line of a fault plan, with their columns. Part of the parser.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/emulator/chip/time.h"

namespace signet::emulator {

/// Words are separated by blanks; a colon is a word of its own; a comment is cut off. Every method that
/// expects something throws FaultPlanError at the column of the word that is something else.
class PlanScanner {
 public:
  PlanScanner(std::string_view line, std::size_t number, const std::string& planName);

  bool atEnd() const { return next_ == words_.size(); }
  /// The next word, or an empty string at the end of the line.
  std::string_view peek() const { return atEnd() ? std::string_view() : words_[next_].text; }
  std::string_view take();
  /// Takes the next word if it is `word`.
  bool accept(std::string_view word);
  void expect(std::string_view word);
  void expectEnd();

  /// 1 to 2^63 - 1. `what` says what it counts.
  std::uint64_t count(std::string_view what);
  /// 0 to 2^64 - 1.
  std::uint64_t number(std::string_view what);
  /// 0 < p <= 1, in decimals.
  double probability();
  /// A whole number and ns, us, ms or s; up to an hour.
  Duration duration();
  /// A 7-bit address in hex: 0x60.
  std::uint8_t address();

  /// At the next word (or the end of the line).
  [[noreturn]] void fail(const std::string& sentence) const;
  /// At the word that was taken last.
  [[noreturn]] void failLast(const std::string& sentence) const;

 private:
  struct Word {
    std::string_view text;
    std::size_t column;
  };

  [[noreturn]] void failAt(std::size_t column, const std::string& sentence) const;
  /// "'flop'", or "the line ends" at its end.
  std::string quoted() const;

  std::vector<Word> words_;
  std::size_t next_ = 0;
  std::size_t line_;
  std::size_t endColumn_;
  const std::string& planName_;
};

}  // namespace signet::emulator
