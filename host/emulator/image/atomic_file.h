// Replacing a file so that a crash at any instant leaves the old or the new one. FileOps are the system calls
// it takes, so that a test can crash at each of them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "host/emulator/image/chip_image.h"

namespace signet::emulator {

/// Each as the system call: -1 and errno on failure.
class FileOps {
 public:
  virtual ~FileOps() = default;
  /// A new file for writing, mode 0600; fails if there is one of this name.
  virtual int create(const std::string& path) = 0;
  virtual long write(int fd, const char* bytes, std::size_t size) = 0;
  virtual int sync(int fd) = 0;
  virtual int close(int fd) = 0;
  virtual int rename(const std::string& from, const std::string& to) = 0;
  virtual int remove(const std::string& path) = 0;
  virtual int syncFolder(const std::string& path) = 0;
};

/// The file system of this machine.
FileOps& realFiles();

/// Makes `path` hold `text`. The caller holds the image's lock; a temporary file that a crash left behind is
/// replaced. Throws ChipImageError (noPermission, notFound, io); then `path` is unchanged.
void replaceFile(FileOps& files, const std::string& path, std::string_view text);

/// Throws ChipImageError: notFound, noPermission, io.
std::string readImageFile(const std::string& path);

/// The file itself where `path` is a symbolic link to it: a rename would replace the link.
std::string resolvedPath(const std::string& path);

/// The sentence for errno after `action` ("read", "write") on an image failed.
[[noreturn]] void throwFileError(const std::string& path, const char* action, int error);

/// Encodes and replaces; the caller holds the lock. Throws as replaceFile().
void storeChipImage(const std::string& path, const ChipImage& image, FileOps& files);

}  // namespace signet::emulator
