// A program that a test starts, talks to and ends.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace signet::test {

class Child {
 public:
  /// Starts `arguments[0]`, found in PATH; its standard output and error come to this process in one stream.
  explicit Child(std::vector<std::string> arguments);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Reads its output until a line contains `text`; that line. Throws with all that came after `seconds`.
  std::string waitFor(const std::string& text, int seconds = 20);
  /// Writes to its standard input.
  void send(const std::string& text);
  /// SIGSTOP and its like.
  void signal(int number);
  /// Ends it, and returns everything it has printed.
  std::string stop(int signal = 15);
  /// Waits until it ends by itself; its exit status.
  int wait();
  const std::string& output() const { return output_; }

 private:
  bool readSome(int milliseconds);

  pid_t pid_ = -1;
  int in_ = -1;
  int out_ = -1;
  std::string output_;
  std::size_t searched_ = 0;
};

}  // namespace signet::test
