#include "host/emulator/shim/virtual_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace signet::emulator {
namespace {

constexpr char kMagic[16] = "signet-i2c-file";
/// How far descriptors inherited across exec are looked for; a parent passes small ones.
constexpr int kMostInherited = 256;

std::atomic<bool> anyOpen{false};

}  // namespace

int VirtualFile::open(unsigned bus, int flags) {
  char name[32];
  std::snprintf(name, sizeof name, "i2c-%u", bus);
  const int fd = ::memfd_create(name, (flags & O_CLOEXEC) != 0 ? MFD_CLOEXEC : 0);
  if (fd < 0) return fd;
  Content content{};
  std::memcpy(content.magic, kMagic, sizeof kMagic);
  content.bus = bus;
  content.mayRead = (flags & O_ACCMODE) != O_WRONLY;
  content.mayWrite = (flags & O_ACCMODE) != O_RDONLY;
  VirtualFile(fd, content).save();
  anyOpen = true;
  return fd;
}

bool VirtualFile::read(int fd, Content& content) {
  // Reading at an offset leaves every other file as it is, and fails on pipes, sockets and terminals.
  const int before = errno;
  const bool ours = ::pread(fd, &content, sizeof content, 0) == sizeof content &&
                    std::memcmp(content.magic, kMagic, sizeof kMagic) == 0 &&
                    ::fcntl(fd, F_GET_SEALS) >= 0;  // only memory files have seals
  errno = before;
  return ours;
}

bool VirtualFile::anyInherited() {
  Content content{};
  for (int fd = 0; fd < kMostInherited; ++fd) {
    if (read(fd, content)) return true;
  }
  return false;
}

std::optional<VirtualFile> VirtualFile::of(int fd) {
  static const bool inherited = anyInherited();
  Content content{};
  if (fd < 0 || (!inherited && !anyOpen.load(std::memory_order_relaxed)) || !read(fd, content))
    return std::nullopt;
  return VirtualFile(fd, content);
}

void VirtualFile::save() const {
  const int before = errno;
  if (::pwrite(fd_, &content_, sizeof content_, 0) == sizeof content_) errno = before;
}

}  // namespace signet::emulator
