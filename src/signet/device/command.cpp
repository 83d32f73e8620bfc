#include "signet/device/command.h"

namespace signet::device {
namespace {

constexpr bool isSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

constexpr bool isWordChar(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' ||
         c == '.';
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  /// Takes `c` if it comes next.
  bool take(char c) {
    skipSpace();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// The inside of a string, escapes as they stand. False: none comes next, or it does not end.
  bool takeString(std::string_view& content) {
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
  /// A string, number, true, false or null; numbers are not looked at closely.
  bool takeValue(std::string_view& value) {
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
  bool atEnd() {
    skipSpace();
    return rest_.empty();
  }

 private:
  void skipSpace() {
    while (!rest_.empty() && isSpace(rest_.front())) rest_.remove_prefix(1);
  }

  std::string_view rest_;
};

}  // namespace

Result<Command> parseCommand(std::string_view json) {
  Scanner scanner(json);
  std::string_view led;
  if (!scanner.take('{')) return Status::badEncoding;
  if (!scanner.take('}')) {
    do {
      std::string_view name, value;
      if (!scanner.takeString(name) || !scanner.take(':') || !scanner.takeValue(value))
        return Status::badEncoding;
      if (name == "led") led = value;
    } while (scanner.take(','));
    if (!scanner.take('}')) return Status::badEncoding;
  }
  if (!scanner.atEnd()) return Status::badEncoding;
  if (led != "true" && led != "false") return Status::notSupported;
  return Command{led == "true"};
}

}  // namespace signet::device
