#include "tests/support/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>

namespace signet::test {

Child::Child(std::vector<std::string> arguments) {
  int input[2];
  int output[2];
  if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(input[0], 0);
    dup2(output[1], 1);
    dup2(output[1], 2);
    execvp(argv[0], argv.data());
    _exit(127);
  }
  close(input[0]);
  close(output[1]);
  in_ = input[1];
  out_ = output[0];
}

Child::~Child() {
  stop(SIGKILL);
  close(in_);
  close(out_);
}

bool Child::readSome(int milliseconds) {
  pollfd entry{out_, POLLIN, 0};
  if (poll(&entry, 1, milliseconds) <= 0) return true;
  char buffer[4096];
  const ssize_t count = read(out_, buffer, sizeof buffer);
  if (count > 0) output_.append(buffer, static_cast<std::size_t>(count));
  return count > 0;
}

std::string Child::waitFor(const std::string& text, int seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  for (bool open = true;;) {
    for (std::size_t newline; (newline = output_.find('\n', searched_)) != std::string::npos;) {
      const std::string line = output_.substr(searched_, newline - searched_);
      searched_ = newline + 1;
      if (line.find(text) != std::string::npos) return line;
    }
    if (!open || std::chrono::steady_clock::now() > end) {
      throw std::runtime_error("no \"" + text + "\" in the output:\n" + output_);
    }
    open = readSome(100);
  }
}

void Child::send(const std::string& text) {
  if (write(in_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    throw std::runtime_error("the program takes no input");
  }
}

void Child::signal(int number) {
  if (pid_ > 0) kill(pid_, number);
}

std::string Child::stop(int signal) {
  if (pid_ > 0) {
    kill(pid_, signal);
    wait();
  }
  return output_;
}

int Child::wait() {
  if (pid_ <= 0) return -1;
  while (readSome(-1)) {
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace signet::test
