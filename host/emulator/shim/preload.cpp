// libsignet-i2c.so: gives an unmodified program the buses of virtual_buses.h as /dev/i2c-N. Loaded with
// LD_PRELOAD; `signet run` does it (docs/run.md).
//
// Each function below stands before the one of the same name in libc, does its part if the path or descriptor
// is a virtual bus, and calls libc's otherwise. A program that is linked statically or makes its own system
// calls (Go) does not see it.
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "host/emulator/shim/i2c_char_device.h"
#include "host/emulator/shim/socket_wire.h"
#include "host/emulator/shim/virtual_buses.h"
#include "host/emulator/shim/virtual_file.h"

#define SIGNET_EXPORT extern "C" __attribute__((visibility("default")))

namespace signet::emulator {
namespace {

constexpr unsigned kI2cMajor = 89;

/// libc's own function of this name.
template <typename Function>
Function* libc(const char* name, Function*) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}
#define SIGNET_LIBC(name)                              \
  ([] {                                                \
    static const auto function = libc(#name, &::name); \
    return function;                                   \
  }())

const VirtualBuses& buses() {
  static const VirtualBuses all = [] {
    const VirtualBuses read(std::getenv("SIGNET_I2C_BUSES"), std::getenv("SIGNET_I2C_SYSFS"));
    if (read.problem() != nullptr) std::fprintf(stderr, "signet-i2c: SIGNET_I2C_BUSES: %s\n", read.problem());
    return read;
  }();
  return all;
}

template <typename Number>
Number failWith(int error, Number result = -1) {
  errno = error;
  return result;
}

/// As open() of a device whose adapter is there: it fails when the server is not.
int openBus(const SharedBus& bus, int flags) {
  if ((flags & O_DIRECTORY) != 0) return failWith<int>(ENOTDIR);
  if (const int error = SocketWire(bus.endpoint).connect()) return failWith<int>(error);
  return VirtualFile::open(bus.number, flags);
}

/// Runs `operation(device)` on the bus of `file`; its negative result becomes errno.
template <typename Operation>
auto onBus(VirtualFile& file, Operation operation) {
  const SharedBus* bus = buses().number(file.bus());
  if (bus == nullptr) return failWith<decltype(operation(std::declval<I2cCharDevice&>()))>(ENODEV);
  SocketWire wire(bus->endpoint);
  I2cCharDevice device(file.state(), wire);
  const auto result = operation(device);
  return result < 0 ? failWith<decltype(result + 0)>(static_cast<int>(-result)) : result;
}

/// Makes `info` (of another file) that of /dev/i2c-N.
template <typename Stat>
void describeDevice(Stat& info, unsigned number) {
  info.st_mode = S_IFCHR | 0660;
  info.st_rdev = makedev(kI2cMajor, number);
  info.st_size = 0;
  info.st_blocks = 0;
}

void describeDevice(struct statx& info, unsigned number) {
  info.stx_mode = S_IFCHR | 0660;
  info.stx_rdev_major = kI2cMajor;
  info.stx_rdev_minor = number;
  info.stx_size = 0;
  info.stx_blocks = 0;
}

/// The number of the bus that stat() and the like are asked about, by path or by descriptor.
std::optional<unsigned> busOf(int fd, const char* path, int flags) {
  if (path != nullptr && path[0] != '\0') {
    const SharedBus* bus = buses().device(path);
    return bus == nullptr ? std::nullopt : std::optional(bus->number);
  }
  if ((flags & AT_EMPTY_PATH) == 0) return std::nullopt;
  const auto file = VirtualFile::of(fd);
  return file ? std::optional(file->bus()) : std::nullopt;
}

/// Asks libc about a real file and, for a virtual bus, makes the answer that of the device.
template <typename Stat, typename Ask>
int statBus(std::optional<unsigned> bus, Stat* info, Ask ask) {
  if (!bus) return ask(nullptr);
  const int result = ask("/dev/null");
  if (result == 0) describeDevice(*info, *bus);
  return result;
}

mode_t modeArgument(int flags, va_list arguments) {
  return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

template <typename Open>
int openPath(const char* path, int flags, Open open) {
  if (const SharedBus* bus = buses().device(path)) return openBus(*bus, flags);
  VirtualBuses::PathBuffer buffer;
  return open(buses().translate(path, buffer));
}

template <typename Use>
auto withPath(const char* path, Use use) {
  VirtualBuses::PathBuffer buffer;
  return use(buses().translate(path, buffer));
}

}  // namespace
}  // namespace signet::emulator

using namespace signet::emulator;

// The names are libc's, some of them reserved for it; the arguments of the macros below are types.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming,bugprone-macro-parentheses)

// ---- Opening. Each also in the form for 64-bit offsets, and in the one that _FORTIFY_SOURCE calls.

#define SIGNET_OPEN(name)                                                                           \
  SIGNET_EXPORT int name(const char* path, int flags, ...) {                                        \
    va_list arguments;                                                                              \
    va_start(arguments, flags);                                                                     \
    const mode_t mode = modeArgument(flags, arguments);                                             \
    va_end(arguments);                                                                              \
    return openPath(path, flags, [&](const char* p) { return SIGNET_LIBC(name)(p, flags, mode); }); \
  }
#define SIGNET_OPENAT(name)                                                                                 \
  SIGNET_EXPORT int name(int folder, const char* path, int flags, ...) {                                    \
    va_list arguments;                                                                                      \
    va_start(arguments, flags);                                                                             \
    const mode_t mode = modeArgument(flags, arguments);                                                     \
    va_end(arguments);                                                                                      \
    return openPath(path, flags, [&](const char* p) { return SIGNET_LIBC(name)(folder, p, flags, mode); }); \
  }
SIGNET_OPEN(open)
SIGNET_OPEN(open64)
SIGNET_OPENAT(openat)
SIGNET_OPENAT(openat64)

SIGNET_EXPORT int __open_2(const char* path, int flags);
SIGNET_EXPORT int __open64_2(const char* path, int flags);
SIGNET_EXPORT int __openat_2(int folder, const char* path, int flags);
SIGNET_EXPORT int __openat64_2(int folder, const char* path, int flags);

int __open_2(const char* path, int flags) {
  return openPath(path, flags, [&](const char* p) { return SIGNET_LIBC(__open_2)(p, flags); });
}
int __open64_2(const char* path, int flags) {
  return openPath(path, flags, [&](const char* p) { return SIGNET_LIBC(__open64_2)(p, flags); });
}
int __openat_2(int folder, const char* path, int flags) {
  return openPath(path, flags, [&](const char* p) { return SIGNET_LIBC(__openat_2)(folder, p, flags); });
}
int __openat64_2(int folder, const char* path, int flags) {
  return openPath(path, flags, [&](const char* p) { return SIGNET_LIBC(__openat64_2)(folder, p, flags); });
}

// ---- Transfers.

SIGNET_EXPORT ssize_t read(int fd, void* buffer, size_t count) {
  auto file = VirtualFile::of(fd);
  if (!file) return SIGNET_LIBC(read)(fd, buffer, count);
  if (!file->mayRead()) return failWith<ssize_t>(EBADF);
  return onBus(*file, [&](I2cCharDevice& device) { return device.read(buffer, count); });
}

SIGNET_EXPORT ssize_t __read_chk(int fd, void* buffer, size_t count, size_t size);
ssize_t __read_chk(int fd, void* buffer, size_t count, size_t size) {
  if (count > size || !VirtualFile::of(fd)) return SIGNET_LIBC(__read_chk)(fd, buffer, count, size);
  return read(fd, buffer, count);
}

SIGNET_EXPORT ssize_t write(int fd, const void* buffer, size_t count) {
  auto file = VirtualFile::of(fd);
  if (!file) return SIGNET_LIBC(write)(fd, buffer, count);
  if (!file->mayWrite()) return failWith<ssize_t>(EBADF);
  return onBus(*file, [&](I2cCharDevice& device) { return device.write(buffer, count); });
}

SIGNET_EXPORT int ioctl(int fd, unsigned long request, ...) noexcept {
  va_list arguments;
  va_start(arguments, request);
  void* argument = va_arg(arguments, void*);
  va_end(arguments);
  auto file = VirtualFile::of(fd);
  if (!file) return SIGNET_LIBC(ioctl)(fd, request, argument);
  const int result = onBus(*file, [&](I2cCharDevice& device) { return device.ioctl(request, argument); });
  file->save();
  return result;
}

// ---- Looking at files.

#define SIGNET_STAT(name, type)                                                   \
  SIGNET_EXPORT int name(const char* path, type* info) noexcept {                 \
    return statBus(busOf(-1, path, 0), info, [&](const char* other) {             \
      return withPath(other == nullptr ? path : other,                            \
                      [&](const char* p) { return SIGNET_LIBC(name)(p, info); }); \
    });                                                                           \
  }
#define SIGNET_FSTAT(name, type)                         \
  SIGNET_EXPORT int name(int fd, type* info) noexcept {  \
    const int result = SIGNET_LIBC(name)(fd, info);      \
    const auto bus = busOf(fd, nullptr, AT_EMPTY_PATH);  \
    if (result == 0 && bus) describeDevice(*info, *bus); \
    return result;                                       \
  }
#define SIGNET_FSTATAT(name, type)                                                               \
  SIGNET_EXPORT int name(int folder, const char* path, type* info, int flags) noexcept {         \
    return statBus(busOf(folder, path, flags), info, [&](const char* other) {                    \
      return withPath(other == nullptr ? path : other,                                           \
                      [&](const char* p) { return SIGNET_LIBC(name)(folder, p, info, flags); }); \
    });                                                                                          \
  }
SIGNET_STAT(stat, struct stat)
SIGNET_STAT(stat64, struct stat64)
SIGNET_STAT(lstat, struct stat)
SIGNET_STAT(lstat64, struct stat64)
SIGNET_FSTAT(fstat, struct stat)
SIGNET_FSTAT(fstat64, struct stat64)
SIGNET_FSTATAT(fstatat, struct stat)
SIGNET_FSTATAT(fstatat64, struct stat64)

SIGNET_EXPORT int statx(int folder, const char* path, int flags, unsigned mask, struct statx* info) noexcept {
  return statBus(busOf(folder, path, flags), info, [&](const char* other) {
    return withPath(other == nullptr ? path : other,
                    [&](const char* p) { return SIGNET_LIBC(statx)(folder, p, flags, mask, info); });
  });
}

SIGNET_EXPORT int access(const char* path, int mode) noexcept {
  if (buses().device(path) != nullptr) return (mode & X_OK) != 0 ? failWith<int>(EACCES) : 0;
  return withPath(path, [&](const char* p) { return SIGNET_LIBC(access)(p, mode); });
}

SIGNET_EXPORT int faccessat(int folder, const char* path, int mode, int flags) noexcept {
  if (buses().device(path) != nullptr) return (mode & X_OK) != 0 ? failWith<int>(EACCES) : 0;
  return withPath(path, [&](const char* p) { return SIGNET_LIBC(faccessat)(folder, p, mode, flags); });
}

SIGNET_EXPORT ssize_t readlink(const char* path, char* buffer, size_t size) noexcept {
  if (buses().device(path) != nullptr) return failWith<ssize_t>(EINVAL);
  return withPath(path, [&](const char* p) { return SIGNET_LIBC(readlink)(p, buffer, size); });
}

SIGNET_EXPORT ssize_t readlinkat(int folder, const char* path, char* buffer, size_t size) noexcept {
  if (buses().device(path) != nullptr) return failWith<ssize_t>(EINVAL);
  return withPath(path, [&](const char* p) { return SIGNET_LIBC(readlinkat)(folder, p, buffer, size); });
}

/// `ls -l` asks for access lists; our device has none.
#define SIGNET_GETXATTR(name)                                                                              \
  SIGNET_EXPORT ssize_t name(const char* path, const char* attribute, void* value, size_t size) noexcept { \
    if (buses().device(path) != nullptr) return failWith<ssize_t>(ENODATA);                                \
    return withPath(path, [&](const char* p) { return SIGNET_LIBC(name)(p, attribute, value, size); });    \
  }
SIGNET_GETXATTR(getxattr)
SIGNET_GETXATTR(lgetxattr)

SIGNET_EXPORT DIR* opendir(const char* path) {
  return withPath(path, [&](const char* p) { return SIGNET_LIBC(opendir)(p); });
}

/// A stream over a bus would read and write behind our back: it is refused.
SIGNET_EXPORT FILE* fopen(const char* path, const char* mode) {
  if (buses().device(path) != nullptr) return failWith<FILE*>(EOPNOTSUPP, nullptr);
  return withPath(path, [&](const char* p) { return SIGNET_LIBC(fopen)(p, mode); });
}

SIGNET_EXPORT FILE* fopen64(const char* path, const char* mode) {
  if (buses().device(path) != nullptr) return failWith<FILE*>(EOPNOTSUPP, nullptr);
  return withPath(path, [&](const char* p) { return SIGNET_LIBC(fopen64)(p, mode); });
}

// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming,bugprone-macro-parentheses)
