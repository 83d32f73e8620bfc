// One try of a device to connect, with device::Connection and real sockets.
#pragma once

#include <string>

#include "signet/device/connection.h"
#include "tests/tls/tls_rig.h"

namespace signet::test {

/// How it ended.
struct RunEnd {
  Status status{};  ///< ok: the broker has taken it in
  device::Phase during{};
  tls::Side side = tls::Side::none;
  std::uint8_t alert = 0;
  std::string sentence = {};
};

/// To 127.0.0.1:port as "localhost"; then it is gone again.
RunEnd runOnce(TlsRig& rig, std::uint16_t port, Duration handshakeLimit = std::chrono::seconds(20));

}  // namespace signet::test
