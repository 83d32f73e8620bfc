#include "host/emulator/image/image_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "host/emulator/image/atomic_file.h"

namespace signet::emulator {
namespace {

/// The process number that the holder of the lock wrote, or an empty string.
std::string holder(int fd) {
  std::array<char, 16> text{};
  const long size = ::pread(fd, text.data(), text.size(), 0);
  std::string digits;
  for (long i = 0;
       i < size && text[static_cast<std::size_t>(i)] >= '0' && text[static_cast<std::size_t>(i)] <= '9';
       ++i) {
    digits += text[static_cast<std::size_t>(i)];
  }
  return digits;
}

/// The file that was locked may have been removed by its last holder in between: then it is another one now.
bool isStillAt(const std::string& path, int fd) {
  struct stat byFd {};
  struct stat byPath {};
  return ::fstat(fd, &byFd) == 0 && ::stat(path.c_str(), &byPath) == 0 && byFd.st_ino == byPath.st_ino &&
         byFd.st_dev == byPath.st_dev;
}

[[noreturn]] void throwInUse(const std::string& imagePath, int fd) {
  const std::string process = holder(fd);
  ::close(fd);
  throw ChipImageError(
      ChipImageError::Cause::inUse,
      fmt::format("'{}' is in use by {}; end that program first, or talk to the chip through its bus server",
                  imagePath, process.empty() ? "another program" : "process " + process));
}

}  // namespace

ImageLock::ImageLock(const std::string& imagePath) : path_(resolvedPath(imagePath) + ".lock") {
  while (fd_ < 0) {
    const int fd = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (fd < 0) throwFileError(imagePath, "lock", errno);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) throwInUse(imagePath, fd);
    if (isStillAt(path_, fd)) {
      fd_ = fd;
    } else {
      ::close(fd);
    }
  }
  const std::string process = fmt::format("{}\n", ::getpid());
  if (::ftruncate(fd_, 0) != 0 || ::pwrite(fd_, process.data(), process.size(), 0) < 0) {
    // The number only makes another program's message better; the lock holds without it.
  }
}

ImageLock::~ImageLock() {
  ::unlink(path_.c_str());
  ::close(fd_);
}

}  // namespace signet::emulator
