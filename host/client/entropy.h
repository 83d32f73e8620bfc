// Random bytes of the kernel, for TLS on a PC.
#pragma once

#include <sys/random.h>

#include "signet/tls/crypto.h"

namespace signet::client {

/// Thread safe; holds no state.
class KernelEntropy final : public tls::Entropy {
 private:
  /// notSupported: the kernel has none to give.
  Status doFill(MutableBytes out) override {
    // Up to 256 bytes come whole or not at all (getrandom(2)).
    while (!out.empty()) {
      const std::size_t part = out.size() < 256 ? out.size() : 256;
      if (getrandom(out.data(), part, 0) != static_cast<ssize_t>(part)) return Status::notSupported;
      out = out.from(part);
    }
    return Status::ok;
  }
};

}  // namespace signet::client
