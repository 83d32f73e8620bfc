#include "host/emulator/image/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace signet::emulator {
namespace {

using Cause = ChipImageError::Cause;

/// An image takes about 4 KB; whatever is larger is something else, and need not be read whole.
constexpr std::size_t kLargestImage = 1 << 20;

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

void throwFileError(const std::string& path, const char* action, int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      throw ChipImageError(Cause::notFound, fmt::format("cannot {} '{}': there is no such file or folder; "
                                                        "make a chip with `signet chip new {}`",
                                                        action, path, path));
    case EACCES:
    case EPERM:
    case EROFS:
      throw ChipImageError(
          Cause::noPermission,
          fmt::format("cannot {} '{}': {}; "
                      "an image is for its owner only, and its folder must be writable for that user too",
                      action, path, std::strerror(error)));
    default:
      throw ChipImageError(
          Cause::io, fmt::format("cannot {} '{}': {}; check the path and the disk, then try again", action,
                                 path, std::strerror(error)));
  }
}

void replaceFile(FileOps& files, const std::string& path, std::string_view text) {
  try {
    replaceFileAtomically(files, path, text);
  } catch (const std::system_error& error) {
    throwFileError(path, "write", error.code().value());
  }
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
