// Which paths of the file system are virtual buses. Read once from the environment:
//
//     SIGNET_I2C_BUSES=7=unix:/run/user/1000/bus;8=tcp:127.0.0.1:4711     /dev/i2c-7 and /dev/i2c-8
//     SIGNET_I2C_SYSFS=/run/user/1000/signet-run-1/i2c-dev                stands for /sys/class/i2c-dev
//
// No heap: this runs inside other people's programs, also inside their malloc.
#pragma once

#include <array>
#include <climits>
#include <optional>
#include <span>
#include <string_view>

#include "signet/port/linux/endpoint.h"

namespace signet::emulator {

struct SharedBus {
  unsigned number = 0;
  port::Endpoint endpoint;
};

class VirtualBuses {
 public:
  static constexpr std::size_t kMax = 8;
  using PathBuffer = std::array<char, PATH_MAX>;

  /// Entries that cannot be read are left out; problem() describes the first.
  VirtualBuses(const char* buses, const char* sysfs);

  /// The bus behind "/dev/i2c-7".
  const SharedBus* device(const char* path) const;
  const SharedBus* number(unsigned number) const;

  /// Where a path below /sys/class/i2c-dev really is: in `buffer`, or `path` itself for any other.
  const char* translate(const char* path, PathBuffer& buffer) const;

  /// Null, or what was wrong with the variables.
  const char* problem() const { return problem_; }
  std::span<const SharedBus> all() const { return {buses_.data(), count_}; }

 private:
  void add(std::string_view entry);

  std::array<SharedBus, kMax> buses_{};
  std::size_t count_ = 0;
  std::string_view sysfs_;
  const char* problem_ = nullptr;
};

}  // namespace signet::emulator
