// A program as others write it, for the tests of `signet run`: uses /dev/i2c-1 in ways that
// i2c-tools does not.
#include <fcntl.h>
#include <linux/i2c-dev.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "signet/port/linux/i2c_dev.h"
#include "signet/port/linux/system_clock.h"

namespace {

using namespace std::chrono_literals;
using signet::Status;

constexpr char kDevice[] = "/dev/i2c-1";
const auto kChip = signet::i2c::Address::sevenBit<0x60>();

template <std::size_t N>
void print(const std::array<std::uint8_t, N>& bytes) {
  for (const std::uint8_t byte : bytes) std::printf("%02x", byte);
  std::printf("\n");
  std::fflush(stdout);
}

int require(bool condition, const char* what) {
  if (condition) return 0;
  std::printf("%s: %s\n", what, std::strerror(errno));
  std::exit(1);
}

/// Puts the chip into a state where it has its wake answer to give.
void wake() {
  const int fd = ::open(kDevice, O_RDWR | O_CLOEXEC);
  require(::ioctl(fd, I2C_SLAVE_FORCE, 0) == 0, "I2C_SLAVE_FORCE");
  const std::uint8_t zero = 0;
  require(::write(fd, &zero, 1) == -1 && errno == ENXIO, "nobody answers at address 0");
  ::close(fd);
  signet::port::SystemClock().sleepFor(2ms);
}

void readWakeAnswer(int fd) {
  std::array<std::uint8_t, 4> answer{};
  require(::read(fd, answer.data(), answer.size()) == 4, "read");
  print(answer);
}

/// The driver's own port: wake, wake answer, Info, its answer.
int info() {
  signet::port::I2cDev bus;
  signet::port::SystemClock clock;
  require(bus.open(kDevice) == Status::ok, problemText(bus.problem()));
  require(bus.wake(80us) == Status::ok, problemText(bus.problem()));
  clock.sleepFor(2ms);
  std::array<std::uint8_t, 4> answer{};
  require(bus.read(kChip, answer) == Status::ok, problemText(bus.problem()));
  print(answer);
  const std::array<std::uint8_t, 8> command{3, 7, 0x30, 0, 0, 0, 3, 0x5D};
  require(bus.write(kChip, command) == Status::ok, problemText(bus.problem()));
  std::array<std::uint8_t, 7> response{};
  for (int i = 0; i < 100 && bus.read(kChip, response) != Status::ok; ++i) clock.sleepFor(1ms);
  print(response);
  return 0;
}

/// A duplicate shares the address with its original, and outlives it.
int duplicate() {
  const int fd = ::open(kDevice, O_RDWR);
  const int copy = ::dup(fd);
  require(::ioctl(fd, I2C_SLAVE, 0x60) == 0, "I2C_SLAVE");
  ::close(fd);
  wake();
  readWakeAnswer(copy);
  return 0;
}

int forked() {
  const int fd = ::open(kDevice, O_RDWR);
  require(::ioctl(fd, I2C_SLAVE, 0x60) == 0, "I2C_SLAVE");
  wake();
  const pid_t child = ::fork();
  if (child == 0) {
    readWakeAnswer(fd);
    std::_Exit(0);
  }
  int status = 0;
  require(::waitpid(child, &status, 0) == child && status == 0, "child");
  const std::uint8_t reset = 0;  // word address 00h: read the answer again
  require(::write(fd, &reset, 1) == 1, "write");
  readWakeAnswer(fd);
  return 0;
}

int executed(char* self) {
  const int fd = ::open(kDevice, O_RDWR);
  require(::ioctl(fd, I2C_SLAVE, 0x60) == 0, "I2C_SLAVE");
  wake();
  std::string number = std::to_string(fd);
  char mode[] = "inherited";
  char* arguments[] = {self, mode, number.data(), nullptr};
  ::execv(self, arguments);
  return require(false, "execv");
}

/// What the file system tells of the device, by path and by descriptor.
int look() {
  struct stat byPath {};
  struct stat byFd {};
  const int fd = ::openat(AT_FDCWD, kDevice, O_RDONLY);
  require(fd >= 0 && ::stat(kDevice, &byPath) == 0 && ::fstat(fd, &byFd) == 0, "stat");
  require(::access(kDevice, R_OK | W_OK) == 0, "access");
  for (const struct stat& info : {byPath, byFd}) {
    std::printf("%d %u:%u\n", S_ISCHR(info.st_mode) ? 1 : 0, major(info.st_rdev), minor(info.st_rdev));
  }
  const std::uint8_t byte = 0;
  require(::write(fd, &byte, 1) == -1 && errno == EBADF, "opened for reading only");
  require(::ioctl(fd, 0x5401, 0) == -1 && errno == ENOTTY, "not a terminal");
  require(std::fopen(kDevice, "r") == nullptr && errno == EOPNOTSUPP, "a stream is refused");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "info") return info();
  if (mode == "dup") return duplicate();
  if (mode == "fork") return forked();
  if (mode == "exec") return executed(argv[0]);
  if (mode == "inherited" && argc > 2) return readWakeAnswer(std::atoi(argv[2])), 0;
  if (mode == "look") return look();
  std::printf("i2c_probe: no such mode: %s\n", mode.c_str());
  return 2;
}
