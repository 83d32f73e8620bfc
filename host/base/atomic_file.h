// Replacing a file so that a crash at any instant leaves the old or the new one. FileOps are the system calls
// it takes, so that a test can crash at each of them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace signet {

/// Each as the system call: -1 and errno on failure.
class FileOps {
 public:
  virtual ~FileOps() = default;
  /// A new file for writing, with this mode; fails if there is one of this name.
  virtual int create(const std::string& path, unsigned mode) = 0;
  virtual long write(int fd, const char* bytes, std::size_t size) = 0;
  virtual int sync(int fd) = 0;
  virtual int close(int fd) = 0;
  virtual int rename(const std::string& from, const std::string& to) = 0;
  virtual int remove(const std::string& path) = 0;
  virtual int syncFolder(const std::string& path) = 0;
};

/// The file system of this machine.
FileOps& realFiles();

constexpr unsigned kOwnerOnly = 0600;
constexpr unsigned kForAll = 0644;

/// Makes `path` hold `text`, also after a power loss. Only one process at a time may do so; the
/// temporary file `path`.new that a crash left behind is replaced. Throws std::system_error with errno;
/// then `path` is unchanged.
void replaceFileAtomically(FileOps& files, const std::string& path, std::string_view text,
                           unsigned mode = kOwnerOnly);

}  // namespace signet
