// JSON read piece by piece, without a tree and without a heap (RFC 8259).
//
//     Scanner scanner(text);
//     if (!scanner.take('{')) ...
//     while (scanner.takeString(name) && scanner.take(':') && scanner.takeValue(value)) ...
//
// What it returns are views into the text, which must outlive them. It goes forward only, and never beyond the text.
#pragma once

#include <string_view>

namespace signet::json {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  /// Consumes `c` if it comes next; white space before it is skipped.
  bool take(char c);
  /// The inside of a string, escapes as they stand. False: none comes next, or it does not end.
  bool takeString(std::string_view& content);
  /// A string (the value is then empty), number, true, false or null; numbers are not looked at closely. False: none of
  /// these comes next.
  bool takeValue(std::string_view& value);
  /// Whether only white space is left.
  bool atEnd();

 private:
  void skipSpace();

  std::string_view rest_;
};

}  // namespace signet::json
