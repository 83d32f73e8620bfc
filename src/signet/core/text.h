// Text put together in a fixed buffer, for sentences on a device without printf.
#pragma once

#include "signet/core/bytes.h"

namespace signet {

/// What does not fit is dropped. The buffer must hold at least the terminating zero.
class Text {
 public:
  explicit Text(MutableBytes out) : out_(out) { SIGNET_CHECK(!out.empty()); }

  Text& add(const char* text) {
    while (*text != '\0') addChar(*text++);
    return *this;
  }
  Text& addNumber(unsigned value) {
    if (value >= 10) addNumber(value / 10);
    addChar(static_cast<char>('0' + value % 10));
    return *this;
  }
  Text& addTwoDigits(unsigned value) {
    if (value < 10) addChar('0');
    return addNumber(value);
  }
  /// Ends the text with a zero; the text. More may be added afterwards.
  const char* finish() {
    out_[size_] = '\0';
    return reinterpret_cast<const char*>(out_.data());
  }

 private:
  void addChar(char c) {
    if (size_ + 1 < out_.size()) out_[size_++] = static_cast<std::uint8_t>(c);
  }

  MutableBytes out_;
  std::size_t size_ = 0;
};

}  // namespace signet
