#include "signet/json/scanner.h"

namespace signet::json {
namespace {

constexpr bool isSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

constexpr bool isWordChar(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' ||
         c == '.';
}

}  // namespace

bool Scanner::take(char c) {
  skipSpace();
  if (rest_.empty() || rest_.front() != c) return false;
  rest_.remove_prefix(1);
  return true;
}

bool Scanner::takeString(std::string_view& content) {
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

bool Scanner::takeValue(std::string_view& value) {
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

bool Scanner::atEnd() {
  skipSpace();
  return rest_.empty();
}

void Scanner::skipSpace() {
  while (!rest_.empty() && isSpace(rest_.front())) rest_.remove_prefix(1);
}

}  // namespace signet::json
