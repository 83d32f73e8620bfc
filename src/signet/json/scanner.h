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
  static constexpr bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
  static constexpr bool isWordChar(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '+' || c == '.';
  }

  std::string_view rest_;
};

// Inline: a device that reads one kind of object pays for what that needs.

inline bool Scanner::take(char c) {
  skipSpace();
  if (rest_.empty() || rest_.front() != c) return false;
  rest_.remove_prefix(1);
  return true;
}

inline bool Scanner::takeString(std::string_view& content) {
  if (!take('"')) return false;
  for (std::size_t i = 0; i < rest_.size(); ++i) {
    if (rest_[i] == '\\') {
      ++i;
    } else if (rest_[i] == '"') {
      content = {rest_.data(), i};
      rest_.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

inline bool Scanner::takeValue(std::string_view& value) {
  if (takeString(value)) {
    value = "";
    return true;
  }
  std::size_t size = 0;
  while (size < rest_.size() && isWordChar(rest_[size])) ++size;
  value = {rest_.data(), size};
  rest_.remove_prefix(size);
  return size > 0;
}

inline bool Scanner::atEnd() {
  skipSpace();
  return rest_.empty();
}

inline void Scanner::skipSpace() {
  while (!rest_.empty() && isSpace(rest_.front())) rest_.remove_prefix(1);
}

}  // namespace signet::json
