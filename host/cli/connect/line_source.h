// Lines of standard input as they come, without ever waiting for them: the connection has to be
// kept alive meanwhile.
#pragma once

#include <istream>
#include <optional>
#include <string>

namespace signet::cli {

class LineSource {
 public:
  /// `in`: standard input, which is then read through its descriptor, or any other stream.
  explicit LineSource(std::istream& in);

  /// To be watched for something to read; -1 when there is nothing to wait for.
  int descriptor() const { return ended_ ? -1 : descriptor_; }
  /// Reads what is there. To be called when the descriptor is readable.
  void fill();
  /// The next whole line without its newline, if there is one. The last one may lack its newline.
  std::optional<std::string> next();
  /// No line will come any more.
  bool exhausted() const { return ended_ && buffer_.empty(); }

 private:
  std::string buffer_;
  int descriptor_ = -1;
  bool ended_ = false;
};

}  // namespace signet::cli
