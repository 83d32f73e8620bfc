#include "host/base/random.h"

#include <sys/random.h>

#include <cerrno>
#include <system_error>

namespace signet {

void fillRandom(MutableBytes out) {
  while (!out.empty()) {
    const ssize_t size = ::getrandom(out.data(), out.size(), 0);
    if (size >= 0) {
      out = out.from(static_cast<std::size_t>(size));
    } else if (errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "the kernel gives no random numbers");
    }
  }
}

}  // namespace signet
