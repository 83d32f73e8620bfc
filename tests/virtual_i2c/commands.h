// Running commands as a user does, for the tests here.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "host/base/temporary_folder.h"
#include "host/emulator/image/chip_image.h"

namespace signet::tests {

inline const std::string kSignet = std::string(SIGNET_BIN) + "/signet";

struct Outcome {
  int status = -1;
  std::string output;  ///< stdout and stderr
};

/// Runs a shell command line.
inline Outcome sh(const std::string& line) {
  Outcome outcome;
  FILE* pipe = ::popen(("exec 2>&1; " + line).c_str(), "r");
  if (pipe == nullptr) return outcome;
  char buffer[4096];
  std::size_t got = 0;
  while ((got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0) outcome.output.append(buffer, got);
  const int status = ::pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return outcome;
}

/// A test with a folder of its own, and virtual chips in it.
class ChipTest : public testing::Test {
 protected:
  ChipTest() {
    // The program under test may be built with the address sanitizer while the preloaded library never is.
    ::setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
    ::unsetenv("SIGNET_CHIP");
  }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  /// A chip as from the factory, at this 7-bit address.
  std::string makeChip(const std::string& name, std::uint8_t address = 0x60) const {
    emulator::ChipImage image{emulator::Eeprom::factory(address), {}};
    image.eeprom.config[16] = static_cast<std::uint8_t>(address << 1);
    emulator::createChipImage(path(name), image);
    return path(name);
  }

  TemporaryFolder temporary_{"signet-test"};
  std::string folder_{temporary_.path()};
};

/// A command that runs until it is told to end.
class Background {
 public:
  explicit Background(const std::vector<std::string>& command) {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::pipe(ends), 0);
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::dup2(ends[1], STDERR_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      ::execv(arguments[0], arguments.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    output_ = ::fdopen(ends[0], "r");
  }
  ~Background() {
    if (pid_ > 0) end(SIGKILL);
    std::fclose(output_);
  }
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  std::string line() {
    char buffer[1000];
    std::string text = std::fgets(buffer, sizeof buffer, output_) == nullptr ? "" : buffer;
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
  }
  /// Sends the signal; the exit status, or minus the signal that killed it.
  int end(int signal) {
    ::kill(pid_, signal);
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  pid_t pid_ = -1;
  FILE* output_ = nullptr;
};

}  // namespace signet::tests
