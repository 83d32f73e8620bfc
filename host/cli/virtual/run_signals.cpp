#include "host/cli/virtual/run_signals.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "host/base/errors.h"

namespace signet::cli {

SignalFd::SignalFd(std::initializer_list<int> signals) {
  sigemptyset(&held_);
  for (const int signal : signals) sigaddset(&held_, signal);
  ::pthread_sigmask(SIG_BLOCK, &held_, &before_);
  fd_ = ::signalfd(-1, &held_, SFD_CLOEXEC);
  if (fd_ >= 0) return;
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  throw UserError(Exit::internal, fmt::format("Cannot watch for signals: {}.", std::strerror(error)),
                  "Close some programs and try again.");
}

SignalFd::~SignalFd() {
  // A signal still waiting did its work by ending us; delivered now it would kill the process half-way.
  const timespec none{};
  while (::sigtimedwait(&held_, nullptr, &none) > 0) {
  }
  ::close(fd_);
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

signalfd_siginfo SignalFd::next() const {
  signalfd_siginfo info{};
  while (::read(fd_, &info, sizeof info) != sizeof info) {
  }
  return info;
}

}  // namespace signet::cli
