#include "host/emulator/image/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace signet::emulator {
namespace {

using Cause = ChipImageError::Cause;

/// An image takes about 4 KB; whatever is larger is something else, and need not be read whole.
constexpr std::size_t kLargestImage = 1 << 20;

std::string folderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

class RealFiles final : public FileOps {
 public:
  int create(const std::string& path) override {
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  }
  long write(int fd, const char* bytes, std::size_t size) override { return ::write(fd, bytes, size); }
  int sync(int fd) override { return ::fsync(fd); }
  int close(int fd) override { return ::close(fd); }
  int rename(const std::string& from, const std::string& to) override {
    return std::rename(from.c_str(), to.c_str());
  }
  int remove(const std::string& path) override { return ::unlink(path.c_str()); }
  int syncFolder(const std::string& path) override {
    const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return -1;
    const int result = ::fsync(fd);
    ::close(fd);
    return result;
  }
};

bool writeAll(FileOps& files, int fd, std::string_view text) {
  while (!text.empty()) {
    const long written = files.write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// True: `path` holds `text`, also after a power loss. False: errno says why not.
bool writeSynced(FileOps& files, const std::string& path, std::string_view text) {
  const int fd = files.create(path);
  if (fd < 0) return false;
  const bool written = writeAll(files, fd, text) && files.sync(fd) == 0;
  const int error = errno;
  const bool closed = files.close(fd) == 0;
  if (!written) errno = error;
  return written && closed;
}

std::string readAll(const std::string& path, int fd) {
  std::string text;
  std::array<char, 16384> buffer;
  while (text.size() <= kLargestImage) {
    const long got = ::read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      const int error = errno;
      ::close(fd);
      throwFileError(path, "read", error);
    }
    if (got == 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  ::close(fd);
  return text;
}

}  // namespace

FileOps& realFiles() {
  static RealFiles files;
  return files;
}

void throwFileError(const std::string& path, const char* action, int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      throw ChipImageError(Cause::notFound,
                           fmt::format("cannot {} '{}': there is no such file or folder; make a chip with "
                                       "`signet chip new {}`",
                                       action, path, path));
    case EACCES:
    case EPERM:
    case EROFS:
      throw ChipImageError(
          Cause::noPermission,
          fmt::format("cannot {} '{}': {}; an image is for its owner only, and its folder must "
                      "be writable for that user too",
                      action, path, std::strerror(error)));
    default:
      throw ChipImageError(
          Cause::io, fmt::format("cannot {} '{}': {}; check the path and the disk, then try again", action,
                                 path, std::strerror(error)));
  }
}

void replaceFile(FileOps& files, const std::string& path, std::string_view text) {
  const std::string temporary = path + ".new";
  if (files.remove(temporary) != 0 && errno != ENOENT) throwFileError(path, "write", errno);
  if (!writeSynced(files, temporary, text) || files.rename(temporary, path) != 0) {
    const int error = errno;
    files.remove(temporary);
    throwFileError(path, "write", error);
  }
  if (files.syncFolder(folderOf(path)) != 0) throwFileError(path, "write", errno);
}

std::string readImageFile(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throwFileError(path, "read", errno);
  return readAll(path, fd);
}

std::string resolvedPath(const std::string& path) {
  char* const resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return path;
  std::string result = resolved;
  std::free(resolved);
  return result;
}

}  // namespace signet::emulator
