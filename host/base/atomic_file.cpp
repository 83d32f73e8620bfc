#include "host/base/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace signet {
namespace {

std::string folderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

class RealFiles final : public FileOps {
 public:
  int create(const std::string& path, unsigned mode) override {
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
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
bool writeSynced(FileOps& files, const std::string& path, std::string_view text, unsigned mode) {
  const int fd = files.create(path, mode);
  if (fd < 0) return false;
  const bool written = writeAll(files, fd, text) && files.sync(fd) == 0;
  const int error = errno;
  const bool closed = files.close(fd) == 0;
  if (!written) errno = error;
  return written && closed;
}

[[noreturn]] void fail(const std::string& path, int error) {
  throw std::system_error(error, std::generic_category(), path);
}

}  // namespace

FileOps& realFiles() {
  static RealFiles files;
  return files;
}

void replaceFileAtomically(FileOps& files, const std::string& path, std::string_view text, unsigned mode) {
  const std::string temporary = path + ".new";
  if (files.remove(temporary) != 0 && errno != ENOENT) fail(path, errno);
  if (!writeSynced(files, temporary, text, mode) || files.rename(temporary, path) != 0) {
    const int error = errno;
    files.remove(temporary);
    fail(path, error);
  }
  if (files.syncFolder(folderOf(path)) != 0) fail(path, errno);
}

}  // namespace signet
