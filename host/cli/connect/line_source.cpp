#include "host/cli/connect/line_source.h"

#include <unistd.h>

#include <cerrno>
#include <iostream>

#include "host/base/files.h"

namespace signet::cli {

LineSource::LineSource(std::istream& in) {
  if (&in == &std::cin) {
    descriptor_ = STDIN_FILENO;
    return;
  }
  buffer_ = readStream(in, "the input");
  ended_ = true;
}

void LineSource::fill() {
  char piece[16384];
  const ssize_t count = ::read(descriptor_, piece, sizeof piece);
  if (count > 0) {
    buffer_.append(piece, static_cast<std::size_t>(count));
  } else if (count == 0 || (errno != EINTR && errno != EAGAIN)) {
    ended_ = true;
  }
}

std::optional<std::string> LineSource::next() {
  const std::size_t newline = buffer_.find('\n');
  if (newline == std::string::npos && (!ended_ || buffer_.empty())) return {};
  std::string line = buffer_.substr(0, newline);
  buffer_.erase(0, newline == std::string::npos ? newline : newline + 1);
  return line;
}

}  // namespace signet::cli
