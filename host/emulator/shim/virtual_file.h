// VirtualFile: an open /dev/i2c-N, as a file descriptor.
//
// The descriptor is that of an anonymous memory file (memfd) which holds what the kernel would remember of an
// open file. So dup, fork, exec, fcntl and passing it to another process work as with a real device, and
// close() needs no help: nothing about it is kept in the process.
#pragma once

#include <optional>

#include "host/emulator/shim/i2c_char_device.h"

namespace signet::emulator {

class VirtualFile {
 public:
  /// A new descriptor, or -1 with errno. `flags` are those of open().
  static int open(unsigned bus, int flags);

  /// The file behind `fd` if it is one of ours. Costs one load in a program that has none.
  static std::optional<VirtualFile> of(int fd);

  unsigned bus() const { return content_.bus; }
  bool mayRead() const { return content_.mayRead != 0; }
  bool mayWrite() const { return content_.mayWrite != 0; }
  I2cFileState& state() { return content_.state; }
  /// Makes the state lasting for all who share the file.
  void save() const;

 private:
  struct Content {
    char magic[16];
    std::uint32_t bus;
    std::uint8_t mayRead;
    std::uint8_t mayWrite;
    I2cFileState state;
  };
  VirtualFile(int fd, const Content& content) : fd_(fd), content_(content) {}
  static bool read(int fd, Content& content);
  static bool anyInherited();

  int fd_;
  Content content_;
};

}  // namespace signet::emulator
