// Signals as something to read, so that a server ends cleanly and a parent follows its child.
#pragma once

#include <signal.h>
#include <sys/signalfd.h>

#include <initializer_list>
#include <optional>

namespace signet::cli {

/// Holds these signals back from the process, from now to the end of this object, and offers them through
/// fd(). To be made before any thread is started: threads inherit what is held back.
class SignalFd {
 public:
  explicit SignalFd(std::initializer_list<int> signals);
  ~SignalFd();
  SignalFd(const SignalFd&) = delete;
  SignalFd& operator=(const SignalFd&) = delete;

  int fd() const { return fd_; }
  /// Waits for the next one.
  signalfd_siginfo next() const;
  /// What was held back before: what a child should start with.
  const sigset_t& before() const { return before_; }

 private:
  sigset_t held_{};
  sigset_t before_{};
  int fd_ = -1;
};

}  // namespace signet::cli
