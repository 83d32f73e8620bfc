// SHA-256 as a parameter: the driver's host-side computations use one that is there already (BearSSL on a
// device, OpenSSL on a PC), so that the device library carries no second implementation.
#pragma once

#include <array>
#include <cstdint>

#include "signet/core/bytes.h"

namespace signet {

using Sha256Digest = std::array<std::uint8_t, 32>;

/// One running SHA-256 computation; start() may be called again at any time to begin another.
class Sha256 {
 public:
  void start() { doStart(); }
  void update(Bytes data) { doUpdate(data); }
  Sha256Digest finish() { return doFinish(); }

  Sha256Digest digestOf(Bytes data) {
    start();
    update(data);
    return finish();
  }

 protected:
  ~Sha256() = default;

 private:
  virtual void doStart() = 0;
  virtual void doUpdate(Bytes data) = 0;
  virtual Sha256Digest doFinish() = 0;
};

}  // namespace signet
